"""Hints: a value that contradicts what the same source said is recorded, and the answer names the facts."""

from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_company, a_fact

COMPANY = "/v1/companies/deepseek"


@pytest.fixture
def company(client: Client) -> Client:
    client.create("companies", a_company(country="CN"))
    return client


def country(client: Client) -> str:
    """Return the id of the first country."""
    facts = client.get(f"{COMPANY}/facts?property=country").json["items"]
    return str(next(each["id"] for each in facts if each["value"] == "CN"))


def hints(answer: Body) -> list[tuple[str, str, list[str]]]:
    return [(each["pointer"], each["code"], each["facts"]) for each in answer.get("hints", [])]


def test_a_patch_says_which_fact_of_the_same_source_it_contradicts(company: Client) -> None:
    answer = company.patch(COMPANY, {"country": "SG", "evidence": EVIDENCE}).json

    assert hints(answer) == [("/country", "contradicts_itself", [country(company)])]
    assert "`evidence.replaces`" in answer["hints"][0]["detail"]
    assert answer["disputed"] == ["country"]


def test_facts_are_hinted_at_where_they_were_sent(company: Client) -> None:
    facts = [a_fact(property_name="founded", value="2023"), a_fact(value="SG")]

    together = company.post("/v1/facts?dry_run=true", {"facts": facts}).json
    apart = company.post("/v1/facts?atomic=false", {"facts": facts}).json

    expected = [("/facts/1", "contradicts_itself", [country(company)])]
    for answer in (together, apart):
        assert hints(answer) == hints(answer["outcomes"][0]) == expected


def test_a_hint_at_a_series_names_only_what_can_be_done(client: Client) -> None:
    """Facts of a series cannot be replaced."""
    client.create("instruments", {"slug": "nvda", "name": "NVDA", "instrument_type": "share", "evidence": EVIDENCE})
    day = {"entity": "instrument/nvda", "property": "price", "valid": "2025-01-27", "evidence": EVIDENCE}
    first, second = ({**day, "value": {"amount": amount, "unit": "USD"}} for amount in ("118.42", "118.58"))
    client.post("/v1/facts", {"facts": [first]})

    (hint,) = client.post("/v1/facts", {"facts": [second]}).json["hints"]
    (named,) = hint["facts"]
    assert hint["detail"] == (
        f"The same source says otherwise in {named}. Retract what is wrong (POST /v1/facts/{{id}}/retraction)."
    )


def test_a_repeated_request_gets_the_same_hints(company: Client) -> None:
    body = {"facts": [a_fact(value="SG")]}

    first, second = (company.post("/v1/facts", body, Idempotency_Key="0123456789") for _ in range(2))

    assert (first.status, second.headers["idempotency-replayed"]) == (201, "true")
    assert hints(first.json) == hints(second.json) != []


@pytest.mark.parametrize(
    "fact",
    [
        {"value": "CN", "scope": {"text": "the research unit"}},
        {"value": "SG", "evidence": {**EVIDENCE, "speaker": {"text": "a lawyer"}}},
        {"value": "SG", "evidence": {**EVIDENCE, "certainty": "rumoured"}},
        {"value": "SG", "scope": {"text": "the research unit"}},
        {"property_name": "aliases", "value": "Another"},
        {"property_name": "status", "value": "dissolved", "valid": "2025"},
    ],
)
def test_what_contradicts_nothing_has_no_hint(company: Client, fact: dict[str, Any]) -> None:
    company.patch(COMPANY, {"status": {"value": "active", "valid": "2024"}, "aliases": ["One"], "evidence": EVIDENCE})

    answer = company.post("/v1/facts", {"facts": [a_fact(**fact)]})

    assert (answer.status, hints(answer.json)) == (201, [])


def test_a_correction_has_no_hint(company: Client) -> None:
    evidence = {**EVIDENCE, "replaces": [country(company)]}

    assert hints(company.post("/v1/facts", {"facts": [a_fact(value="SG", evidence=evidence)]}).json) == []


def test_a_second_price_of_a_day_is_hinted_at(company: Client) -> None:
    company.create("instruments", {"slug": "nvda", "name": "NVDA", "evidence": EVIDENCE})
    day = {"entity": "instrument/nvda", "property_name": "price", "valid": "2025-01-27/2025-01-27"}
    first, second = (a_fact(value={"amount": amount, "unit": "USD"}, **day) for amount in ("118.42", "142.62"))
    known = company.post("/v1/facts", {"facts": [first]}).json["facts"][0]["id"]

    answer = company.post("/v1/facts", {"facts": [second]}).json

    assert hints(answer) == [("/facts/0", "contradicts_itself", [known])]
