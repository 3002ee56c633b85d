"""The schedule: the Lambda function that ticks, with an event as EventBridge sends it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from chalice.app import ScheduledEventConfig

import app as entry
from chalicelib.api.http.request import world as world_in_use
from chalicelib.domain.errors import Busy
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Delete, Page
from chalicelib.store.table import WrappedTable
from tests.conftest import Clock
from tests.operations.builders import a_company, a_source, say, world_on

EVENT = {
    "version": "0",
    "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "123456789012",
    "time": "2026-12-01T09:00:00Z",
    "region": "eu-central-1",
    "resources": ["arn:aws:events:eu-central-1:123456789012:rule/aifacts-dev-tick-event"],
    "detail": {},
}


@dataclass
class Context:
    """The context that Lambda passes with an event."""

    left_ms: int = 60_000

    def get_remaining_time_in_millis(self) -> int:
        return self.left_ms


@pytest.fixture
def world(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Three revisions to be numbered and, on 1 December, a view to be renewed, in the world that the app uses."""
    table = SqliteTable(":memory:")
    made = world_on(table, clock)
    monkeypatch.setattr(world_in_use, "_world", made)
    a_source(made)
    a_company(made, organisation_type={"value": "lab", "valid": "2020/2026-11-30"})
    say(made, "company/deepseek", organisation_type={"value": "company", "valid": "2026-12-01"})
    clock.set("2026-12-01T09:00:00.000Z")
    yield made
    table.close()


def metrics_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = [line for line in map(json.loads, capsys.readouterr().out.splitlines()) if "FeedLagSeconds" in line]
    return found


def test_the_function_is_called_tick_runs_each_minute_and_is_where_lambda_looks_for_it() -> None:
    (source,) = entry.app.event_sources

    assert isinstance(source, ScheduledEventConfig)
    assert (source.name, source.schedule_expression) == ("tick", "rate(1 minute)")
    assert source.handler_string == "app.tick"
    assert callable(entry.tick)


def test_a_tick_does_what_is_due_and_measures_it_in_one_line(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    entry.tick(EVENT, Context())

    line = metrics_line(capsys)
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert metrics["Namespace"] == "aifacts"
    assert {each["Name"]: (line[each["Name"]], each["Unit"]) for each in metrics["Metrics"]} == {
        "FeedLagSeconds": (687_601.0, "Seconds"),
        "ViewLagSeconds": (32_401.0, "Seconds"),
        "Numbered": (3, "Count"),
        "Renewed": (1, "Count"),
        "Refreshed": (1, "Count"),
        "WebhookLagSeconds": (0.0, "Seconds"),
        "Delivered": (0, "Count"),
        "DeliveryFailures": (0, "Count"),
        "WebhooksDisabled": (0, "Count"),
        "TickFailures": (0, "Count"),
    }
    assert line["table"] == "aifacts"


def test_where_nothing_waits_there_is_no_lag(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    entry.tick(EVENT, Context())
    entry.tick(EVENT, Context())
    capsys.readouterr()

    entry.tick(EVENT, Context())

    line = metrics_line(capsys)
    assert (line["FeedLagSeconds"], line["ViewLagSeconds"], line["Numbered"]) == (0, 0, 0)


def test_with_little_time_left_nothing_is_begun(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    entry.tick(EVENT, Context(left_ms=14_999))

    line = metrics_line(capsys)
    assert (line["Numbered"], line["Renewed"], line["TickFailures"]) == (0, 0, 0)


def test_what_cannot_be_done_is_counted_and_logged_by_name(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    page = world.table.query(None, keys.entity("company/deepseek"), start="F#", end="F~")
    world.table.commit([Delete(page.rows[0].key)])

    entry.tick(EVENT, Context())

    assert metrics_line(capsys)["TickFailures"] == 1
    assert "company/deepseek" in caplog.text


class Silent(WrappedTable):
    """Answers no query."""

    def query(self, *_: Any, **__: Any) -> Page:
        raise Busy("throttled")


def test_a_lag_that_nobody_could_measure_is_not_reported_as_none(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(world_in_use, "_world", replace(world, table=Silent(world.table)))

    entry.tick(EVENT, Context())

    lines = map(json.loads, capsys.readouterr().out.splitlines())
    (line,) = [line for line in lines if "TickFailures" in line]
    assert line["TickFailures"] == 3
    assert "WebhookLagSeconds" not in line
    assert not {"FeedLagSeconds", "ViewLagSeconds"} & {metric["Name"] for metric in _declared(line)}


def _declared(line: dict[str, Any]) -> list[dict[str, str]]:
    return [metric for each in line["_aws"]["CloudWatchMetrics"] for metric in each["Metrics"]]
