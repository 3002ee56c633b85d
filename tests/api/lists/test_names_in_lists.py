"""Lists with `q`, and searches with filters: names and properties asked for together."""

from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Client, an_event
from tests.api.snapshots import filled_once
from tests.conftest import Calls
from tests.tables import for_each

COMPANIES: dict[str, dict[str, Any]] = {
    "deepseek": {"name": "DeepSeek", "aliases": ["深度求索"], "country": "CN", "organisation_type": "lab"},
    "deepmind": {"name": "DeepMind", "country": "GB", "organisation_type": "lab"},
    "deep-infra": {"name": "Deep Infra", "country": "US"},
    "infra-deep": {"name": "Infra Deep", "country": "US"},
    "openai": {"name": "OpenAI", "country": "US", "organisation_type": "lab"},
}


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """Five companies, four of which have a name with "deep", and rounds of two of them."""
    for slug, body in COMPANIES.items():
        client.create("companies", {"slug": slug, **body, "evidence": EVIDENCE}, is_namesake=True)
    for day, (slug, amount) in enumerate({"openai": "6.6e9", "deepmind": "5e8"}.items(), 1):
        parties = [{"value": f"company/{slug}", "role": "company"}]
        money = {"amount": {"amount": amount, "unit": "USD"}}
        title = f"A round of {slug} in Europe"
        body = an_event(f"round-{slug}", type="funding_round", title=title, date=f"2025-01-0{day}", **money)
        client.create("events", {**body, "participants": parties}, is_namesake=True)
    client.create("events", an_event("launch", title="A launch in Europe", date="2025-01-03"), is_namesake=True)
    return client


def slugs(client: Client, url: str) -> list[str]:
    return [item["slug"] for item in client.every(url)]


@for_each(
    "query, expected",
    [
        ("companies?q=deep", ["deep-infra", "deepmind", "deepseek", "infra-deep"]),
        ("companies?q=DEEP&sort=-name", ["infra-deep", "deepseek", "deepmind", "deep-infra"]),
        ("companies?q=deep&country=US,GB", ["deep-infra", "deepmind", "infra-deep"]),
        ("companies?q=深度", ["deepseek"]),
        ("companies?q=depseek", ["deepseek"]),
        ("companies?q=deep&organisation_type[exists]=false", ["deep-infra", "infra-deep"]),
        ("companies?q=deep&disputed=true", []),
        ("companies?q=nobody", []),
        ("events?q=europe", ["launch", "round-deepmind", "round-openai"]),
        ("events?q=europe&type=funding_round&participants=company/openai", ["round-openai"]),
        ("events?q=europe&date[gte]=2025-01-02&order=oldest", ["round-deepmind", "launch"]),
        ("events?q=europe&sort=-amount&unit=USD", ["round-openai", "round-deepmind", "launch"]),
    ],
)
def test_a_list_has_the_entities_whose_name_and_properties_fit(stage: Client, query: str, expected: list[str]) -> None:
    assert slugs(stage, f"/v1/{query}") == expected
    assert slugs(stage, f"/v1/{query}&limit=1") == expected


def test_the_cards_are_those_of_the_list(stage: Client) -> None:
    named = {item["slug"]: item for item in stage.get("/v1/companies?q=deep").json["items"]}
    listed = {item["slug"]: item for item in stage.get("/v1/companies").json["items"]}
    assert named == {slug: listed[slug] for slug in named}
    fields = stage.get("/v1/companies?q=deepseek&fields=name,sources").json["items"]
    assert fields == [{"ref": "company/deepseek", "name": "DeepSeek", "sources": ["source/report"]}]


def test_a_page_says_whether_all_names_were_read(stage: Client) -> None:
    assert stage.get("/v1/companies?q=deep&limit=2").json["meta"] == {
        "read": 9,
        "returned": 2,
        "total": 4,
        "complete": True,
    }
    assert "complete" not in stage.get("/v1/companies?limit=2").json["meta"]


@for_each("form", ["csv", "ndjson"])
def test_names_are_found_for_tables_too(stage: Client, form: str) -> None:
    answer = stage.get(f"/v1/companies?q=deep&format={form}&limit=1000")
    assert [line for line in answer.text.splitlines() if "company/openai" in line] == []
    assert answer.text.count("company/deep") == 3


def test_a_list_with_q_is_as_it_was_at_a_moment(stage: Client) -> None:
    then = stage.get("/v1/events/launch").json["created_at"]
    evidence = {
        **EVIDENCE,
        "replaces": [stage.get("/v1/companies/deepmind/facts?property=country").json["items"][0]["id"]],
    }
    stage.patch("/v1/companies/deepmind", {"country": "US", "evidence": evidence})
    (name,) = (f for f in stage.get("/v1/companies/openai/facts").json["items"] if f["property"] == "name")
    evidence = {**EVIDENCE, "replaces": [name["id"]]}
    stage.patch("/v1/companies/openai", {"name": "Deep OpenAI", "evidence": evidence})
    now = ["deep-infra", "openai", "deepmind", "infra-deep"]
    assert slugs(stage, "/v1/companies?q=deep&country=US") == now
    assert slugs(stage, f"/v1/companies?q=deep&country=US&known_at={then}&limit=1") == ["deep-infra", "infra-deep"]
    assert slugs(stage, "/v1/companies?q=deep&country=US&published_before=2030-01-01&limit=2") == now


def test_it_costs_the_calls_of_a_search_and_one_for_each_hundred_entities(stage: Client, calls: Calls) -> None:
    calls.clear()
    stage.get("/v1/companies?q=deep&country=US", key=None)
    assert sorted(calls.names) == ["BatchGetItem", *["Query"] * 4]


def test_entries_of_prices_are_read_in_one_more_batch(client: Client, calls: Calls) -> None:
    for slug, amount in (("zeta", "3"), ("zeta-pro", "9")):
        prices = [{"value": {"amount": amount, "unit": "USD/Mtok"}, "direction": "input"}]
        client.create("models", {"slug": slug, "name": slug, "prices": prices, "evidence": EVIDENCE})
    calls.clear()
    found = client.get("/v1/models?q=zeta&prices[lte]=4USD/Mtok&prices.direction=input", key=None)
    assert [item["slug"] for item in found.json["items"]] == ["zeta"]
    assert calls.names.count("BatchGetItem") == 2


@for_each(
    "query, faults",
    [
        ("q=", {"q": "bad_value"}),
        ("q=!!!", {"q": "bad_value"}),
        (f"q={'a' * 201}", {"q": "bad_value"}),
        ("q=deep&country=Atlantis", {"country": "unknown_code"}),
        ("q=deep&q=mind", {"q": "repeated"}),
    ],
)
def test_a_wrong_question_is_refused_before_anything_is_read(
    stage: Client, calls: Calls, query: str, faults: dict[str, str]
) -> None:
    calls.clear()
    assert stage.get(f"/v1/companies?{query}", key=None).pointers == faults
    assert calls.names == []


def test_a_cursor_belongs_to_its_name(stage: Client) -> None:
    cursor = stage.get("/v1/companies?q=deep&limit=1").json["next"]
    for query in ("q=open", "", "q=deep&country=US"):
        assert stage.get(f"/v1/companies?{query}&limit=1&cursor={cursor}").json["code"] == "bad_cursor"


def test_a_retired_or_renamed_entity_is_not_in_the_list(stage: Client) -> None:
    stage.post("/v1/companies/deep-infra/retirement", {"reason": "It never was."}, If_Match="*")
    assert slugs(stage, "/v1/companies?q=deep") == ["deepmind", "deepseek", "infra-deep"]
