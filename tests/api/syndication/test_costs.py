"""Feeds cost the DynamoDB calls and read units of the answers of the API with the same content, and no more."""

import subprocess
import sys
from dataclasses import replace

import pytest

from bench.units import Billed
from chalicelib.api.http import pipeline
from tests.api.conftest import EVIDENCE, Client, Quick, a_company, an_event
from tests.api.syndication.validators import get

EVENTS = 30


@pytest.fixture
def billed(client: Client) -> Billed:
    """The table as it is billed, with a company, its events, and models that end."""
    client.create("companies", a_company())
    for number in range(EVENTS):
        taking_part = [{"value": "company/deepseek", "role": "developer"}]
        body = an_event(
            f"event-{number}", title=f"Launch {number}", date=f"2027-01-{number + 1:02}", participants=taking_part
        )
        client.create("events", body)
    client.create("models", {"slug": "m", "name": "M", "ends": "2027-01-01", "evidence": EVIDENCE})
    client.get("/v1/changes?after=0")  # all have their numbers
    table = Billed(client.world.table)
    pipeline.set_world(replace(client.world, table=table))
    return table


def cost(billed: Billed, client: Client, *urls: str) -> tuple[int, float]:
    """Return the calls and the read units of some requests together."""
    billed.clear()
    for url in urls:
        answer = get(Quick(client.world), url)
        assert answer.status == 200, answer.text
    return billed.calls, billed.read


@pytest.mark.parametrize("form", ["atom", "json"])
@pytest.mark.parametrize(
    ("feed", "rest"),
    [
        ("events.{}", "/v1/events"),
        ("events.{}?type=release&limit=5", "/v1/events?type=release&limit=5"),
        ("events.{}?entity=company/deepseek", "/v1/companies/deepseek/timeline"),
        ("events.{}?details=true", "/v1/events?fields=title,date,type,sources,participants&expand=participants"),
        ("changes.{}?entity=company/deepseek", "/v1/companies/deepseek/history"),
        ("changes.{}", "/v1/changes?after=0&limit=100"),
        ("changes.{}?limit=5", "/v1/changes?after=25&limit=9"),
        ("changes.{}?before=11&limit=10", "/v1/changes?after=0&limit=10"),
        ("changes.{}?kind=event", "/v1/changes?kind=event&limit=100"),
    ],
)
def test_a_feed_costs_no_more_than_the_answer_of_the_api(
    billed: Billed, client: Client, form: str, feed: str, rest: str
) -> None:
    of_feed, of_rest = (cost(billed, client, url) for url in (f"/feeds/{feed.format(form)}", rest))
    assert of_feed[0] >= 1
    assert of_feed[0] <= of_rest[0]
    assert of_feed[1] <= of_rest[1]


def test_a_calendar_costs_what_its_four_lists_cost(billed: Billed, client: Client) -> None:
    lists = (
        "/v1/events?date[gte]=2026-11-01&order=oldest&limit=500&format=ndjson",
        "/v1/events?deadline[exists]=true&limit=500&format=ndjson",
        "/v1/models?ends[exists]=true&limit=500&format=ndjson",
        "/v1/offerings?ends[exists]=true&limit=500&format=ndjson",
    )
    of_feed, of_lists = cost(billed, client, "/feeds/calendar.ics"), cost(billed, client, *lists)
    assert of_feed == (4, of_feed[1])
    assert of_feed[0] <= of_lists[0]
    assert of_feed[1] <= of_lists[1]


def test_an_unchanged_feed_costs_what_a_changed_one_costs(billed: Billed, client: Client) -> None:
    quick = Quick(client.world)
    tag = get(quick, "/feeds/events.atom").headers["etag"]
    whole = cost(billed, client, "/feeds/events.atom")
    billed.clear()
    assert get(quick, "/feeds/events.atom", If_None_Match=tag).status == 304
    assert (billed.calls, billed.read) == whole


def test_a_cold_start_loads_nothing_for_feeds() -> None:
    program = "import sys, app; print(*(name for name in sys.modules if name.startswith('chalicelib.api')))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = ended.stdout.split()
    assert "chalicelib.api.http.pipeline" in loaded
    assert not [name for name in loaded if "syndication" in name]
