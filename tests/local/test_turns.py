"""Requests are answered a few at a time, first come, first served."""

import time
from collections.abc import Callable
from threading import Event, Thread

import pytest

from chalicelib.local.gateway.connections import Connections

PATIENCE_S = 5.0


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.001)


def test_requests_are_answered_in_the_order_in_which_they_came() -> None:
    connections, answered = Connections(most_at_once=1), list[int]()

    def answer(number: int) -> None:
        with connections.answering():
            answered.append(number)

    threads = [Thread(target=answer, args=(number,)) for number in range(20)]
    with connections.answering():
        for thread in threads:
            thread.start()
            eventually(lambda: connections.waiting == sum(each.is_alive() for each in threads))
        assert answered == []
    for thread in threads:
        thread.join()

    assert answered == [*range(20)]
    assert connections.waiting == 0


def test_a_slow_request_does_not_stop_the_others() -> None:
    connections, over, quick = Connections(most_at_once=2), Event(), list[int]()

    def slow() -> None:
        with connections.answering():
            over.wait(PATIENCE_S)

    def answer(number: int) -> None:
        with connections.answering():
            quick.append(number)

    threads = [Thread(target=slow), *(Thread(target=answer, args=(number,)) for number in range(5))]
    for thread in threads:
        thread.start()
    eventually(lambda: len(quick) == 5)
    over.set()
    for thread in threads:
        thread.join()


def test_a_request_that_fails_gives_its_turn_away() -> None:
    connections = Connections(most_at_once=1)

    with pytest.raises(KeyError), connections.answering():
        raise KeyError

    with connections.answering():
        pass


def test_a_stop_waits_for_requests_that_wait_for_their_turn() -> None:
    connections, over, answered = Connections(most_at_once=1), Event(), list[str]()

    def answer(name: str) -> None:
        with connections.answering():
            over.wait(PATIENCE_S)
            answered.append(name)

    threads = [Thread(target=answer, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    eventually(lambda: connections.waiting == 1)
    stopping = Thread(target=connections.stop)
    stopping.start()
    over.set()
    stopping.join()

    assert len(answered) == 2
    for thread in threads:
        thread.join()
