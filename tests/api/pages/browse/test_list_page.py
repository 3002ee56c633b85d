"""Lists as pages: a table with the properties that matter, filters as links, order, moments, and two calls."""

import gzip
from typing import Any

import pytest

from chalicelib.api.pages.browse.columns import columns_of
from chalicelib.api.pages.browse.list_page import MAX_ROWS
from chalicelib.kinds import KINDS
from tests.api.conftest import EVIDENCE, Body, Client, Quick, a_company, a_source, an_event
from tests.api.html import Page
from tests.api.snapshots import filled_once
from tests.conftest import Calls
from tests.tables import for_each

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
RTL, LONG = "معادن (a) ١٢", "w" * 200
MAX_BYTES, MAX_NODES = 60_000, 3_000


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """Two companies, one of them disputed, and events of several types."""
    client.create("sources", a_source("other"))
    client.create("companies", a_company("openai", name="OpenAI", country="US", organisation_type="lab"))
    client.create("companies", a_company("deepseek", name="DeepSeek", country="CN", organisation_type="lab"))
    said_otherwise = {"country": "HK", "evidence": {**EVIDENCE, "source": "source/other"}}
    client.patch("/v1/companies/deepseek", said_otherwise, If_Match="*")
    for slug, date in (("seed", "2024-12"), ("large", "2025-01-21~")):
        parties = [{"value": "company/openai", "role": "company"}]
        client.create("events", an_event(slug, type="funding_round", date=date, participants=parties))
    expected = {"value": "announced", "evidence": {**EVIDENCE, "certainty": "expected"}}
    parties = [{"value": "company/deepseek", "role": "developer"}]
    client.create("events", an_event("launch", participants=parties, status=expected))
    return client


def page_of(client: Client, url: str) -> Page:
    answer = client.get(url)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def entities(page: Page) -> list[str]:
    """List the entities of the table, in order."""
    parts = [link.removeprefix("/stage/").partition("?")[0].split("/") for link in page.links]
    plurals = {kind.plural for kind in KINDS.values()}
    return [f"{part[0]}/{part[1]}" for part in parts if len(part) == 2 and part[0] in plurals]


def test_a_list_is_a_table_of_names_with_the_properties_that_distinguish_them(stage: Client) -> None:
    page = page_of(stage, "/events")
    heads = [each for each in page.attributes("th") if each.get("scope") == "col"]
    assert len(heads) == 1 + len(columns_of(KINDS["event"]))
    assert all(each.get("scope") in ("col", "row") for each in page.attributes("th"))
    table = page.within("table")
    assert "about 21 January 2025" in table
    assert "funding round" in table
    assert "OpenAI company" in table
    assert "announced expected" in table


@for_each("kind", KINDS.values())
def test_the_table_of_each_kind_has_a_date_or_a_ref_and_no_wide_property(kind: Any) -> None:
    columns = columns_of(kind)
    assert 1 <= len(columns) <= 6
    assert kind.label not in columns
    assert all(not prop.wide for name in columns for prop in kind.declarations() if prop.name == name)


def test_a_column_that_no_row_fills_gives_way_to_what_most_rows_have(stage: Client) -> None:
    money = {"amount": {"amount": "40e9", "unit": "USD"}}
    stage.create("events", an_event("largest", type="funding_round", date="2025-03-31", **money))
    rounds = page_of(stage, "/events?type=funding_round&date[gte]=2025-02")
    assert rounds.within("thead").strip() == "TitleDateTypeAmount"
    assert "40 billion USD" in rounds.within("table")
    assert "Amount" not in page_of(stage, "/events").within("thead")


def test_what_is_disputed_is_marked_in_its_cell(stage: Client) -> None:
    page = page_of(stage, "/companies")
    assert "China (CN) disputed" in page.within("table") or "Hong Kong (HK) disputed" in page.within("table")


