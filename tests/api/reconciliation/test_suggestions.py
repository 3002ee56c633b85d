"""Suggestions, previews and the way to the page of an entity."""

from chalicelib.api.pages.frame import CSP
from tests.api.conftest import Client, a_company
from tests.api.html import Page
from tests.api.reconciliation.conftest import get, post
from tests.tables import for_each

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def suggested(client: Client, what: str, /, **query: str) -> list[str]:
    answer = get(client, f"/reconcile/suggest/{what}", **query)
    assert answer.status == 200, answer.text
    return [each["id"] for each in answer.json["result"]]


def test_entities_are_suggested_as_autocomplete_finds_them(filled: Client) -> None:
    completed = [each["ref"] for each in filled.get("/v1/autocomplete?q=deep&limit=20").json["items"]]
    assert suggested(filled, "entity", prefix="deep") == completed
    assert suggested(filled, "entity", prefix="deep", type="model") == ["model/deepseek-v3"]
    assert suggested(filled, "entity", prefix="deep", type="/type/object") == completed


def test_the_cursor_skips_suggestions(filled: Client) -> None:
    every = suggested(filled, "entity", prefix="m")
    assert len(every) == 2
    assert suggested(filled, "entity", prefix="m", cursor="1") == every[1:]
    assert suggested(filled, "entity", prefix="m", cursor="100") == []
    properties = suggested(filled, "property", prefix="")
    assert len(properties) == 20
    assert {*properties}.isdisjoint(suggested(filled, "property", prefix="", cursor="20"))


def test_a_ref_suggests_its_entity(filled: Client) -> None:
    assert suggested(filled, "entity", prefix="company/deepseek") == ["company/deepseek"]


@for_each("prefix", ["", " ", "-", "\u200b", "company/nobody"])
def test_a_prefix_with_which_no_name_begins_has_no_suggestions(filled: Client, prefix: str) -> None:
    assert suggested(filled, "entity", prefix=prefix) == []


def test_types_and_properties_are_found_by_the_beginning_of_a_word(client: Client) -> None:
    assert suggested(client, "type", prefix="Com") == ["company"]
    assert suggested(client, "property", prefix="cutoff") == ["knowledge_cutoff"]
    assert suggested(client, "property", prefix="knowledge c") == ["knowledge_cutoff"]
    assert suggested(client, "property", prefix="WIKI") == ["wikidata"]


def test_the_properties_of_a_type_that_narrow_a_query_come_first(client: Client) -> None:
    found = get(client, "/reconcile/suggest/property", prefix="", type="company").json["result"]
    uses = [each["description"].rpartition(". ")[2] for each in found]
    narrowing = [use in ("Narrows a query.", "Decides a query.") for use in uses]
    assert any(narrowing)
    assert narrowing == sorted(narrowing, reverse=True)
    assert "context_window" not in {each["id"] for each in found}


def test_the_parameters_that_openrefine_always_sends_are_ignored(client: Client) -> None:
    sent = "prefix=dev&spell=always&exact=false&scoring=schema&prefixed=true&type=Q223393"
    assert (
        client.get(f"/reconcile/suggest/property?{sent}").json
        == client.get("/reconcile/suggest/property?prefix=dev").json
    )


@for_each("query", ["", "prefix=a&prefix=b", "prefix=a&cursor=-1", "prefix=a&colour=red", f"prefix={'a' * 201}"])
def test_a_suggestion_without_a_good_prefix_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/reconcile/suggest/entity?{query}").status == 400


def test_an_unknown_type_has_no_proposals(client: Client) -> None:
    answer = get(client, "/reconcile/properties", type="compny")
    assert (answer.status, answer.pointers) == (400, {"type": "bad_value"})
    assert "did you mean 'company'" in answer.json["detail"]
    assert len(get(client, "/reconcile/properties", limit="3").json["properties"]) == 3


def test_a_preview_shows_an_entity_in_a_frame_without_scripts(filled: Client) -> None:
    answer = get(filled, "/reconcile/preview", id="model/deepseek-v3")

    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = answer.headers[CSP.lower()]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "x-frame-options" not in answer.headers
    page = Page(answer.text)
    for words in ("DeepSeek-V3", "model/deepseek-v3", "26 December 2024"):
        assert words in page.text
    assert "DeepSeek" in page.within("td")
    assert page.hash_of_style in policy
    assert page.links == ["/stage/models/deepseek-v3"]
    assert not page.tags & {"script", "iframe", "form", "img"}


def test_no_other_page_can_be_shown_in_a_frame(filled: Client) -> None:
    for path in ("/", "/companies", "/companies/deepseek", "/problems"):
        assert "frame-ancestors 'none'" in filled.get(path, accept=BROWSER).headers[CSP.lower()]


def test_a_preview_escapes_what_writers_wrote(client: Client) -> None:
    client.create("companies", a_company("zeta", name="<script>alert(1)</script>", aliases=["<b>Z</b>"]))
    answer = get(client, "/reconcile/preview", id="company/zeta")
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text
    assert "&lt;b&gt;" in answer.text


def test_a_preview_of_a_merged_entity_shows_the_survivor(filled: Client) -> None:
    filled.post("/v1/companies/mercury-de/merge", {"into": "company/deepseek", "reason": "One."}, If_Match="*")
    assert "<code>company/deepseek</code>" in get(filled, "/reconcile/preview", id="company/mercury-de").text


def test_a_preview_of_nobody_says_so_in_the_frame(client: Client) -> None:
    answer = client.get("/reconcile/preview?id=company%2Fnobody", accept=BROWSER)
    assert (answer.status, "frame-ancestors *" in answer.headers[CSP.lower()]) == (404, True)
    assert "There is no company/nobody on record." in answer.text
    assert client.get("/reconcile/preview?id=company%2Fnobody").json["code"] == "not_found"
    assert get(client, "/reconcile/preview", id="nonsense").status == 400


def test_the_view_of_a_ref_is_its_page(filled: Client) -> None:
    manifest = filled.get("/reconcile", Host="facts.example").json
    url = manifest["view"]["url"].replace("{{id}}", "company%2Fdeepseek").removeprefix("http://facts.example/stage")
    answer = filled.get(url, accept=BROWSER)

    assert (answer.status, answer.headers["location"]) == (303, "/stage/companies/deepseek")
    assert filled.get(answer.headers["location"].removeprefix("/stage")).status == 200


def test_proposed_properties_are_those_that_an_extension_takes(client: Client) -> None:
    proposed = get(client, "/reconcile/properties", type="model", limit="50").json["properties"]
    answer = post(client, extend={"ids": [], "properties": proposed})
    assert [(each["id"], each["name"]) for each in answer.json["meta"]] == [(p["id"], p["name"]) for p in proposed]
