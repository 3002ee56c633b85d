"""The page of an entity: each value with its evidence and its marks, what happened, and what refers to it."""

import json

import pytest

from tests.api.conftest import EVIDENCE, Body, Client, a_company, a_fact, a_source, an_event
from tests.api.html import Page
from tests.api.snapshots import filled_once
from tests.conftest import Calls

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def said(source: str, quote: str | None = None) -> Body:
    return {**EVIDENCE, "source": source, "quote": quote}


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """A company whose country two sources dispute, with a model and an event, and texts that try to be more."""
    client.create("sources", a_source("other", title=HOSTILE, url="https://example.org/other", license="CC-BY-4.0"))
    client.create("companies", a_company("deepseek", country="CN", evidence=said("source/report", "of Hangzhou")))
    other = {"country": "US", "aliases": [HOSTILE], "evidence": said("source/other", HOSTILE)}
    client.patch("/v1/companies/deepseek", other, If_Match="*")
    client.create("models", {"slug": "r1", "name": "R1", "developer": ["company/deepseek"], "evidence": EVIDENCE})
    parties = [{"value": "company/deepseek", "role": "developer"}]
    client.create("events", an_event("launch", participants=parties))
    return client


def page_of(client: Client, url: str = "/companies/deepseek") -> Page:
    answer = client.get(url, Accept=BROWSER)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def test_it_shows_each_value_with_who_says_so_in_which_words(stage: Client) -> None:
    text = page_of(stage).text
    assert "China (CN)" in text
    assert "United States of America (US)" in text or "United States (US)" in text
    assert "“of Hangzhou”" in text
    assert "The report" in text
    assert "disputes it" in text


@pytest.mark.parametrize("basis", ["self_reported", "third_party_report", "record_of_truth"])
def test_the_other_side_of_a_dispute_is_marked_by_whichever_step_it_lost(client: Client, basis: str) -> None:
    client.create("companies", a_company("deepseek", country="CN"))
    client.create("sources", a_source("other"))
    client.patch("/v1/companies/deepseek", {"country": "SG", "evidence": {**said("source/other"), "basis": basis}})
    assert page_of(client).text.count("disputes it") == 1


def test_it_names_what_is_disputed_and_links_to_the_event_and_the_model(stage: Client) -> None:
    page = page_of(stage)
    assert "disputed" in page.text
    assert {"/stage/events/launch", "/stage/models/r1", "/stage/sources/other"} <= set(page.links)
    assert "26 January 2025" in page.text


def test_no_text_of_a_writer_becomes_markup(stage: Client) -> None:
    answer = stage.get("/companies/deepseek", Accept=BROWSER)
    page = Page(answer.text)
    assert HOSTILE in page.text
    assert "img" not in page.tags
    assert page.attributes("script") == [{"type": "application/ld+json"}]  # data, which no browser runs
    assert not any(name.startswith("on") for tag in page.tags for each in page.attributes(tag) for name in each)


def test_it_links_to_the_answers_that_made_it_and_says_licences_and_how_to_cite(stage: Client) -> None:
    page = page_of(stage)
    assert "/stage/v1/companies/deepseek?include=facts&explain=true" in page.links
    assert "/stage/v1/companies/deepseek/timeline?format=csv" in page.links
    assert "licence: CC-BY-4.0" in page.text
    assert "licence: not stated" in page.text
    revised = stage.get("/v1/companies/deepseek").json
    assert f"/stage/companies/deepseek?known_at={revised['updated_at']}" in page.text


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("/companies/deepseek", ["Query", "Query", "BatchGetItem"]),
        ("/models/r1", ["Query", "Query", "Query", "BatchGetItem"]),
        ("/events/launch", ["Query", "Query", "Query", "BatchGetItem"]),
    ],
)
def test_it_takes_at_most_five_calls(stage: Client, calls: Calls, url: str, names: list[str]) -> None:
    page_of(stage, url)
    assert calls.names == names


@pytest.mark.parametrize("days", [(), ("2025-01-24", "2025-01-27", "2025-01-28")])
def test_an_instrument_with_its_series_takes_at_most_five_calls(
    client: Client, calls: Calls, days: tuple[str, ...]
) -> None:
    client.create("instruments", {"slug": "nvda", "name": "Nvidia", "evidence": EVIDENCE})
    prices = [{"amount": f"{100 + number}", "unit": "USD"} for number in range(len(days))]
    facts = [
        a_fact("instrument/nvda", "price", price, valid=f"{day}/{day}") for price, day in zip(prices, days, strict=True)
    ]
    if facts:
        client.post("/v1/facts", {"facts": facts})
    client.create("events", an_event("fall", date="2025-01-27", cause=["instrument/nvda"]))
    calls.clear()
    page = page_of(client, "/instruments/nvda")
    assert len(calls) <= 5
    assert ("figure" in page.tags) is bool(days)
    assert any("/series/price?scope=&" in link for link in page.links)


