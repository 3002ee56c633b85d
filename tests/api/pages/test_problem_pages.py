"""Problem pages: the `type` of a problem leads to an HTML page, or to JSON on request."""

import json

import pytest

from chalicelib.api.http.response.problem_catalog import EVERY_ONE, EXPLANATIONS
from chalicelib.api.http.response.problems import STATUS
from chalicelib.api.pages.frame import prose
from chalicelib.domain.errors import Refusal
from tests.api.conftest import Client
from tests.api.html import Page
from tests.conftest import Calls
from tests.house.repository import chalice, refusals

JSON = "application/json"


def test_every_refusal_has_its_page_and_every_page_its_refusal() -> None:
    explained = [each.example.code for each in EVERY_ONE]
    assert sorted(explained) == sorted({each.code for each in refusals(Refusal)})
    assert len(EVERY_ONE) == len(EXPLANATIONS) == len(STATUS)


@pytest.mark.parametrize("code", STATUS)
def test_a_page_explains_the_cause_and_the_fix_of_a_problem(client: Client, calls: Calls, code: str) -> None:
    explained = client.get(f"/problems/{code}", Accept=JSON)
    shown = client.get(f"/problems/{code}")
    page = Page(shown.text)
    assert (explained.status, shown.status) == (200, 200)
    assert (explained.headers["content-type"], shown.headers["content-type"]) == (JSON, "text/html; charset=utf-8")
    explanation = explained.json
    assert (explanation["code"], explanation["type"]) == (code, f"/stage/problems/{code}")
    assert STATUS[code] in explanation["statuses"]
    for text in (
        explanation["title"],
        explanation["cause"].replace("`", ""),
        explanation["cure"].replace("`", ""),
        code,
    ):
        assert text in page.text
    assert json.loads(page.within("pre")) == explanation["example"]
    assert explanation["example"]["code"] == code
    assert calls.names == []


def test_the_type_of_a_problem_resolves_stage_included(client: Client) -> None:
    kind = client.get("/v1/firms").json["type"]
    assert kind.startswith("/stage/")
    assert client.get(kind.removeprefix("/stage")).status == 200


def test_the_gateway_s_own_problems_point_at_pages_too(client: Client) -> None:
    responses = chalice("resources.json")["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    for response in responses.values():
        template = response["ResponseTemplates"][JSON].replace("$context.error.messageString", '""')
        kind = json.loads(template)["type"].removeprefix("/$context.stage")
        assert client.get(kind).status == 200


def test_a_merged_entity_has_two_statuses(client: Client) -> None:
    assert client.get("/problems/merged", Accept=JSON).json["statuses"] == [308, 409]


def test_all_problems_are_listed_with_their_addresses(client: Client, calls: Calls) -> None:
    items = client.get("/problems", Accept=JSON).json["items"]
    page = Page(client.get("/problems").text)
    assert {item["code"] for item in items} == set(STATUS)
    assert {item["type"] for item in items} <= set(page.links)
    assert calls.names == []


@pytest.mark.parametrize("asked", ["not_fuond", "Not_Found"])
def test_an_unknown_code_is_refused_with_the_nearest_code(client: Client, asked: str) -> None:
    answer = client.get(f"/problems/{asked}")
    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert 'did you mean "not_found"?' in answer.json["detail"]
    assert "See /stage/problems for all codes" in answer.json["detail"]


def test_an_unknown_code_without_a_near_one_links_to_all_codes(client: Client) -> None:
    answer = client.get("/problems/%F0%9F%98%80")
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
    assert "See /stage/problems for all codes" in answer.json["detail"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("application/json", JSON),
        ("application/json, text/plain, */*", JSON),
        ("application/*", JSON),
        ("text/html;q=0.4, application/json;q=0.5", JSON),
        ("application/json;Q=0.4, text/html;q=0.5", "text/html"),
        ("text/html;q=0, */*;q=0.1", JSON),
    ],
)
def test_a_client_that_prefers_json_gets_json(client: Client, accept: str, media: str) -> None:
    for url in ("/", "/problems", "/problems/invalid"):
        answer = client.get(url, Accept=accept)
        assert answer.headers["content-type"].partition(";")[0] == media
        assert answer.headers["vary"] == "Accept-Encoding, Accept"


def test_the_two_forms_have_different_etags_and_answer_304_and_head(client: Client) -> None:
    page, explanation = client.get("/problems/gone"), client.get("/problems/gone", Accept=JSON)
    assert page.headers["etag"] != explanation.headers["etag"]
    unchanged = client.get("/problems/gone", If_None_Match=page.headers["etag"])
    assert (unchanged.status, unchanged.text) == (304, "")
    head = client.head("/problems/gone")
    assert (head.status, head.text, head.headers["etag"]) == (200, "", page.headers["etag"])
    assert head.headers["content-length"] == str(len(page.text.encode()))


LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"


@pytest.mark.parametrize("url", ["/", "/problems", "/problems/unauthenticated"])
def test_a_page_is_self_contained_and_may_only_search(client: Client, url: str) -> None:
    answer = client.get(url)
    page = Page(answer.text)
    assert answer.text.startswith("<!DOCTYPE html>")
    assert page.unclosed == []
    assert page.attributes("html") == [{"lang": "en"}]
    assert {"charset": "utf-8"} in page.attributes("meta")
    assert not page.tags & {"script", "img", "iframe", "object"}
    assert [each["href"] for each in page.attributes("link") if each["rel"] == "icon"] == ["/stage/favicon.svg"]
    assert {each["action"] for each in page.attributes("form")} == {"/stage/search"}
    assert all(href.startswith(("#content", "/stage/", LICENCE)) for href in page.links)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert page.hash_of_style in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_shown_text_is_escaped(client: Client) -> None:
    assert prose('a < b & "c" is `<key>`') == "a &lt; b &amp; &quot;c&quot; is <code>&lt;key&gt;</code>"
    assert "Bearer <key>" not in client.get("/problems/unauthenticated").text
