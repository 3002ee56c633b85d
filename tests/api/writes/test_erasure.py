"""Erasing the words of a fact over HTTP."""

import pytest

from tests.api.conftest import EVIDENCE, WRITER, Client, a_company, a_fact, an_event, fact_ids
from tests.conftest import Clock

COMPANY = "/v1/companies/deepseek"
WHY = {"reason": "The person asked for it."}


@pytest.fixture
def named(client: Client) -> str:
    """The id of a fact with a quote."""
    client.create("companies", a_company(country="CN", evidence={**EVIDENCE, "quote": "says Ottilie Quendel"}))
    return next(each for each in fact_ids(client, COMPANY) if "~country~" in each)


def test_an_erased_fact_is_answered_without_its_words(client: Client, named: str) -> None:
    answer = client.post(f"/v1/facts/{named}/erasure", WHY)
    assert (answer.status, answer.json["complete"], answer.json["id"]) == (200, True, named)
    shown = client.get(f"/v1/facts/{named}").json
    assert shown == answer.json["fact"]
    assert (shown["value"], shown["evidence"]["quote"]) == ({"erased": True}, "[erased]")
    assert shown["erased"]["reason"] == WHY["reason"]


def test_every_read_takes_an_erased_value(client: Client, named: str, clock: Clock) -> None:
    at = client.get(COMPANY).json["updated_at"]
    client.create("events", an_event(participants=[{"value": "company/deepseek", "role": "developer"}]))
    facts = [*fact_ids(client, COMPANY), *fact_ids(client, "/v1/events/launch")]
    for each in facts:
        assert client.post(f"/v1/facts/{each}/erasure", WHY).status == 200
    clock.advance(seconds=90)
    for url in (
        COMPANY,
        f"{COMPANY}?explain=true&include=facts",
        f"{COMPANY}?known_at={at}",
        f"{COMPANY}/facts?format=csv",
        f"{COMPANY}/history",
        f"{COMPANY}/timeline",
        "/v1/companies",
        "/v1/companies?format=csv",
        f"/v1/companies?country=CN&known_at={at}",
        "/v1/companies?country[exists]=true",
        "/v1/events",
        "/v1/events?format=csv",
        "/v1/events?date[gte]=2020",
        "/v1/facts?source=source/report",
        "/v1/facts?source=source/report&format=csv",
        "/v1/compare?refs=company/deepseek",
        "/v1/compare?refs=company/deepseek&format=csv",
        "/v1/search?q=deepseek",
        "/v1/autocomplete?q=de",
        f"/v1/search?q=deepseek&known_at={at}",
        "/v1/conflicts",
        "/v1/changes?after=0",
        "/v1/stats",
    ):
        answer = client.get(url)
        assert answer.status == 200, (url, answer.text)
        assert "Quendel" not in answer.text
    assert client.get(COMPANY).json["name"] == {"erased": True}


def test_only_an_admin_may_erase(client: Client, named: str) -> None:
    refused = client.post(f"/v1/facts/{named}/erasure", WHY, key=WRITER)
    assert (refused.status, refused.json["code"], refused.json["scope"]) == (403, "forbidden", "admin")


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/reason", "missing_field"),
        ({"reason": " "}, "/reason", "empty"),
        ({**WHY, "why": 1}, "/why", "unknown_field"),
    ],
)
def test_a_reason_is_required(client: Client, named: str, body: dict[str, str], pointer: str, code: str) -> None:
    refused = client.post(f"/v1/facts/{named}/erasure", body)
    assert refused.status == 422
    assert [(each["pointer"], each["code"]) for each in refused.json["errors"]] == [(pointer, code)]


def test_a_dry_run_lists_rows_and_changes_nothing(client: Client, named: str) -> None:
    before = client.get(COMPANY).json
    answer = client.post(f"/v1/facts/{named}/erasure?dry_run=true", WHY)
    assert (answer.status, answer.json["complete"]) == (200, False)
    assert {each["row"] for each in answer.json["rows"]} >= {"fact", "view", "revision", "list_entry"}
    assert "fact" not in answer.json
    assert client.get(COMPANY).json == before


def test_an_erasure_repeated_with_its_key_is_one(client: Client, named: str) -> None:
    first, again = (client.post(f"/v1/facts/{named}/erasure", WHY, Idempotency_Key="k") for _ in range(2))
    assert again.json == first.json
    assert again.headers["idempotency-replayed"] == "true"


def test_the_evidence_of_an_erased_fact_cannot_be_revised(client: Client, named: str) -> None:
    assert client.post(f"/v1/facts/{named}/erasure", WHY).status == 200
    answer = client.post(f"/v1/facts/{named}/evidence", {"evidence": {"quote": "says someone"}, "reason": "Cut."})
    assert (answer.status, answer.json["code"], answer.json["fact"]) == (409, "erased", named)
    assert "no evidence left to revise" in answer.json["detail"]


def test_an_outcome_says_that_a_statement_was_erased(client: Client, named: str) -> None:
    assert client.post(f"/v1/facts/{named}/erasure", WHY).status == 200
    body = {"facts": [a_fact(), a_fact(property_name="website", value="https://deepseek.com/")]}
    outcomes = client.post("/v1/facts?atomic=false", body).json["outcomes"]
    assert [each["status"] for each in outcomes] == [409, 201]
    assert outcomes[0]["problem"]["errors"][0]["code"] == "erased"
