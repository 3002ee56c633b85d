"""Receivers that hang delay none that answer: all have threads at first, later some are kept for the others."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Thread

import pytest

from chalicelib.operations.sending.run import FOR_FAILING, MAX_THREADS, run
from chalicelib.outbound.web import Web
from chalicelib.store.records.follower_rows import Attempts
from tests.operations.sending.conftest import Stage, fill, never
from tests.outbound.receiver import Received, Receiver, receiving

PATIENCE = 3.0  # seconds until an attempt fails


@pytest.fixture
def hanging() -> Iterator[Receiver]:
    """A receiver that does not answer until the test is over."""
    over = Event()

    def hang(_: Received) -> int:
        over.wait(4 * PATIENCE)
        return 204

    with receiving(Receiver(hang)) as receiver:
        yield receiver
        over.set()


@contextmanager
def sending(stage: Stage) -> Iterator[None]:
    """Run the sender in a thread until the block ends."""
    is_over = Event()
    world = replace(stage.world, web=lambda: Web(allows_loopback=True, seconds=PATIENCE))
    sender = Thread(target=run, args=(world,), kwargs={"stop": is_over.is_set})
    sender.start()
    yield
    is_over.set()
    sender.join()


def seconds_until_the_quick_one_is_served(stage: Stage) -> float:
    began = time.monotonic()
    while stage.now("webhook_quick").served < 1 and time.monotonic() < began + 4 * PATIENCE:
        time.sleep(0.01)
    return time.monotonic() - began


def test_a_hundred_that_hang_for_the_first_time_do_not_delay_one_that_answers(stage: Stage, hanging: Receiver) -> None:
    with receiving(Receiver()) as quick:
        for n in range(100):
            stage.webhook(hanging.url, name=f"webhook_{n:03}")
        stage.webhook(quick.url, name="webhook_quick")
        fill(stage.world, 1)
        with sending(stage):
            took = seconds_until_the_quick_one_is_served(stage)
    assert took < PATIENCE / 2
    assert len(hanging.received) == 100


def test_some_threads_are_kept_for_those_that_answer_when_very_many_hang_again(stage: Stage, hanging: Receiver) -> None:
    now = stage.world.now()
    with receiving(Receiver()) as quick:
        for n in range(MAX_THREADS + 20):
            stage.webhook(hanging.url, name=f"webhook_{n:03}", attempts=Attempts(1, 1, 1, now, now))
        fill(stage.world, 1)
        with sending(stage):
            while len(hanging.received) < FOR_FAILING:
                time.sleep(0.01)
            stage.webhook(quick.url, name="webhook_quick")  # it comes when all the others hang
            took = seconds_until_the_quick_one_is_served(stage)
    assert took < PATIENCE / 2
    assert len(hanging.received) == FOR_FAILING


def test_all_that_have_failed_are_tried_again_in_turn(stage: Stage) -> None:
    now, number = stage.world.now(), FOR_FAILING + 20
    with receiving(Receiver()) as receiver:
        for n in range(number):
            stage.webhook(receiver.url, name=f"webhook_{n:03}", attempts=Attempts(1, 1, 1, now, now))
        fill(stage.world, 1)
        sent = run(stage.world, stop=never)
    assert sent.delivered == number
