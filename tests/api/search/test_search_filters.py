"""Searches among the entities of one kind, with the filters of its list."""

import pytest

from chalicelib.api.search.search_filters import search_filters
from chalicelib.kinds import KINDS
from chalicelib.operations.lists.entry_filters import entry_filters_of
from chalicelib.operations.lists.filters import parameters_of
from chalicelib.operations.lists.origin_filters import origin_filters_of
from tests.api.conftest import EVIDENCE, Client, an_event
from tests.api.snapshots import filled_once
from tests.conftest import Calls
from tests.tables import for_each


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """Three companies and two events with a name with "zeta"."""
    for slug, country in (("zeta", "US"), ("zeta-labs", "CN"), ("zeta-works", "US")):
        body = {"slug": slug, "name": slug.replace("-", " ").title(), "country": country, "evidence": EVIDENCE}
        client.create("companies", body, is_namesake=True)
    parties = [{"value": "company/zeta", "role": "company"}]
    money = {"amount": {"amount": "2e9", "unit": "USD"}}
    client.create("events", an_event("round", type="funding_round", title="Zeta raises", participants=parties, **money))
    client.create("events", an_event("launch", title="Zeta launches"))
    return client


def refs(client: Client, query: str) -> list[str]:
    return [item["ref"].partition("/")[2] for item in client.get(f"/v1/search?{query}").json["items"]]


@for_each(
    "query, expected",
    [
        ("q=zeta&kind=company&country=US", ["zeta", "zeta-works"]),
        ("q=zeta&kind=company&country[ne]=US", ["zeta-labs"]),
        ("q=zeta&kind=company&country=US,CN&limit=2", ["zeta", "zeta-labs"]),
        ("q=zeta&kind=company&country[in]=US&country[exists]=true", ["zeta", "zeta-works"]),
        ("q=zeta&kind=event&type=funding_round", ["round"]),
        ("q=zeta&kind=event&amount[gte]=1e9USD&participants=company/zeta", ["round"]),
        ("q=zeta&kind=event&date=2024", []),
        ("q=zeta&kind=company&disputed=false", ["zeta", "zeta-labs", "zeta-works"]),
    ],
)
def test_a_search_has_the_entities_that_fit_the_best_first(stage: Client, query: str, expected: list[str]) -> None:
    assert refs(stage, query) == expected


def test_filters_compare_what_was_shown_at_a_moment(stage: Client) -> None:
    then = stage.get("/v1/events/launch").json["created_at"]
    (country,) = stage.get("/v1/companies/zeta/facts?property=country").json["items"]
    evidence = {**EVIDENCE, "replaces": [country["id"]]}
    stage.patch("/v1/companies/zeta", {"country": "CN", "evidence": evidence})
    assert refs(stage, "q=zeta&kind=company&country=US") == ["zeta-works"]
    assert refs(stage, f"q=zeta&kind=company&country=US&known_at={then}") == ["zeta", "zeta-works"]
    assert refs(stage, "q=zeta&kind=company&country=CN&published_before=2030-01-01") == ["zeta", "zeta-labs"]


def test_it_costs_one_call_for_each_hundred_names(stage: Client, calls: Calls) -> None:
    calls.clear()
    meta = stage.get("/v1/search?q=zeta&kind=company&country=US", key=None).json["meta"]
    assert sorted(calls.names) == ["BatchGetItem", "Query"]
    assert (meta["returned"], meta["complete"]) == (2, True)


@for_each(
    "query, faults, right",
    [
        ("q=zeta&country=US", {"country": "not_together"}, "send one of company"),
        ("q=zeta&country=US&type=release", {"country": "not_together", "type": "not_together"}, "needs `kind`"),
        ("q=zeta&kind=company&amount[gte]=1USD", {"amount[gte]": "unknown_parameter"}, "companies have no filter"),
        ("q=zeta&kind=event&type=relase", {"type": "unknown_code"}, "release"),
        ("q=zeta&kind=event&type=", {"type": "bad_value"}, "must be a text"),
        ("q=zeta&kind=event&amount[like]=3", {"amount[like]": "unknown_parameter"}, "accepts the operators"),
        ("q=zeta&kind=event&colour=red&limit=0", {"colour": "unknown_parameter", "limit": "bad_value"}, "no parameter"),
    ],
)
def test_a_wrong_filter_is_refused_before_anything_is_read(
    stage: Client, calls: Calls, query: str, faults: dict[str, str], right: str
) -> None:
    calls.clear()
    refused = stage.get(f"/v1/search?{query}", key=None)
    assert (refused.status, refused.pointers) == (400, faults)
    assert right in refused.json["detail"]
    assert calls.names == []


def test_every_filter_of_every_list_is_one_of_search() -> None:
    known = {each.name for each in search_filters()}
    for kind in KINDS.values():
        assert {name for name, _, _ in parameters_of(kind)} | {
            *entry_filters_of(kind),
            *origin_filters_of(kind),
        } <= known


def test_origins_filter_searches(stage: Client) -> None:
    assert refs(stage, "q=zeta&kind=company&origins.country[lte]=1&country=US") == ["zeta", "zeta-works"]
    assert refs(stage, "q=zeta&kind=company&origins.country[gte]=2") == []
    refused = stage.get("/v1/search?q=zeta&kind=company&origins.country[lte]=0")
    assert refused.pointers == {"origins.country[lte]": "bad_value"}


def test_prices_filter_searches_of_models(client: Client) -> None:
    for slug, amount in (("zeta", "3"), ("zeta-pro", "9")):
        prices = [{"value": {"amount": amount, "unit": "USD/Mtok"}, "direction": "input"}]
        client.create("models", {"slug": slug, "name": slug, "prices": prices, "evidence": EVIDENCE})
    assert refs(client, "q=zeta&kind=model&prices[lte]=4USD/Mtok&prices.direction=input") == ["zeta"]
