"""No answer is longer than Lambda sends: pages hold fewer items, views name in `omitted` what they leave out."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.api.http import pipeline
from chalicelib.api.http.response import response_limit
from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.response.response_limit import without_largest_parts
from chalicelib.operations.access import api_keys
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.operations.writes.record import record
from chalicelib.store.engines.sqlite import SqliteTable
from tests.api.conftest import EVIDENCE, Client, a_company, a_source
from tests.counted import encoded

COMPANY = "/v1/companies/deepseek"
REMARK = {"value": {"text": "大" * 300, "language": "zh"}}


@pytest.fixture
def quick(world: World) -> Iterator[Client]:
    """A client on SQLite in memory, which takes thousands of facts in a moment."""
    table = SqliteTable(":memory:")
    pipeline.set_world(replace(world, table=table))
    yield Client(replace(world, table=table))
    table.close()


def _remarks(client: Client, property_name: str) -> None:
    """Record 490 remarks of a property, each with the longest evidence there may be."""
    words = {"quote": 500, "as_stated": 300, "via": 300}
    evidence = {**EVIDENCE, "speaker": {"text": "𝔘" * 300}, **{name: "𝔘" * most for name, most in words.items()}}
    for start in range(0, 490, 70):
        values = [{"text": f"{property_name} {number}", "language": "en"} for number in range(start, start + 70)]
        facts = [{"entity": "company/deepseek", "property": property_name, "value": value} for value in values]
        record(
            RequestContext(client.world, Caller("key_test")), facts=[{**fact, "evidence": evidence} for fact in facts]
        )


@pytest.fixture
def huge(quick: Client) -> Client:
    """A company whose facts have nearly seven megabytes."""
    api_keys.create_key(quick.world, name="the admin key", scopes=["admin"], secret=quick.key)
    quick.create("sources", a_source())
    quick.create("companies", a_company())
    for name in ("remarks", "records"):
        _remarks(quick, name)
    return quick


def test_a_view_of_seven_megabytes_leaves_out_its_facts_and_says_so(huge: Client) -> None:
    answer = huge.get(f"{COMPANY}?include=facts")
    assert (answer.status, answer.json["omitted"]) == (200, ["facts"])
    assert len(answer.raw) < 4_500_000
    assert answer.json.items() >= huge.get(COMPANY).json.items()
    assert len(huge.every(f"{COMPANY}/facts?limit=100")) == 981
    packed = huge.get(f"{COMPANY}?include=facts", Accept_Encoding="gzip")
    assert (packed.text, packed.headers["etag"]) == (answer.text, answer.headers["etag"])


def test_linked_data_leaves_out_its_claims_and_says_so(huge: Client) -> None:
    answer = huge.get(f"{COMPANY}?include=facts&format=jsonld")
    whole = huge.get(f"{COMPANY}?format=jsonld").json
    assert (answer.status, answer.json) == (200, {**whole, "omitted": ["claims"]})
    page = huge.get(f"{COMPANY}/facts?limit=100&format=jsonld")
    assert (len(page.json["facts"]), len(page.raw) < 4_500_000) == (100, True)


@pytest.fixture
def stage(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Seven companies with remarks, and answers of at most 2,500 bytes."""
    for number in range(7):
        client.create("companies", a_company(f"c{number}", country="CN", remarks=[REMARK]))
    monkeypatch.setattr(response_limit, "MAX_RESPONSE_BYTES", 2_500)
    return client


def test_pages_hold_as_many_items_as_fit_and_are_together_the_whole_set(
    stage: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(response_limit, "MAX_RESPONSE_BYTES", 700)
    first = stage.get("/v1/companies?limit=100")
    assert 1 < len(first.json["items"]) < 7
    assert first.json["next"]
    assert len(first.raw) <= 700
    for url in (
        "/v1/companies?sort=name",
        "/v1/companies?sort=name&fields=remarks",
        "/v1/companies?explain=true&sort=name",
    ):
        found = stage.every(f"{url}&limit=25")
        assert [item["ref"] for item in found] == [f"company/c{number}" for number in range(7)]
    assert len(stage.every("/v1/changes?limit=100")) == 8


def test_an_item_that_is_too_long_by_itself_names_what_it_leaves_out(
    stage: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(response_limit, "MAX_RESPONSE_BYTES", 1_200)
    (item,) = stage.get("/v1/companies?limit=1&explain=true&sort=name").json["items"]
    assert ("explain" in item["omitted"], "explain" in item) == (True, False)


def test_a_batch_leaves_out_the_largest_parts_of_its_views(stage: Client) -> None:
    asked = {"refs": ["company/c0", "company/c1", "company/nobody"]}
    answer = stage.post("/v1/entities/get?include=wide", asked)
    assert len(answer.raw) <= 2_500
    assert [item["status"] for item in answer.json["items"]] == [200, 200, 404]
    assert sum("remarks" in item.get("omitted", ()) for item in answer.json["items"]) >= 1
    for item in answer.json["items"][:2]:
        assert ("remarks" in item["view"]) != ("remarks" in item.get("omitted", ()))
        assert item["view"]["name"]


def test_a_comparison_leaves_out_rows_and_names_their_properties(stage: Client) -> None:
    url = "/v1/compare?refs=company/c0,company/c1,company/c2&properties=country,remarks"
    answer = stage.get(url)
    assert (answer.status, answer.json["omitted"]) == (200, ["remarks"])
    assert [row["property"] for row in answer.json["rows"]] == ["country"]
    assert answer.json["meta"]["returned"] == 1
    refused = stage.get(f"{url}&format=csv")
    assert (refused.status, refused.json["code"]) == (422, "oversized")


def test_a_write_is_answered_however_long_its_view_is(stage: Client) -> None:
    answer = stage.patch(
        "/v1/companies/c0",
        {"remarks": [{**REMARK, "value": {**REMARK["value"], "text": "文" * 900}}], "evidence": EVIDENCE},
    )
    assert (answer.status, answer.json["omitted"]) == (200, ["remarks"])


def test_what_is_too_large_is_measured_by_encoding_each_part_once() -> None:
    parts = {f"part_{number}": "x" * 100 for number in range(40)}
    views = {"items": [{"ref": f"model/m{number}", "revision": 1, **parts} for number in range(50)]}
    rows = {"rows": [{"property": f"p{n % 40}", "cells": ["x" * 100]} for n in range(2000)], "meta": {"returned": 0}}

    for body in (views, rows):
        whole = len(dumps(body))
        assert encoded(lambda: without_largest_parts(body, most=whole // 10)) <= 3 * whole  # noqa: B023  it is called in this very round
