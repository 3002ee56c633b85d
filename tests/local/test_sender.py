"""The local run sends to webhooks as soon as something is written."""

import time

from chalicelib.local.sender import sending
from tests.operations.builders import a_source
from tests.operations.sending.conftest import Stage, numbers_of, stage
from tests.outbound.receiver import Receiver, receiving

__all__ = ["stage"]  # the fixture


def test_a_write_wakes_the_sender(stage: Stage) -> None:
    with receiving(Receiver()) as receiver, sending(stage.world, every=60) as woken:
        stage.webhook(receiver.url)
        began = time.monotonic()
        a_source(woken)
        while not receiver.received and time.monotonic() < began + 5:
            time.sleep(0.005)
        took = time.monotonic() - began
    assert [numbers_of(each) for each in receiver.received] == [[1]]
    assert took < 2


def test_a_retry_needs_no_write(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        a_source(stage.world)
        with sending(stage.world, every=0.02):
            until = time.monotonic() + 5
            while not receiver.received and time.monotonic() < until:
                time.sleep(0.005)
    assert [numbers_of(each) for each in receiver.received] == [[1]]
