"""Hints in the answers to writes, the addresses that a lookup knows, and the members of facts after a merge."""

import pytest

from tests.api.conftest import EVIDENCE, Client

IF_ANY = {"If-Match": "*"}
LEI = {"value": "HWUPKR0MPOU8FGXBT394", "scheme": "lei"}


@pytest.fixture
def stage(client: Client) -> Client:
    client.post("/v1/sources", {"slug": "article", "title": "The article", "url": "https://example.org/a"})
    client.post("/v1/sources", {"slug": "again", "title": "The same article"})
    apple = {"slug": "apple", "name": "Apple", "website": "https://apple.com/", "identifiers": [LEI]}
    client.post("/v1/companies", {**apple, "evidence": EVIDENCE})
    client.post("/v1/companies", {"slug": "apple-inc", "name": "Apple Computer", "evidence": EVIDENCE})
    return client


def test_a_patch_answers_with_a_hint_and_so_does_its_repetition(stage: Client) -> None:
    for _ in range(2):
        answer = stage.patch(
            "/v1/companies/apple-inc",
            {"identifiers": [LEI], "evidence": EVIDENCE},
            **{"Idempotency-Key": "one-key-of-the-tests"},
        )
        (hint,) = answer.json["hints"]
        assert (hint["pointer"], hint["code"]) == ("/identifiers/0/value", "identifier_elsewhere")
        assert hint["refs"] == ["company/apple"]
        assert "facts" not in hint
    assert "hints" not in stage.get("/v1/companies/apple-inc").json


@pytest.mark.parametrize("query", ["", "?atomic=false", "?dry_run=true"])
def test_facts_answer_with_a_hint(stage: Client, query: str) -> None:
    sent = {"entity": "source/again", "property": "url", "value": "http://EXAMPLE.org/a/", "evidence": EVIDENCE}
    answer = stage.post(f"/v1/facts{query}", {"facts": [sent]})
    assert [(each["pointer"], each["refs"]) for each in answer.json["hints"]] == [
        ("/facts/0/value", ["source/article"])
    ]


@pytest.mark.parametrize(
    ("value", "ref"),
    [
        ("http://EXAMPLE.org/a/?utm_source=x", "source/article"),
        ("https://www.apple.com", None),
        ("http://apple.com", "company/apple"),
    ],
)
def test_a_lookup_by_url_knows_sources_and_websites(stage: Client, value: str, ref: str | None) -> None:
    found = stage.get(f"/v1/lookup?scheme=url&value={value}").json["items"]
    assert [each["ref"] for each in found] == ([ref] if ref else [])


def test_a_merged_fact_names_where_it_comes_from_in_json_and_csv(stage: Client) -> None:
    before = stage.get("/v1/facts?entity=company/apple&property=website").json["items"][0]
    assert "merged_from" not in before
    merging = {"into": "company/apple-inc", "reason": "The same."}
    assert stage.post("/v1/companies/apple/merge", merging, **IF_ANY).status == 200
    (shown,) = stage.get("/v1/facts?source=source/report&property=website").json["items"]
    assert (shown["entity"], shown["merged_from"]) == ("company/apple-inc", ["company/apple"])
    header, line = stage.get("/v1/facts?source=source/report&property=website&format=csv").text.splitlines()
    assert line.split(",")[header.split(",").index("merged_from")] == "company/apple"
    merging = {"into": "source/again", "reason": "The same."}
    assert stage.post("/v1/sources/report/merge", merging, **IF_ANY).status == 200
    pages = [stage.every(f"/v1/facts?source=source/{slug}&limit=3") for slug in ("again", "report")]
    assert pages[0] == pages[1]
    article = stage.every("/v1/facts?source=source/article")
    assert len(pages[0]) + len(article) == stage.get("/v1/stats").json["facts"]
