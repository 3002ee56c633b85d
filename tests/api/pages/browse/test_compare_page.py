"""Comparisons as pages: up to five entities side by side with marks, links to evidence, and a form for one more."""

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, a_source
from tests.api.html import Page
from tests.api.snapshots import filled_once
from tests.conftest import Calls
from tests.tables import for_each

HOSTILE = "<script>alert(1)</script>\"'"
OTHER = {**EVIDENCE, "source": "source/other"}
PAIR = "/compare?refs=model/r1,model/gpt-4"


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """Two models, one of them with a disputed date, a company, a retired and a merged one."""
    client.create("sources", a_source("other"))
    client.create("companies", a_company("deepseek", name=HOSTILE))
    price = {"value": {"amount": "2.19", "unit": "USD/Mtok"}, "direction": "output", "tier": "standard"}
    r1 = {"slug": "r1", "name": "R1", "developer": ["company/deepseek"], "released": "2025-01-20", "prices": [price]}
    client.create("models", {**r1, "evidence": EVIDENCE})
    client.patch("/v1/models/r1", {"released": "2025-01-22", "evidence": OTHER}, If_Match="*")
    expected = {"value": "2023-03", "evidence": {**EVIDENCE, "certainty": "expected"}}
    client.create("models", {"slug": "gpt-4", "name": "GPT-4", "released": expected, "evidence": EVIDENCE})
    client.create("companies", a_company("gone", name="Gone"))
    assert client.post("/v1/companies/gone/retirement", {"reason": "A mistake."}, If_Match="*").status == 200
    client.create("companies", a_company("twin", name="Twin"))
    merged = client.post("/v1/companies/twin/merge", {"into": "company/deepseek", "reason": "The same."}, If_Match="*")
    assert merged.status == 200, merged.text
    return client


def page_of(client: Client, url: str = PAIR) -> Page:
    answer = client.get(url)
    assert answer.status == 200, answer.text
    return Page(answer.text)


def test_properties_are_rows_and_entities_columns(stage: Client) -> None:
    page = page_of(stage)
    assert page.within("h1") == "R1 and GPT-4"
    heads = page.within("thead")
    assert heads.index("R1") < heads.index("GPT-4")
    body = page.within("tbody")
    assert "20 January 2025 disputed" in body or "22 January 2025 disputed" in body
    assert "March 2023 expected" in body
    assert "2.19 USD per million tokens" in body
    assert "Prices output, standard" in body
    assert HOSTILE in body
    assert {each.get("scope") for each in page.attributes("th")} == {"col", "row"}
    assert {each["data-label"] for each in page.attributes("td")} == {"R1", "GPT-4"}


def test_each_value_leads_to_its_evidence(stage: Client) -> None:
    page = page_of(stage)
    assert {"/stage/models/r1#released", "/stage/models/gpt-4#released", "/stage/models/r1#prices"} <= set(page.links)
    assert "/stage/v1/compare?refs=model/r1,model/gpt-4" in page.links


def test_one_can_be_removed_and_another_found_by_name(stage: Client) -> None:
    page = page_of(stage)
    assert {"/stage/compare?refs=model/r1", "/stage/compare?refs=model/gpt-4"} <= set(page.links)
    assert [each["name"] for each in page.attributes("input") if each.get("id") == "add"] == ["add"]
    found = page_of(stage, "/compare?refs=model/r1&add=gpt")
    assert "/stage/compare?refs=model/r1,model/gpt-4" in found.links
    assert "Nothing else is on record by the name “r1”" in page_of(stage, "/compare?refs=model/r1&add=r1").text


def test_without_refs_it_is_a_form(stage: Client, calls: Calls) -> None:
    calls.clear()
    for url in ("/compare", "/compare?refs=&add="):
        assert "Find an entity by its name" in page_of(stage, url).text
    assert calls.names == []
    assert "/stage/compare?refs=model/gpt-4" in page_of(stage, "/compare?add=gpt-4").links


def test_refs_can_be_repeated_as_forms_send_them(stage: Client) -> None:
    repeated = page_of(stage, "/compare?refs=model/r1&refs=model/gpt-4")
    assert repeated.text == page_of(stage).text


