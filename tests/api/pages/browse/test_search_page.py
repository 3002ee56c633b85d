"""Search as a page: what a name finds, what distinguishes it, and the nearest names if it finds nothing."""

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company
from tests.api.html import Page
from tests.api.snapshots import filled_once
from tests.conftest import Calls
from tests.tables import for_each

HOSTILE = "<script>alert(1)</script>\"'"


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """A company with an alias and a former name, and two models of it."""
    names = {"name": "OpenAI", "aliases": ["Open Artificial", {"value": "Summerhall", "valid": "2015/2016"}]}
    client.create("companies", a_company("openai", country="US", organisation_type="lab", **names))
    for slug in ("gpt-4", "gpt-4o"):
        body = {"slug": slug, "name": slug.upper(), "developer": ["company/openai"], "released": "2024-05"}
        client.create("models", {**body, "evidence": EVIDENCE})
    return client


def page_of(client: Client, url: str) -> Page:
    answer = client.get(url)
    assert answer.status == 200, answer.text
    return Page(answer.text)


def test_a_result_has_its_kind_and_what_distinguishes_it(stage: Client) -> None:
    page = page_of(stage, "/search?q=gpt")
    results = page.within("ol")
    assert "GPT-4 model · developer OpenAI · released May 2024" in results
    assert {"/stage/models/gpt-4", "/stage/models/gpt-4o"} <= set(page.links)
    assert "/stage/v1/search?q=gpt&limit=25" in page.links


def test_a_result_says_which_name_matched_and_when_it_held(stage: Client) -> None:
    assert "exact name: “Open Artificial”" in page_of(stage, "/search?q=open+artificial").within("ol")
    former = page_of(stage, "/search?q=summerhall").within("ol")
    assert "“Summerhall”" in former
    assert "former name, 2015 to 2016" in former


def test_results_can_be_of_one_kind(stage: Client) -> None:
    assert "/stage/search?q=openai&kind=model" in page_of(stage, "/search?q=openai").links
    nothing = page_of(stage, "/search?q=openai&kind=model")
    assert "Nothing is on record by this name among models" in nothing.text
    assert "/stage/search?q=openai" in nothing.links


def test_without_a_name_it_is_a_form(stage: Client, calls: Calls) -> None:
    calls.clear()
    for url in ("/search", "/search?q="):
        page = page_of(stage, url)
        assert [each["name"] for each in page.attributes("input") if each.get("id") == "name"] == ["q"]
        assert [each.get("for") for each in page.attributes("label")][:1] == ["name"]
    assert calls.names == []


def test_a_name_that_finds_nothing_leads_to_the_nearest(stage: Client) -> None:
    page = page_of(stage, "/search?q=Open+Artificial+Intelligence+Lab")
    assert "Nothing is on record by this name" in page.text
    assert "The nearest names" in page.text
    assert "/stage/companies/openai" in page.links
    assert "The nearest names" not in page_of(stage, "/search?q=zzzz").text


def test_it_shows_an_earlier_moment(stage: Client) -> None:
    page = page_of(stage, "/search?q=openai&known_at=2020-01-01")
    assert "Nothing was on record by this name at that moment" in page.text
    moment = stage.get("/v1/models/gpt-4o").json["updated_at"]
    page = page_of(stage, f"/search?q=openai&known_at={moment}")
    assert f"/stage/companies/openai?known_at={moment.replace(':', '%3A')}" in page.links
    hidden = {each["name"]: each["value"] for each in page.attributes("input") if each.get("type") == "hidden"}
    assert hidden == {"q": "openai"}  # in the form that chooses another moment


def test_a_search_is_the_calls_of_the_verb_and_one_for_names(stage: Client, calls: Calls) -> None:
    for url in ("q=openai", "q=gpt"):
        calls.clear()
        assert stage.get(f"/v1/search?{url}").status == 200
        of_verb = list(calls.names)
        calls.clear()
        page_of(stage, f"/search?{url}")
        assert calls.names == [*of_verb, *(["GetItem"] if url == "q=gpt" else [])]


@for_each(
    "query", ["q=!!!", "q=a&q=b", "q=a&kind=nonsense", "q=a&limit=3", "q=a&known_at=2999-01-01", f"q={'a' * 201}"]
)
def test_a_wrong_parameter_is_refused(stage: Client, query: str) -> None:
    assert stage.get(f"/search?{query}").status == 400


def test_no_text_of_a_visitor_or_writer_becomes_markup(stage: Client) -> None:
    stage.create("companies", a_company("evil", name=HOSTILE))
    for query in ("%3Cscript%3Ealert(1)%3C/script%3E%22%27", "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%22%20autofocus"):
        page = page_of(stage, f"/search?q={query}")
        assert not page.tags & {"script", "img"}
        assert not any("autofocus" in each for each in page.attributes("input"))
    assert HOSTILE in page_of(stage, "/search?q=script+alert+1+script").text
