"""The local run sends to webhooks as soon as something is written."""

import time
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.local.sender import sending
from chalicelib.store.rows import Page
from chalicelib.store.table import Table, WrappedTable
from tests.operations.builders import a_source
from tests.operations.sending.conftest import Stage, numbers_of, stage
from tests.outbound.receiver import Receiver, receiving

__all__ = ["stage"]  # the fixture


def wait_for_a_message(receiver: Receiver) -> None:
    until = time.monotonic() + 5
    while not receiver.received and time.monotonic() < until:
        time.sleep(0.005)  # another thread sends


def test_a_write_wakes_the_sender(stage: Stage) -> None:
    with receiving(Receiver()) as receiver, sending(stage.world, every=60) as woken:
        stage.webhook(receiver.url)
        began = time.monotonic()
        a_source(woken)
        wait_for_a_message(receiver)
        took = time.monotonic() - began
    assert [numbers_of(each) for each in receiver.received] == [[1]]
    assert took < 2


def test_a_retry_needs_no_write(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        a_source(stage.world)
        with sending(stage.world, every=0.02):
            wait_for_a_message(receiver)
    assert [numbers_of(each) for each in receiver.received] == [[1]]


class Damaged(WrappedTable):
    """A table that cannot be read at first, for a reason that nobody expects."""

    def __init__(self, inner: Table) -> None:
        super().__init__(inner)
        self.is_read = False

    def query(self, index: str | None, pk: str, **asked: Any) -> Page:
        if not self.is_read:
            self.is_read = True
            raise ValueError("a damaged item")
        return super().query(index, pk, **asked)


def test_an_error_that_nobody_expects_is_logged_and_does_not_end_the_sender(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        a_source(stage.world)
        with sending(replace(stage.world, table=Damaged(stage.world.table)), every=0.02):
            wait_for_a_message(receiver)
    assert [numbers_of(each) for each in receiver.received] == [[1]]
    assert "Nothing can be sent to webhooks; it is tried again." in caplog.text
