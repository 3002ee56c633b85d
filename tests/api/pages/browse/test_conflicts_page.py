"""Open conflicts as a page: the sides in words with their sources, which is shown and why, since when."""

import pytest

from chalicelib.api.pages.browse.conflicts_page import MAX_CONFLICTS
from tests.api.conftest import EVIDENCE, Client, Quick, a_company, a_source, an_event
from tests.api.html import Page
from tests.api.snapshots import filled_once
from tests.conftest import Calls
from tests.tables import for_each

HOSTILE = "<script>alert(1)</script>\"'"
OTHER = {**EVIDENCE, "source": "source/other"}


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """A company whose country two sources dispute, and an event whose amount they dispute."""
    client.create("sources", a_source("other", title=HOSTILE))
    client.create("companies", a_company("deepseek", name="DeepSeek", country="CN"))
    client.patch("/v1/companies/deepseek", {"country": "HK", "evidence": OTHER}, If_Match="*")
    money = {"amount": {"amount": "6.6e9", "unit": "USD"}}
    client.create("events", an_event("round", type="funding_round", **money))
    money = {"amount": {"amount": "7e9", "unit": "USD"}}
    client.patch("/v1/events/round", {**money, "evidence": OTHER}, If_Match="*")
    return client


def page_of(client: Client, url: str = "/conflicts") -> Page:
    answer = client.get(url)
    assert answer.status == 200, answer.text
    return Page(answer.text)


def test_each_conflict_has_its_sides_in_words_with_their_sources(stage: Client) -> None:
    page = page_of(stage)
    titles, text = page.within("h2"), page.within("article")
    assert "The round: amount" in titles
    assert "DeepSeek: country" in titles
    assert titles.index("The round") < titles.index("DeepSeek")  # the last opened first
    for words in ("6.6 billion USD", "7 billion USD", "China (CN)", "Hong Kong (HK)", "The report", HOSTILE):
        assert words in text
    assert text.count("shown by tie: ") == 2
    assert "open since 23 November 2026" in text


def test_each_conflict_leads_to_its_entity_and_property(stage: Client) -> None:
    links = page_of(stage).links
    assert {"/stage/events/round", "/stage/events/round#amount", "/stage/sources/other"} <= set(links)
    assert 'id="amount"' in stage.get("/events/round").text
    assert "/stage/v1/conflicts?limit=20" in links


def test_conflicts_can_be_of_one_kind_and_property(stage: Client) -> None:
    assert "/stage/conflicts?kind=event" in page_of(stage).links
    of_kind = page_of(stage, "/conflicts?kind=event")
    assert "DeepSeek" not in of_kind.within("article")
    assert "/stage/conflicts?kind=event&property=amount" in of_kind.links
    assert "6.6 billion USD" in page_of(stage, "/conflicts?kind=event&property=amount").within("article")
    assert "No value of models is in open conflict" in page_of(stage, "/conflicts?kind=model").text


def test_an_earlier_moment_has_the_conflicts_of_then(stage: Client) -> None:
    moment = stage.get("/v1/companies/deepseek").json["updated_at"]
    then = page_of(stage, f"/conflicts?known_at={moment}")
    assert "DeepSeek: country" in then.within("h2")
    assert "The round" not in then.within("h2")
    assert "This page shows then" in then.text
    assert "No value was in open conflict then" in page_of(stage, "/conflicts?known_at=2020-01-01").text
    assert page_of(stage, "/conflicts?valid_at=2025-01-01&published_before=2026-01-01").unclosed == []


def test_conflicts_are_two_calls(stage: Client, calls: Calls) -> None:
    for url in ("/conflicts", "/conflicts?kind=event", "/conflicts?kind=event&property=amount"):
        calls.clear()
        page_of(stage, url)
        assert calls.names == ["Query", "BatchGetItem"], url


def test_a_conflict_in_a_series_has_its_day_and_costs_a_call_more(stage: Client, calls: Calls) -> None:
    stage.create("instruments", {"slug": "nvda", "name": "Nvidia", "evidence": EVIDENCE})
    for amount, evidence in (("118.42", EVIDENCE), ("118.58", OTHER)):
        price = {"value": {"amount": amount, "unit": "USD"}, "valid": "2025-01-27"}
        said = {"entity": "instrument/nvda", "property": "price", **price, "evidence": evidence}
        assert stage.post("/v1/facts", {"facts": [said]}).status == 201
    calls.clear()
    assert "Nvidia: price 27 January 2025" in page_of(stage).within("h2")
    assert calls.names == ["Query", "GetItem", "BatchGetItem"]


def test_a_long_list_goes_on_at_a_link(stage: Client) -> None:
    quick = Quick(stage.world)
    for number in range(MAX_CONFLICTS):
        quick.create("companies", a_company(f"c{number}", country="CN"))
        quick.patch(f"/v1/companies/c{number}", {"country": "HK", "evidence": OTHER}, If_Match="*")
    found, url = 0, "/conflicts"
    while url:
        page = page_of(stage, url)
        found += len(page.attributes("article"))
        following = [str(each["href"]) for each in page.attributes("a") if each.get("rel") == "next"]
        url = following[0].removeprefix("/stage") if following else ""
    assert found == MAX_CONFLICTS + 2


@for_each("query", ["kind=nonsense", "property=country", "cursor=nonsense", "known_at=2999-01-01", "limit=3"])
def test_a_wrong_parameter_is_refused(stage: Client, query: str) -> None:
    assert stage.get(f"/conflicts?{query}").status == 400


def test_no_text_of_a_writer_becomes_markup(stage: Client) -> None:
    assert not page_of(stage).tags & {"script", "img"}
    assert page_of(stage).unclosed == []
