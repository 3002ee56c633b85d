"""Clocks: every route takes each of the three, and it works, or refuses it and says why."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.api.http.routing.clocks import CLOCKS
from chalicelib.api.http.routing.routes import ROUTES, Route
from chalicelib.kinds import KINDS
from tests.api.conftest import ADMIN, Client, a_company, a_fact, an_event
from tests.conftest import Calls, Clock

LONG_AGO = "2001-01-01"
IN_2024, IN_2025 = "published_before=2024-07-01", "published_before=2025-07-01"
NEEDED = {
    "search": "q=deepseek",
    "autocomplete": "q=deep",
    "lookup": "scheme=wikidata&value=Q1",
    "list_facts": "entity=company/deepseek",
    "compare": "refs=company/deepseek",
    "list_series": "refs=company/deepseek",
}
BODIES: dict[str, Any] = {
    "resolve_names": {"names": ["deepseek"]},
    "get_entities": {"refs": ["company/deepseek"]},
    "find_duplicates": {"kind": "company"},
}


def cases() -> Iterator[tuple[Route, str]]:
    for route in ROUTES:
        if route.scope in ("read", None):
            yield from ((route, clock) for clock in CLOCKS)


@pytest.fixture
def stage(client: Client, clock: Clock) -> None:
    """A lab that was renamed and moved in 2025 by a source of that year, with an event and a disputed country."""
    for year in ("2024", "2025"):
        client.create("sources", {"slug": f"of-{year}", "title": f"Of {year}", "published": f"{year}-03-01"})
    early, late = ({"source": f"source/of-{year}", "basis": "third_party_report"} for year in ("2024", "2025"))
    ids = [{"scheme": "wikidata", "value": "Q1"}]
    client.create("companies", a_company(name="High-Flyer", country="CN", evidence=early, identifiers=ids))
    facts = [
        a_fact(property_name="name", value="DeepSeek", valid="2025-01-01/..", evidence=late),
        a_fact(property_name="country", value="SG", evidence=late),
    ]
    client.post("/v1/facts", {"facts": facts})
    parties = [{"value": "company/deepseek", "role": "developer"}]
    client.create("events", an_event(date="2024-02-01", participants=parties, evidence=early))
    client.create("events", an_event("second", participants=parties, evidence=late))
    clock.advance(seconds=60)


def url_of(client: Client, route: Route) -> str:
    fact = client.get("/v1/companies/deepseek/facts").json["items"][0]["id"]
    path = route.path.format(plural="companies", slug="deepseek", property="name", id=fact, code="gone", name="x")
    return f"{path}?{NEEDED.get(route.name, '')}"


@pytest.mark.usefixtures("stage")
def test_every_reading_route_takes_each_clock_or_refuses_it_by_name_with_a_reason(client: Client) -> None:
    taken: dict[str, set[str]] = {}
    for route, clock in cases():
        if not route.path.startswith("/v1/") or route.path.startswith(("/v1/me", "/v1/vocabulary")):
            continue
        kind = KINDS["company"] if route.is_of_kind else None
        answer = client.send(
            route.method,
            f"{url_of(client, route)}&{clock}=2026-11-23T10:00:30Z".replace("?&", "?"),
            body=None if route.method == "GET" else str(BODIES[route.name]).replace("'", '"'),
            headers={"Content-Type": "application/json"} if route.method == "POST" else {},
            key=ADMIN,
        )
        if clock in {each.name for each in route.asks(kind)}:
            assert answer.status == 200, (route.name, clock, answer.text)
            taken.setdefault(route.name, set()).add(clock)
        else:
            assert (answer.status, answer.pointers) == (400, {clock: "clock_not_available"}), (route.name, clock)
            assert len(answer.json["errors"][0]["detail"].split(". ")) > 1, answer.json
    every, two, known = set(CLOCKS), {"known_at", "published_before"}, {"known_at"}
    assert taken == {
        "read_{kind}": every,
        "list_{kind}_referrers": two,
        "get_entities": every,
        "list_{kind}_facts": every,
        "list_facts": every,
        "list_{kind}_series": every,
        "list_series": every,
        "compare": every,
        "list_{kind}_conflicts": every,
        "list_conflicts": every,
        "list_{plural}": two,
        "list_{kind}_timeline": two,
        "search": every,
        "autocomplete": every,
        "resolve_names": every,
        "lookup": every,
        "list_{kind}_history": known,
        "read_fact": known,
    }


def test_writes_refuse_every_clock(client: Client) -> None:
    for clock in CLOCKS:
        answer = client.post(f"/v1/companies?{clock}=2025-01-01", a_company())
        assert (answer.status, answer.pointers) == (400, {clock: "clock_not_available"})


@pytest.mark.usefixtures("stage")
@pytest.mark.parametrize("media", ["json", "ndjson", "csv"])
def test_a_list_shows_what_was_in_print_by_then_in_every_format(client: Client, media: str) -> None:
    texts = [client.get(f"/v1/companies?{bound}&format={media}").text for bound in (IN_2024, IN_2025)]
    assert ["High-Flyer" in text for text in texts] == [True, False]
    assert ["DeepSeek" in text for text in texts] == [False, True]


@pytest.mark.usefixtures("stage")
def test_filters_and_ranges_compare_what_was_in_print_by_then(client: Client) -> None:
    client.patch(
        "/v1/companies/deepseek",
        {"country": "US", "evidence": {"source": "source/of-2025", "basis": "record_of_truth"}},
    )
    assert client.get("/v1/companies/deepseek").json["country"] == "US"
    for query, found in {
        f"companies?country=CN&{IN_2024}": ["deepseek"],
        f"companies?country=US&{IN_2024}": [],
        f"companies?country=US&{IN_2025}": ["deepseek"],
        f"companies?disputed=true&{IN_2024}": [],
        f"companies?disputed=true&{IN_2025}": ["deepseek"],
        f"companies?name=high-flyer&{IN_2024}": ["deepseek"],
        f"companies?published_before={LONG_AGO}": [],
        f"events?{IN_2024}": ["launch"],
        f"events?{IN_2025}": ["second", "launch"],
        f"events?date[gte]=2025&{IN_2025}": ["second"],
        f"events?participants=company/deepseek&{IN_2024}": ["launch"],
        f"companies/deepseek/timeline?{IN_2024}": ["launch"],
        f"companies/deepseek/timeline?{IN_2025}&order=asc": ["launch", "second"],
        f"companies/deepseek/timeline?{IN_2025}&from=2025": ["second"],
    }.items():
        assert [item["slug"] for item in client.every(f"/v1/{query}&limit=1")] == found, query


@pytest.mark.usefixtures("stage")
def test_fields_expand_and_explain_follow_the_bound_on_publication(client: Client) -> None:
    page = client.get(f"/v1/companies?fields=sources,name&explain=true&{IN_2024}").json["items"][0]
    assert (page["name"], page["sources"]) == ("High-Flyer", ["source/of-2024"])
    assert "not yet in print" in str(page["explain"])
    page = client.get(f"/v1/events?expand=participants&{IN_2024}").json
    assert page["expanded"]["company/deepseek"]["name"] == "High-Flyer"


@pytest.mark.usefixtures("stage")
def test_names_are_found_as_they_were_in_print(client: Client) -> None:
    for path in ("search?q=high-flyer", "autocomplete?q=high"):
        (found,) = client.get(f"/v1/{path}&{IN_2024}").json["items"]
        assert (found["ref"], found["label"], found["name"]) == ("company/deepseek", "High-Flyer", "High-Flyer")
        (found,) = client.get(f"/v1/{path}&{IN_2025}").json["items"]
        assert (found["label"], found["former"], found["valid"]) == ("DeepSeek", True, "../2024-12-31")
    for path in ("search?q=deepseek", "autocomplete?q=deep"):
        assert client.get(f"/v1/{path}&{IN_2024}").json["items"] == []
        assert [item["label"] for item in client.get(f"/v1/{path}&{IN_2025}").json["items"]] == ["DeepSeek"]


@pytest.mark.usefixtures("stage")
def test_names_resolve_as_they_were_in_print_and_known(client: Client) -> None:
    def resolved(name: str, clock: str) -> tuple[Any, ...]:
        (item,) = client.post(f"/v1/resolve?{clock}", {"names": [name]}).json["items"]
        return item["status"], item["ref"], item["complete"]

    created = client.get("/v1/companies/deepseek").json["created_at"]
    assert resolved("High-Flyer", IN_2024) == ("match", "company/deepseek", True)
    assert resolved("DeepSeek", IN_2024)[:2] == ("no_match", None)
    assert resolved("DeepSeek", IN_2025)[:2] == ("match", "company/deepseek")
    assert resolved("High-Flyer", f"known_at={created}")[:2] == ("match", "company/deepseek")
    assert resolved("DeepSeek", f"known_at={created}")[:2] == ("no_match", None)

    refused = client.post(f"/v1/resolve?{IN_2024}", {"names": ["a"] * 6})
    assert (refused.status, refused.pointers) == (422, {"/names": "too_many"})


@pytest.mark.usefixtures("stage")
def test_an_identifier_is_found_while_an_entity_had_it(client: Client) -> None:
    known_at = client.get("/v1/companies/deepseek").json["updated_at"]
    (fact,) = client.get("/v1/companies/deepseek/facts?property=identifiers").json["items"]
    client.post(f"/v1/facts/{fact['id']}/retraction", {"reason": "Another company's.", "source": None})

    def holders(clock: str) -> list[str]:
        answer = client.get(f"/v1/lookup?scheme=wikidata&value=q1{clock}")
        return [f"{item['ref']} {item['label']}" for item in answer.json["items"]]

    assert holders("") == []
    assert holders(f"&known_at={known_at}") == ["company/deepseek DeepSeek"]
    assert holders(f"&known_at={known_at}&{IN_2024}") == ["company/deepseek High-Flyer"]
    assert holders(f"&known_at={known_at}&published_before={LONG_AGO}") == []


@pytest.mark.usefixtures("stage")
def test_open_conflicts_are_those_between_what_was_in_print_or_valid_then(client: Client) -> None:
    for kind in ("lab", "fund"):
        in_2019 = a_fact(property_name="organisation_type", value=kind, valid="2019/2019")
        client.post("/v1/facts", {"facts": [in_2019]})

    def found(clock: str) -> list[tuple[str, str, list[Any]]]:
        items = client.every(f"/v1/conflicts?{clock}&limit=1")
        return [(i["ref"], i["property"], sorted(side["value"] for side in i["sides"])) for i in items]

    assert found(IN_2024) == []
    assert found(IN_2025) == [("company/deepseek", "country", ["CN", "SG"])]
    country = ("company/deepseek", "country", ["CN", "SG"])
    assert found("kind=company") == [country]
    assert found("valid_at=2019-06-01") == [("company/deepseek", "organisation_type", ["fund", "lab"]), country]
    assert found("valid_at=2019-06-01&kind=model") == []
    assert found("valid_at=2019-06-01&kind=company&property=country") == [country]
    assert found("valid_at=2019-06-01&kind=company&property=name") == []
    created = client.get("/v1/companies/deepseek").json["created_at"]
    assert found(f"valid_at=2019-06-01&known_at={created}") == []


@pytest.mark.usefixtures("stage")
def test_facts_beside_an_entity_follow_every_clock(client: Client) -> None:
    def names(clock: str) -> list[str]:
        whole = client.get(f"/v1/companies/deepseek?include=facts&{clock}").json["facts"].get("name", [])
        page = client.get(f"/v1/companies/deepseek/facts?property=name&{clock}").json["items"]
        assert sorted(f["id"] for f in whole) == sorted(f["id"] for f in page)
        return [fact["value"] for fact in whole]

    created = client.get("/v1/companies/deepseek").json["created_at"]
    assert names("") == names(IN_2025) == ["High-Flyer", "DeepSeek"]
    assert names(IN_2024) == names("valid_at=2023-01-01") == names(f"known_at={created}") == ["High-Flyer"]
    assert names(f"known_at={created}&{IN_2025}&valid_at=2026-01-01") == ["High-Flyer"]


@pytest.mark.usefixtures("stage")
def test_history_at_a_moment_leaves_out_later_revisions(client: Client) -> None:
    first, second = client.get("/v1/companies/deepseek/history").json["items"][::-1]
    for known_at, expected in ((first["at"], [first]), (second["at"], [second, first])):
        assert client.every(f"/v1/companies/deepseek/history?known_at={known_at}&limit=1") == expected
    assert client.get(f"/v1/companies/deepseek/history?known_at={LONG_AGO}").status == 404


COSTS = [  # route, calls with `known_at` before the last changes, with `published_before`, with both
    ("companies?limit=25", 3, 2, 3),
    ("events?limit=25", 2, 3, 2),
    ("companies/deepseek/timeline?limit=25", 3, 3, 3),
    ("search?q=high-flyer", 5, 25, 25),
    ("autocomplete?q=high&kind=company", 3, 3, 3),
    ("lookup?scheme=wikidata&value=Q1", 3, 3, 3),
    ("companies/deepseek/history?limit=25", 1, None, None),
]


@pytest.mark.usefixtures("stage")
@pytest.mark.parametrize(("path", "known", "printed", "both"), COSTS)
def test_the_calls_at_each_clock_are_as_stated(
    client: Client, calls: Calls, path: str, known: int, printed: int | None, both: int | None
) -> None:
    created = client.get("/v1/companies/deepseek").json["created_at"]
    before = f"known_at={created}"
    for clock, expected in ((before, known), (IN_2024, printed), (f"{before}&{IN_2024}", both)):
        if expected is not None:
            calls.clear()
            assert client.get(f"/v1/{path}&{clock}").status == 200
            assert len(calls) == expected, clock


def test_a_conflict_within_a_series_has_its_day_in_json_and_csv(client: Client, clock: Clock) -> None:
    client.create("sources", {"slug": "other", "title": "Other"})
    client.create("instruments", {"slug": "nvda", "name": "NVDA", "evidence": a_fact()["evidence"]})
    for amount, source in (("118.42", "report"), ("120.58", "other")):
        evidence = {"source": f"source/{source}", "basis": "third_party_report"}
        value, valid = {"amount": amount, "unit": "USD"}, "2025-01-27/2025-01-27"
        client.post("/v1/facts", {"facts": [a_fact("instrument/nvda", "price", value, valid=valid, evidence=evidence)]})
    now = client.get("/v1/instruments/nvda").json["updated_at"]
    clock.advance(seconds=60)

    for url in ("/v1/conflicts?", "/v1/conflicts?kind=instrument&property=price&", f"/v1/conflicts?known_at={now}&"):
        (found,) = client.get(url.rstrip("?&")).json["items"]
        assert (found["ref"], found["property"], found["day"]) == ("instrument/nvda", "price", "2025-01-27")
        assert "2025-01-27" in client.get(f"{url}format=csv").text
    assert client.get("/v1/stats").json["conflicts"] == 1
