"""Refusals: bounded, complete within the bound, and with the nearest known names."""

from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, a_fact

COMPANY = "/v1/companies/deepseek"


def test_a_body_of_nothing_but_faults_is_refused_with_the_first_thousand(client: Client) -> None:
    answer = client.post("/v1/companies", a_company(**{f"k{number}": 1 for number in range(5_000)}))
    assert (answer.status, len(answer.json["errors"])) == (422, 1_000)
    assert "1000 faults or more" in answer.json["detail"]


def test_an_outcome_lists_the_first_hundred_faults_of_its_entity(client: Client) -> None:
    client.create("companies", a_company())
    facts = [a_fact() | {f"k{number}": 1 for number in range(120)}]
    (outcome,) = client.post("/v1/facts?atomic=false", {"facts": facts}).json["outcomes"]
    assert (outcome["status"], len(outcome["problem"]["errors"])) == (422, 100)
    assert outcome["problem"]["detail"] == "The body has 100 faults or more; `errors` lists the first 100."


def test_a_query_of_nothing_but_faults_is_refused_with_the_first_hundred(client: Client) -> None:
    answer = client.get("/v1/events?" + "&".join(f"k{number}=" for number in range(400)))
    assert (answer.status, len(answer.json["errors"])) == (400, 100)


NEAR: list[tuple[str, Any, str]] = [
    ("/v1/resolve", {"naems": [{"name": "DeepSeek"}]}, 'did you mean "names"?'),
    ("/v1/keys", {"name": "a key", "scopes": ["read"], "expries_at": None}, 'did you mean "expires_at"?'),
]


@pytest.mark.parametrize(("url", "body", "hint"), NEAR)
def test_an_unknown_member_is_refused_with_the_nearest(client: Client, url: str, body: Any, hint: str) -> None:
    assert any(hint in fault["detail"] for fault in client.post(url, body).json["errors"])


def test_an_unknown_plural_is_refused_with_the_nearest(client: Client) -> None:
    assert 'did you mean "companies"?' in client.get("/v1/compnies").json["detail"]


BOUNDS: list[tuple[str, Any, dict[str, str]]] = [
    ("/v1/entities/get", {"refs": []}, {"/refs": "empty"}),
    ("/v1/entities/get", {"refs": ["company/a"] * 101}, {"/refs": "too_many"}),
    ("/v1/facts", {"facts": []}, {"/facts": "empty"}),
    ("/v1/keys", {"name": "", "scopes": ["root"]}, {"/name": "empty", "/scopes/0": "unknown_code"}),
    ("/v1/keys", {"name": "a" * 101, "scopes": []}, {"/name": "too_long", "/scopes": "empty"}),
    ("/v1/keys", {"name": "a", "scopes": ["read"], "requests_per_minute": 0}, {"/requests_per_minute": "bad_range"}),
]


@pytest.mark.parametrize(("url", "body", "pointers"), BOUNDS)
def test_the_code_of_a_fault_says_which_bound_was_passed(
    client: Client, url: str, body: Any, pointers: dict[str, str]
) -> None:
    assert client.post(url, body).pointers == pointers


def test_a_list_that_is_too_long_is_refused_in_our_words(client: Client) -> None:
    (fault,) = client.post("/v1/entities/get", {"refs": ["company/a"] * 101}).json["errors"]
    assert fault["detail"] == "The list has 101 items; the maximum is 100."


MANY = ",".join(f"model/m{number}" for number in range(21))
PARAMETERS: list[tuple[str, dict[str, str]]] = [
    ("/v1/companies?cursor=eyJhIjoxfQ", {"cursor": "bad_value"}),
    ("/v1/facts", {"entity": "missing"}),
    (f"/v1/compare?refs={MANY}", {"refs": "too_many"}),
]


@pytest.mark.parametrize(("url", "faults"), PARAMETERS)
def test_what_is_wrong_with_a_url_is_400_and_names_the_parameter(
    client: Client, url: str, faults: dict[str, str]
) -> None:
    answer = client.get(url)
    assert (answer.status, answer.pointers) == (400, faults)
    assert all("parameter" in fault for fault in answer.json["errors"])


def test_faults_of_query_and_headers_are_reported_together(client: Client) -> None:
    client.create("companies", a_company())
    sent = {"If_Match": "r1", "Idempotency_Key": "two words"}
    answer = client.patch(f"{COMPANY}?foo=1", {"country": "CN", "evidence": EVIDENCE}, **sent)
    assert (answer.status, answer.pointers) == (
        400,
        {"foo": "unknown_parameter", "If-Match": "bad_value", "Idempotency-Key": "bad_value"},
    )
