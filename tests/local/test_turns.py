"""Requests are answered a few at a time, first come, first served."""

import socket
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from chalicelib.local.gateway.turns import MAX_AT_ONCE, Turns

if TYPE_CHECKING:
    from tests.local.conftest import Running

PATIENCE_S = 5.0
LARGE = 5_900_000  # nearly the most that Lambda answers, and more than the buffer of the sending socket


def eventually(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.001)


def test_requests_are_answered_in_the_order_in_which_they_came() -> None:
    turns, answered = Turns(1), list[int]()

    def answer(number: int) -> None:
        with turns.turn():
            answered.append(number)

    threads = [Thread(target=answer, args=(number,)) for number in range(20)]
    with turns.turn():
        for thread in threads:
            thread.start()
            eventually(lambda: turns.waiting == sum(each.is_alive() for each in threads))
        assert answered == []
    for thread in threads:
        thread.join()

    assert answered == [*range(20)]
    assert turns.waiting == 0


def test_a_slow_request_does_not_stop_the_others() -> None:
    turns, over, quick = Turns(2), Event(), list[int]()

    def slow() -> None:
        with turns.turn():
            over.wait(PATIENCE_S)

    def answer(number: int) -> None:
        with turns.turn():
            quick.append(number)

    threads = [Thread(target=slow), *(Thread(target=answer, args=(number,)) for number in range(5))]
    for thread in threads:
        thread.start()
    eventually(lambda: len(quick) == 5)
    over.set()
    for thread in threads:
        thread.join()


def test_a_request_that_fails_gives_its_turn_away() -> None:
    turns = Turns(1)

    with pytest.raises(KeyError), turns.turn():
        raise KeyError

    with turns.turn():
        pass


def test_clients_that_ask_for_much_and_read_nothing_stop_nobody(running: "Running") -> None:
    running.app = lambda event, context: {
        "statusCode": 200,
        "body": "x" * (1 if event["path"] == "/things/special" else LARGE),
    }
    idle = [socket.socket() for _ in range(2 * MAX_AT_ONCE)]
    for connection in idle:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect(running.address)
        connection.sendall(b"GET /things/large HTTP/1.1\r\nHost: x\r\n\r\n")
    eventually(lambda: len(running.events) == len(idle))

    response, body = running.ask("GET", "/things/special")

    assert (response.status, body) == (200, b"x")
    for connection in idle:
        connection.close()