def test_what_cannot_be_compared_says_why(stage: Client) -> None:
    page = page_of(stage, "/compare?refs=model/r1,model/nonesuch,company/gone,company/twin")
    assert "There is no model/nonesuch" in page.text
    assert "A mistake" in page.text or "retired" in page.text
    assert "/stage/compare?refs=company/deepseek,model/r1,model/nonesuch,company/gone" in page.links
    alone = page_of(stage, "/compare?refs=model/nonesuch")
    assert "There is no model/nonesuch" in alone.text
    assert "Nothing" in alone.within("tbody")


def test_five_are_the_most(stage: Client) -> None:
    for slug in ("a", "b", "c"):
        stage.create("companies", a_company(slug))
    page = page_of(stage, f"{PAIR},company/a,company/b,company/c")
    assert "No more than five entities fit side by side" in page.text
    refused = stage.get(f"{PAIR},company/a,company/b,company/c,company/deepseek")
    assert refused.status == 400
    assert refused.json["errors"][0]["detail"] == "refs accepts at most 5 values; there are 6."


def test_some_properties_can_be_chosen(stage: Client) -> None:
    body = page_of(stage, f"{PAIR}&properties=released").within("tbody")
    assert "Released" in body
    assert "Developer" not in body


def test_it_shows_another_moment(stage: Client) -> None:
    moment = stage.get("/v1/models/r1/history").json["items"][-1]["at"]
    page = page_of(stage, f"{PAIR}&known_at={moment}&valid_at=2025-01-01")
    assert "This page shows then" in page.text
    assert "There is no model/gpt-4" in page.text
    assert "disputed" not in page.within("tbody")
    hidden = {each["name"] for each in page.attributes("input") if each.get("type") == "hidden"}
    assert hidden == {"refs", "known_at", "valid_at"}


def test_a_comparison_is_one_call_for_each_ref_and_two_more(stage: Client, calls: Calls) -> None:
    for url, names in {
        PAIR: ["Query", "Query", "GetItem"],
        f"{PAIR},company/deepseek": ["Query", "Query", "Query"],
        f"{PAIR},model/nonesuch": ["Query", "Query", "Query", "GetItem", "BatchGetItem"],  # was it erased?
    }.items():
        calls.clear()
        page_of(stage, url)
        assert sorted(calls.names, reverse=True) == names, url


@for_each(
    "query",
    [
        "refs=a,b",
        "refs=nothing/a",
        "refs=model/r1&properties=nonsense",
        "refs=model/r1&known_at=2999-01-01",
        "refs=model/r1&add=!!!",
        "refs=model/r1&scope=a",
        "references=model/r1",
    ],
)
def test_a_wrong_parameter_is_refused(stage: Client, query: str) -> None:
    assert stage.get(f"/compare?{query}").status == 400


def test_no_text_of_a_visitor_or_writer_becomes_markup(stage: Client) -> None:
    for url in (
        PAIR,
        "/compare?add=%3Cscript%3Ealert(1)%3C/script%3E%22%20autofocus%20x%3D%22",
        f"{PAIR}&add=deepseek",
    ):
        page = page_of(stage, url)
        assert not page.tags & {"script", "img"}
        assert not any("autofocus" in each for each in page.attributes("input"))
        assert page.unclosed == []


def test_it_draws_the_amounts_of_the_moment_and_on_request_the_prices_over_time(client: Client, calls: Calls) -> None:
    for slug, amount in (("o3", "2"), ("o4", "4")):
        price = {"value": {"amount": amount, "unit": "USD/Mtok"}, "direction": "input", "valid": "2025-01-01/.."}
        client.create("models", {"slug": slug, "name": slug, "prices": [price], "evidence": EVIDENCE})
    url = "/compare?refs=model/o3,model/o4"
    calls.clear()
    now = Page(client.get(url, Accept="text/html").text)
    assert len(calls) == 2
    assert {each["class"] for each in now.attributes("figure")}
    (over_time,) = [link for link in now.links if "over_time=true" in link]

    calls.clear()
    answer = client.get(over_time.removeprefix("/stage"), Accept="text/html")
    assert len(calls) == 5
    assert answer.status == 200
    assert any(link.startswith("/stage/v1/series/prices?") for link in Page(answer.text).links)
