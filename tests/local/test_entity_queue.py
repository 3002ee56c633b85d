"""The queue by entity of the local run."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest

from chalicelib.domain.errors import Busy
from chalicelib.local.entity_queue import EntityQueue

WRITERS = 16


def wait_for(queue: EntityQueue, refs: list[str], then: Callable[[], None] = lambda: None) -> None:
    """Wait for a turn, then do something."""
    with queue.turn(refs):
        then()


def test_the_second_writer_of_an_entity_waits_for_the_first_and_a_writer_of_another_does_not() -> None:
    queue, done = EntityQueue(), list[str]()
    with ThreadPoolExecutor() as pool:
        with queue.turn(["a", "b"]):
            second = pool.submit(wait_for, queue, ["b", "c"], lambda: done.append("second"))
            other = pool.submit(wait_for, queue, ["d"], lambda: done.append("other"))
            other.result(timeout=5)
            done.append("first")
        second.result(timeout=5)

    assert done == ["other", "first", "second"]


def test_writers_are_served_in_the_order_in_which_they_came() -> None:
    queue, done = EntityQueue(), list[int]()
    with ThreadPoolExecutor(WRITERS) as pool, queue.turn(["a"]):
        for number in range(WRITERS):
            pool.submit(wait_for, queue, ["a"], partial(done.append, number))
            while len(queue._waiting["a"]) < number + 2:
                Event().wait(0.001)

    assert done == [*range(WRITERS)]


def test_a_writer_that_fails_keeps_nobody_out() -> None:
    queue = EntityQueue()
    with pytest.raises(ValueError, match="failed"), queue.turn(["a"]):
        raise ValueError("failed")

    assert queue._waiting == {}


def test_a_writer_that_waits_too_long_is_refused_and_keeps_nobody_out() -> None:
    queue = EntityQueue(patience=0.01)
    with queue.turn(["a", "b"]), ThreadPoolExecutor() as pool:
        refused = pool.submit(wait_for, queue, ["b", "c"])
        with pytest.raises(Busy, match="Many requests write to b, c"):
            refused.result(timeout=5)

    assert queue._waiting == {}
