"""The referrers of an entity: every kind, each entity once, at any moment, in one call."""

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, a_source, an_event
from tests.api.snapshots import filled_once
from tests.conftest import Calls

URL = "/v1/companies/deepseek/referrers"


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """A company with a model, a subsidiary, a dated event and one without a date."""
    client.create("companies", a_company("deepseek"))
    client.create("companies", a_company("branch", parent="company/deepseek"))
    client.create("models", {"slug": "r1", "name": "R1", "developer": ["company/deepseek"], "evidence": EVIDENCE})
    parties = [{"value": "company/deepseek", "role": "developer"}]
    client.create("events", an_event("launch", participants=parties))
    client.create("events", an_event("someday", participants=parties, date={"missing": "unknown"}))
    return client


def refs(client: Client, url: str) -> list[str]:
    return [item["ref"] for item in client.every(url)]


def test_every_kind_is_listed_and_each_entity_once(stage: Client) -> None:
    items = stage.get(URL).json["items"]
    assert [item["ref"] for item in items] == ["company/branch", "event/launch", "event/someday", "model/r1"]
    assert items[0]["links"] == [{"property": "parent"}]
    assert items[1]["links"] == [{"property": "participants", "role": "developer"}]


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_pages_of_any_size_hold_the_same(stage: Client, limit: int) -> None:
    assert refs(stage, f"{URL}?limit={limit}") == refs(stage, URL)


def test_one_call_reads_a_page_and_a_second_finds_out_why_there_is_none(stage: Client, calls: Calls) -> None:
    stage.get(URL)
    assert calls.names == ["Query"]
    calls.clear()
    assert stage.get("/v1/models/r1/referrers").json["items"] == []
    assert calls.names == ["Query", "Query"]
    assert stage.get("/v1/models/r2/referrers").status == 404


def test_at_an_earlier_moment_it_lists_what_referred_to_it_then(stage: Client) -> None:
    before = stage.world.now()
    stage.post("/v1/models/r1/retirement", {"reason": "A test."}, If_Match="*")
    assert refs(stage, URL) == ["company/branch", "event/launch", "event/someday"]
    assert refs(stage, f"{URL}?known_at={before}&limit=25") == [
        "company/branch",
        "event/launch",
        "event/someday",
        "model/r1",
    ]


def test_before_a_day_of_publication_it_lists_what_referred_to_it_in_print(stage: Client) -> None:
    stage.create("sources", a_source("late", published="2025-03-01"))
    evidence = {**EVIDENCE, "source": "source/late"}
    stage.create("companies", a_company("newest", parent="company/deepseek", evidence=evidence))
    assert "company/newest" in refs(stage, URL)
    assert refs(stage, f"{URL}?published_before=2025-02-01") == []
    assert refs(stage, f"{URL}?published_before=2025-04-01") == ["company/newest"]


def test_a_merged_entity_redirects_and_a_retired_one_is_gone(stage: Client) -> None:
    stage.create("companies", a_company("deep-seek", name="Hangzhou Basic Research"))
    stage.post("/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "One."}, If_Match="*")
    answer = stage.get("/v1/companies/deep-seek/referrers")
    assert (answer.status, answer.headers["location"]) == (308, "/stage/v1/companies/deepseek/referrers")


def test_as_csv_it_has_a_row_for_each(stage: Client) -> None:
    lines = stage.get(f"{URL}?format=csv").text.splitlines()
    assert lines[0].startswith("ref,kind,slug,name,title,type,date,date.from,date.to,links")
    assert len(lines) == 5
