"""Entities over HTTP: created, patched, read at any moment."""

import pytest

from tests.api.conftest import (
    EVIDENCE,
    WRITER,
    Client,
    a_company,
    a_source,
    an_event,
)

COMPANY = "/v1/companies/deepseek"


def test_creating_answers_201_with_location_etag_and_the_flat_view(client: Client) -> None:
    answer = client.post("/v1/companies", a_company(country="CN"), key=WRITER)
    assert answer.status == 201
    assert answer.headers["location"] == f"/stage{COMPANY}"
    assert answer.headers["etag"].startswith('"r1-')
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json | {"country": "CN", "ref": "company/deepseek", "revision": 1} == answer.json


def test_reading_answers_what_creating_did_with_the_same_etag(client: Client) -> None:
    created = client.create("companies", a_company(country="CN"))
    read = client.get(COMPANY)
    assert (read.status, {**read.json, "recorded": created.json["recorded"]}) == (200, created.json)
    assert read.headers["etag"] == created.headers["etag"]
    assert read.headers["cache-control"] == "public, no-cache"


def test_head_answers_the_headers_of_get_and_no_body(client: Client) -> None:
    client.create("companies", a_company())
    for url in (COMPANY, "/v1/companies", "/healthz", "/v1/companies/nobody"):
        got, asked = client.get(url), client.head(url)
        assert asked.status == got.status
        assert asked.text == ""
        length = {"content-length": str(len(got.text.encode()))}
        assert asked.steady == {**got.steady, **length}


def test_if_none_match_is_answered_304_without_a_body(client: Client) -> None:
    tag = client.create("companies", a_company()).headers["etag"]
    for sent in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = client.get(COMPANY, If_None_Match=sent)
        assert (answer.status, answer.text, answer.headers["etag"]) == (304, "", tag)
    assert client.get(COMPANY, If_None_Match='"other"').status == 200


def test_patching_adds_a_fact_and_raises_the_revision(client: Client) -> None:
    client.create("companies", a_company())
    answer = client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    assert answer.status == 200
    assert (answer.json["country"], answer.json["revision"]) == ("CN", 2)
    assert answer.headers["etag"].startswith('"r2-')


def test_patching_with_what_is_known_changes_nothing(client: Client) -> None:
    created = client.create("companies", a_company(country="CN"))
    answer = client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    assert (answer.status, answer.json) == (200, {**created.json, "recorded": []})
    assert answer.headers["etag"] == created.headers["etag"]


def test_patching_takes_plain_json_too(client: Client) -> None:
    client.create("companies", a_company())
    body = {"country": "CN", "evidence": EVIDENCE}
    assert client.patch(COMPANY, body, Content_Type="application/json; charset=utf-8").status == 200


@pytest.mark.parametrize("sent", ["*", '"r1"', '"r1-0123"'])
def test_if_match_compares_the_revision(client: Client, sent: str) -> None:
    client.create("companies", a_company())
    assert client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE}, If_Match=sent).status == 200


@pytest.mark.parametrize("sent", ['"r2"', 'W/"r2"', '"abc"'])
def test_if_match_of_anything_else_is_stale(client: Client, sent: str) -> None:
    client.create("companies", a_company())
    assert client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE}, If_Match=sent).status == 412


def test_contradicting_values_are_kept_side_by_side_and_explained(client: Client) -> None:
    client.create("companies", a_company(founded="2023-07"))
    client.patch(COMPANY, {"founded": "2022", "evidence": EVIDENCE})
    answer = client.get(f"{COMPANY}?include=facts&explain=true").json
    assert answer["disputed"] == ["founded"]
    assert {fact["value"] for fact in answer["facts"]["founded"]} == {"2023-07", "2022"}
    assert answer["explain"]["founded"][0]["rejected"]
    conflict = client.get(f"{COMPANY}/conflicts").json["items"][0]
    assert (conflict["property"], conflict["state"], len(conflict["sides"])) == ("founded", "open", 2)


def test_known_at_shows_the_record_of_that_time(client: Client) -> None:
    before = client.create("companies", a_company())
    client.patch(COMPANY, {"country": "CN", "evidence": EVIDENCE})
    answer = client.get(f"{COMPANY}?known_at={before.json['updated_at']}")
    assert {**answer.json, "recorded": before.json["recorded"]} == before.json


def test_valid_at_shows_what_was_true_then(client: Client) -> None:
    client.create("companies", a_company(organisation_type={"value": "division", "valid": "2020/2022"}))
    client.patch(COMPANY, {"organisation_type": {"value": "company", "valid": "2023"}, "evidence": EVIDENCE})
    assert client.get(f"{COMPANY}?valid_at=2021-05-01").json["organisation_type"] == "division"
    assert client.get(f"{COMPANY}?valid_at=2024-05-01T00:00:00%2B02:00").json["organisation_type"] == "company"


def test_published_before_uses_only_what_was_in_print(client: Client) -> None:
    client.create("sources", a_source("early", published="2024-01"))
    client.create("sources", a_source("late", published="2025-01"))
    client.create("companies", a_company(evidence={**EVIDENCE, "source": "source/early"}))
    client.patch(COMPANY, {"country": "CN", "evidence": {**EVIDENCE, "source": "source/late"}})
    assert client.get(COMPANY).json["country"] == "CN"
    assert "country" not in client.get(f"{COMPANY}?published_before=2024-06-01").json


def test_before_anything_was_in_print_an_entity_is_bare_and_an_event_still_of_its_type(client: Client) -> None:
    client.create("sources", a_source("late", published="2025-01"))
    evidence = {**EVIDENCE, "source": "source/late"}
    client.create("companies", a_company(evidence=evidence))
    made = client.create("events", an_event(evidence=evidence)).json
    assert "name" not in client.get(f"{COMPANY}?published_before=2024-06-01").json
    event = client.get("/v1/events/launch?published_before=2024-06-01").json
    assert (event["type"], "title" in event) == (made["type"], False)


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_a_condition_that_cannot_be_stored_is_refused_with_its_pointer(client: Client, text: str) -> None:
    client.create("companies", a_company())
    answer = client.patch(COMPANY, {"country": {"value": "CN", "condition": text}, "evidence": EVIDENCE})
    assert (answer.status, answer.pointers) == (422, {"/country/condition": "bad_text"})