def test_a_dispute_that_the_table_does_not_show_is_named_beside_the_name(stage: Client) -> None:
    stage.patch("/v1/companies/openai", {"founded": "2015", "evidence": EVIDENCE}, If_Match="*")
    other = {"founded": "2016", "evidence": {**EVIDENCE, "source": "source/other"}}
    stage.patch("/v1/companies/openai", other, If_Match="*")
    assert "founded disputed" in page_of(stage, "/companies").within("table")


def test_filters_are_links_that_can_be_followed_and_removed(stage: Client) -> None:
    page = page_of(stage, "/events")
    assert "/stage/events?type=funding_round" in page.links
    filtered = page_of(stage, "/events?type=funding_round")
    assert entities(filtered) == ["events/large", "companies/openai", "events/seed", "companies/openai"]
    assert "Type: funding round" in filtered.text
    assert "/stage/events" in filtered.links
    assert "/stage/events?type=funding_round&order=oldest" in filtered.links
    assert "/stage/events?type=funding_round&disputed=true" in filtered.links


def test_a_filter_by_a_ref_shows_its_name(stage: Client) -> None:
    page = page_of(stage, "/events?participants=company/deepseek")
    assert "Participants: DeepSeek" in page.text
    assert "events/launch" in entities(page)


def test_the_page_of_an_entity_leads_to_the_lists_of_what_refers_to_it(stage: Client) -> None:
    stage.create("models", {"slug": "r1", "name": "R1", "developer": ["company/deepseek"], "evidence": EVIDENCE})
    links = page_of(stage, "/companies/deepseek").links
    ways = ("/events?participants=company/deepseek", "/models?developer=company/deepseek")
    assert {f"/stage{way}" for way in (*ways, "/compare?refs=company/deepseek")} <= set(links)
    assert [entities(page_of(stage, way))[0] for way in ways] == ["events/launch", "models/r1"]


@for_each(
    "url, words",
    [
        ("/companies?country=CN,US", "Country: China (CN) or United States (US)"),
        ("/events?date[gte]=2025-01", "Date: from January 2025"),
        ("/events?status[exists]=true", "Status: on record: yes"),
        ("/events?type[ne]=release", "Type: not release"),
        ("/companies?disputed=true", "Disputed: yes"),
        ("/models?prices[lte]=3USD/Mtok&prices.direction=input", "Prices direction: input"),
    ],
)
def test_each_filter_of_the_api_works_and_is_said_in_words(stage: Client, url: str, words: str) -> None:
    assert words in page_of(stage, url).text


def test_the_order_can_be_turned(stage: Client) -> None:
    newest = [each for each in entities(page_of(stage, "/events")) if each.startswith("events")]
    oldest = [each for each in entities(page_of(stage, "/events?order=oldest")) if each.startswith("events")]
    assert newest == ["events/launch", "events/large", "events/seed"]
    assert oldest == newest[::-1]
    assert "/stage/companies?order=desc" in page_of(stage, "/companies").links


def test_a_long_list_goes_on_at_a_link(stage: Client) -> None:
    quick = Quick(stage.world)
    slugs = [f"company-{number:03d}" for number in range(MAX_ROWS + 5)]
    for slug in slugs:
        quick.create("companies", a_company(slug, name=f"Zeta {slug}"), is_namesake=True)
    found, url, page = [], "/companies", page_of(stage, "/companies")
    while url:
        answer = stage.get(url)
        page = Page(answer.text)
        found += entities(page)
        following = [str(each["href"]) for each in page.attributes("a") if each.get("rel") == "next"]
        url = following[0].removeprefix("/stage") if following else ""
        assert ('rel="next"' in answer.headers.get("link", "")) == bool(url)
    assert page.within("nav").count("First page") == 1
    assert found == ["companies/deepseek", "companies/openai", *(f"companies/{slug}" for slug in slugs)]


