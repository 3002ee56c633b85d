"""Duplicates over HTTP: the refusal of a create, the way out, and the look without writing."""

import pytest

from tests.api.conftest import READER, Client, a_company, a_source

LEI = [{"scheme": "lei", "value": "529900T8BM49AURSDO55"}]
FOUND = {
    "ref": "company/deepseek",
    "kind": "company",
    "label": "Deepseek",
    "hint": {"country": "CN"},
    "why": ["same identifier lei", "same name"],
}


@pytest.fixture(autouse=True)
def stage(client: Client) -> None:
    client.create("companies", a_company(country="CN", identifiers=LEI))


def test_a_create_that_repeats_an_entity_is_refused_with_candidates(client: Client) -> None:
    answer = client.post("/v1/companies", a_company("deep-seek", name="DEEPSEEK", identifiers=LEI))
    assert (answer.status, answer.json["code"]) == (409, "possible_duplicate")
    assert answer.json["candidates"] == [FOUND]
    assert "allow_duplicate=true" in answer.json["detail"]
    assert client.get("/v1/companies/deep-seek").status == 404


def test_it_is_written_if_the_caller_allows_it_and_history_shows_that(client: Client) -> None:
    answer = client.post("/v1/companies?allow_duplicate=true", a_company("deep-seek", name="DEEPSEEK"))
    assert answer.status == 201
    (first,) = client.get("/v1/companies/deep-seek/history").json["items"]
    assert first["allow_duplicate"] is True


def test_a_repeated_request_finds_what_it_wrote_and_not_a_duplicate(client: Client) -> None:
    body = a_source("news", url="https://example.com/a")
    answers = [client.post("/v1/sources", body, Idempotency_Key="k1") for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert client.post("/v1/sources", body).json["code"] == "duplicate"
    again = client.post("/v1/sources", a_source("same-news", url="https://EXAMPLE.com/a/?utm_source=x"))
    assert [each["why"] for each in again.json["candidates"]] == [["same url"]]


def test_a_look_writes_nothing_and_needs_only_the_scope_of_reads(client: Client) -> None:
    sent = {"kind": "company", "name": "DeepSeek!", "identifiers": LEI, "colour": "red"}
    answer = client.post("/v1/duplicates", sent, key=READER)
    assert answer.status == 200
    assert answer.json["items"] == [FOUND]
    assert answer.json["meta"] == {"read": 2, "returned": 1, "left_out": ["/colour"]}
    assert client.post("/v1/duplicates", {"kind": "company"}, key=None).json["items"] == []


@pytest.mark.parametrize("name", ["\0", "colour\n", "a/b~c", "x" * 2_000])
def test_what_is_left_out_is_named_as_the_contract_says_whatever_its_name(client: Client, name: str) -> None:
    answer = client.post("/v1/duplicates", {"kind": "company", "name": "DeepSeek", name: 1}, key=READER)
    assert answer.status == 200  # the client compares every answer with the contract
    assert len(answer.json["meta"]["left_out"]) == 1


@pytest.mark.parametrize(
    ("body", "code"), [({}, "missing_field"), ({"kind": "compny"}, "unknown_code"), ({"kind": 7}, "wrong_type")]
)
def test_a_look_needs_a_kind(client: Client, body: dict[str, object], code: str) -> None:
    answer = client.post("/v1/duplicates", body)
    assert (answer.status, answer.pointers) == (422, {"/kind": code})


def test_a_flag_of_a_create_is_true_or_false(client: Client) -> None:
    answer = client.post("/v1/companies?allow_duplicate=yes", a_company("x"))
    assert (answer.status, answer.pointers) == (400, {"allow_duplicate": "bad_value"})