def test_with_known_at_it_shows_then_and_says_so_and_its_links_stay_there(stage: Client) -> None:
    before = stage.get("/v1/companies/deepseek").json["created_at"]
    page = page_of(stage, f"/companies/deepseek?known_at={before}&valid_at=")
    assert "This page shows then" in page.text
    assert "United States" not in page.text
    assert f"/stage/sources/report?known_at={before.replace(':', '%3A')}" in page.links
    assert "/stage/companies/deepseek" in page.links


def test_a_merged_entity_leads_to_the_page_of_the_other(stage: Client) -> None:
    stage.create("companies", a_company("deep-seek", name="Hangzhou Basic Research"))
    stage.post("/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "One."}, If_Match="*")
    answer = stage.get("/companies/deep-seek?valid_at=2025-01-01", Accept=BROWSER)
    assert (answer.status, answer.headers["location"]) == (308, "/stage/companies/deepseek?valid_at=2025-01-01")
    assert "merged" in Page(answer.text).text


def test_a_retired_entity_says_why_and_how_it_was(stage: Client) -> None:
    stage.post("/v1/companies/deepseek/retirement", {"reason": f"Never was. {HOSTILE}"}, If_Match="*")
    answer = stage.get("/companies/deepseek", Accept=BROWSER)
    page = Page(answer.text)
    assert answer.status == 410
    assert f"Never was. {HOSTILE}" in page.text
    (before,) = [href for href in page.links if href.startswith("?known_at=")]
    assert "China (CN)" in page_of(stage, f"/companies/deepseek{before}").text


@pytest.mark.parametrize(
    ("url", "status", "says"),
    [
        ("/companies/nobody", 404, "There is no company/nobody"),
        ("/companys/nobody", 404, "did you mean"),
        ("/companies/deepseek?known_at=2999-01-01", 400, "must not be in the future"),
        ("/companies/deepseek?know_at=2025-01-01", 400, "did you mean 'known_at'?"),
        ("/companies/deepseek?valid_at=soon&known_at=now", 400, "must be an instant"),
    ],
)
def test_a_refusal_is_a_page_for_a_browser_and_a_problem_for_a_program(
    stage: Client, url: str, status: int, says: str
) -> None:
    seen, read = stage.get(url, Accept=BROWSER), stage.get(url)
    assert (seen.status, read.status) == (status, status)
    assert says in Page(seen.text).text
    assert "default-src 'none'" in seen.headers["content-security-policy"]
    assert read.headers["content-type"] == "application/problem+json"
    assert says in read.text


@pytest.mark.parametrize("accept", ["application/json", "image/png", "text/html;q=0", "nonsense"])
@pytest.mark.parametrize("url", ["/companies/nobody", "/companies?x=1", "/conflicts?x=1", "/compare?refs=x"])
def test_a_client_that_accepts_no_page_gets_a_problem(stage: Client, accept: str, url: str) -> None:
    answer = stage.get(url, Accept=accept)
    assert answer.status in (400, 404, 406)
    assert answer.headers["content-type"] == "application/problem+json"


def test_where_reads_are_closed_a_page_needs_a_key(stage: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READS", "closed")
    answer = Client(stage.world, key="").get("/companies/deepseek", Accept=BROWSER)
    assert answer.status == 401
    assert "China" not in answer.text


def test_it_has_the_values_shown_as_linked_data_and_links_to_the_facts(stage: Client) -> None:
    clock = f"known_at={stage.get('/v1/companies/deepseek').json['updated_at']}"
    page = Page(stage.get(f"/companies/deepseek?{clock}", Accept=BROWSER, Host="x.example").text)

    (alternate,) = [each for each in page.attributes("link") if each.get("type") == "application/ld+json"]
    served = stage.get(f"/v1/companies/deepseek?{clock}&format=jsonld", Host="x.example")

    assert json.loads(page.within("script")) == served.json
    assert HOSTILE in str(served.json)
    assert "<" not in page.within("script")
    address = str(alternate["href"]).removeprefix("/stage")
    assert "claims" in stage.get(address).json