def test_a_list_shows_an_earlier_moment_and_keeps_it_in_links(stage: Client) -> None:
    moment = stage.get("/v1/companies/openai").json["updated_at"]
    page = page_of(stage, f"/companies?known_at={moment}")
    assert "This page shows then" in page.text
    assert [each for each in entities(page) if each.startswith("companies")] == ["companies/openai"]
    kept = f"known_at={moment.replace(':', '%3A')}"
    assert f"/stage/companies/openai?{kept}" in page.links
    assert f"/stage/events?{kept}" in page.links
    assert "/stage/changes" in page.links


def test_what_was_true_on_a_day_is_refused_on_lists_and_not_kept_in_links_to_them(stage: Client) -> None:
    assert stage.get("/events?valid_at=2025-01-01").status == 400
    page = page_of(stage, "/companies/openai?valid_at=2025-01-01")
    assert "/stage/events" in page.links
    assert "/stage/conflicts?valid_at=2025-01-01T00%3A00%3A00.000Z" in page.links


def test_a_list_is_two_calls(stage: Client, calls: Calls) -> None:
    for url in ("/events", "/events?type=funding_round", "/events?participants=company/openai"):
        calls.clear()
        assert stage.get(url).status == 200
        assert calls.names in (["Query", "BatchGetItem"], ["Query", "GetItem"]), url
    calls.clear()
    page_of(stage, "/companies")  # none names another entity
    assert calls.names == ["Query"]


def test_an_empty_list_says_so_and_how_to_go_on(stage: Client) -> None:
    assert "No products are on record yet" in page_of(stage, "/products").text
    filtered = page_of(stage, "/events?status=cancelled")
    assert "No events fit" in filtered.text
    assert "/stage/events" in filtered.links
    then = page_of(stage, "/companies?known_at=2020-01-01")
    assert "No companies were on record at that moment" in then.text


@for_each(
    "url, status",
    [
        ("/nothings", 404),
        ("/events?type=nonsense", 400),
        ("/events?nonsense=1", 400),
        ("/events?cursor=nonsense", 400),
        ("/events?known_at=2999-01-01", 400),
        ("/events?order=sideways", 400),
        ("/events?limit=5", 400),
        ("/events?type=release&type=release&order=newest&order=oldest", 400),
    ],
)
def test_a_wrong_path_or_parameter_is_refused(stage: Client, url: str, status: int) -> None:
    answer = stage.get(url)
    assert answer.status == status
    assert answer.json["status"] == status


def test_empty_fields_of_a_form_are_ignored(stage: Client) -> None:
    assert page_of(stage, "/companies?known_at=&country=").text == page_of(stage, "/companies").text


@pytest.mark.parametrize("name", [HOSTILE, RTL, LONG])
def test_no_name_becomes_markup_in_a_list_or_a_filter(stage: Client, name: str) -> None:
    stage.create("companies", a_company("evil", name=name))
    parties = [{"value": "company/evil", "role": "developer"}]
    stage.create("events", an_event("evil-launch", title=name, participants=parties))
    for url in ("/companies", "/events", "/events?participants=company/evil"):
        page = page_of(stage, url)
        assert name.rstrip() in page.text
        assert not page.tags & {"script", "img"}
        assert page.unclosed == []
    assert page_of(stage, "/events?title=%3Cscript%3E").tags.isdisjoint({"script"})


def test_the_largest_page_is_small(stage: Client) -> None:
    quick = Quick(stage.world)
    bodies: list[Body] = []
    for number in range(MAX_ROWS):
        parties = [{"value": f"company/{slug}", "role": "company"} for slug in ("openai", "deepseek")]
        bodies.append(an_event(f"round-{number}", title=f"Round {number} " + "x" * 200, type="funding_round"))
        bodies[-1] |= {"participants": parties, "status": "announced"}
    for body in bodies:
        quick.create("events", body, is_namesake=True)
    answer = stage.get("/events")
    assert len(gzip.compress(answer.text.encode())) < MAX_BYTES
    assert answer.text.count("<") / 2 < MAX_NODES
