"""Timelines of events of some types alone."""

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, an_event
from tests.api.snapshots import filled_once
from tests.conftest import Calls
from tests.tables import for_each

COMPANY = "/v1/companies/deepseek"
TYPES = {"first": "release", "round": "funding_round", "second": "release", "deal": "partnership"}


@pytest.fixture
@filled_once
def stage(client: Client) -> Client:
    """Four events of a company, of three types."""
    client.create("companies", a_company())
    for day, (slug, type_name) in enumerate(TYPES.items(), 1):
        role = {"release": "developer", "funding_round": "company"}.get(type_name, "partner")
        parties = [{"value": "company/deepseek", "role": role}]
        client.create("events", an_event(slug, type=type_name, date=f"2025-01-0{day}", participants=parties))
    return client


def slugs(client: Client, query: str) -> list[str]:
    return [item["slug"] for item in client.every(f"{COMPANY}/timeline?{query}")]


@for_each(
    "query, expected",
    [
        ("type=release", ["second", "first"]),
        ("type=release,partnership", ["deal", "second", "first"]),
        ("type[in]=funding_round&order=oldest", ["round"]),
        ("type[ne]=release&limit=1", ["deal", "round"]),
        ("type=release&from=2025-01-02", ["second"]),
        ("type=stock_move", []),
        ("type[exists]=true", ["deal", "second", "round", "first"]),
    ],
)
def test_a_timeline_has_the_events_of_the_types_that_are_asked_for(
    stage: Client, query: str, expected: list[str]
) -> None:
    assert slugs(stage, query) == expected


def test_types_are_compared_at_every_clock(stage: Client) -> None:
    known_at = stage.get("/v1/events/deal").json["created_at"]
    stage.patch("/v1/events/second", {"status": "completed", "evidence": EVIDENCE})
    for clock in (f"known_at={known_at}", "published_before=2030-01-01"):
        assert slugs(stage, f"type=release&{clock}") == ["second", "first"], clock


def test_an_unknown_type_is_refused_with_the_nearest_and_other_faults(stage: Client) -> None:
    refused = stage.get(f"{COMPANY}/timeline?type=realease&order=up")
    assert refused.pointers == {"order": "bad_value"}
    refused = stage.get(f"{COMPANY}/timeline?type=realease")
    assert refused.pointers == {"type": "unknown_code"}
    assert "release" in refused.json["detail"]


def test_it_costs_one_call_and_the_cursor_belongs_to_the_types(stage: Client, calls: Calls) -> None:
    calls.clear()
    page = stage.get(f"{COMPANY}/timeline?type=release&limit=1", key=None)
    assert len(calls) == 1
    cursor = page.json["next"]
    assert stage.get(f"{COMPANY}/timeline?type=partnership&limit=1&cursor={cursor}").json["code"] == "bad_cursor"
