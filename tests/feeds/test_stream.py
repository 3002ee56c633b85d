"""The stream: the Lambda function that sends, with an event as Lambda's event source mapping sends it."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

import app as entry
from chalicelib.api.http.request import world as world_in_use
from chalicelib.domain.errors import Busy
from chalicelib.store.rows import Page
from chalicelib.store.table import Table, WrappedTable
from tests.operations.builders import a_company, a_source
from tests.operations.sending.conftest import Stage, numbers_of, stage
from tests.outbound.receiver import Receiver, receiving

__all__ = ["stage"]  # the fixture

EVENT = {
    "Records": [
        {
            "eventID": "1",
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "Keys": {"pk": {"S": "E#company/deepseek"}, "sk": {"S": "R#000001"}},
                "SequenceNumber": "4421584500000000017450439091",
            },
        }
    ]
}


@dataclass
class Context:
    """The context that Lambda passes with an event."""

    left_ms: int = 120_000

    def get_remaining_time_in_millis(self) -> int:
        return self.left_ms


class BusyTable(WrappedTable):
    """A table that refuses to read partitions."""

    def query(self, *_: Any, **__: Any) -> Page:
        raise Busy("Too many requests.")


@pytest.fixture
def receiver(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver whose webhook follows the world that the app uses, in which two entities are new."""
    monkeypatch.setattr(world_in_use, "_world", stage.world)
    a_source(stage.world)
    a_company(stage.world)
    with receiving(Receiver()) as made:
        stage.webhook(made.url)
        yield made


def test_a_new_revision_in_the_stream_is_numbered_and_sent(
    receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    assert entry.send(EVENT, Context()) == {"batchItemFailures": []}

    assert [numbers_of(each) for each in receiver.received] == [[1, 2]]
    line = json.loads(capsys.readouterr().out)
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert {each["Name"]: (line[each["Name"]], each["Unit"]) for each in metrics["Metrics"]} == {
        "WebhookLagSeconds": (0.0, "Seconds"),
        "Delivered": (1, "Count"),
        "DeliveryFailures": (0, "Count"),
        "WebhooksDisabled": (0, "Count"),
    }
    assert metrics["Dimensions"] == [[], ["table"]]


def test_a_receiver_that_fails_is_no_failure_of_the_records(receiver: Receiver) -> None:
    receiver.answer = lambda _: 500
    assert entry.send(EVENT, Context()) == {"batchItemFailures": []}


def test_records_come_again_where_the_table_fails(
    receiver: Receiver, stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    busy: Table = BusyTable(stage.world.table)
    monkeypatch.setattr(world_in_use, "_world", replace(stage.world, table=busy))
    with caplog.at_level(logging.ERROR, logger="aifacts"):
        answered = entry.send(EVENT, Context())
    assert answered == {"batchItemFailures": [{"itemIdentifier": "4421584500000000017450439091"}]}
    assert "Nothing can be sent to webhooks." in caplog.text
    assert receiver.received == []


def test_nothing_is_begun_when_little_time_is_left(receiver: Receiver) -> None:
    assert entry.send(EVENT, Context(left_ms=15_000)) == {"batchItemFailures": []}
    assert receiver.received == []


def test_no_log_has_a_path_a_secret_or_a_body(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    receiver.answer = lambda _: 500
    with caplog.at_level(logging.DEBUG):
        entry.send(EVENT, Context())
    assert "/hook" not in caplog.text
    assert "whsec" not in caplog.text


def test_the_tick_sends_what_no_stream_has_woken_the_sender_for(
    receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    entry.tick({**_SCHEDULED}, Context())
    assert [numbers_of(each) for each in receiver.received] == [[1, 2]]
    assert json.loads(capsys.readouterr().out)["Delivered"] == 1


_SCHEDULED = {
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
