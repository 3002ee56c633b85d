"""One thread reads from all connections; what takes longer does not stop it, and comes back to it."""

import json
import socket
from collections.abc import Callable
from contextlib import ExitStack
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.local.gateway import connection as connections
from chalicelib.local.gateway import loop

if TYPE_CHECKING:
    from tests.local.conftest import Running

PATIENCE_S = 5.0
ANSWERED: dict[str, Any] = {"statusCode": 200, "body": "answered"}


def sent(slug: str) -> bytes:
    return b"GET /things/%s HTTP/1.1\r\nHost: h\r\n\r\n" % slug.encode()


def answer_of(client: socket.socket) -> bytes:
    said = b""
    while b"\r\n\r\n" not in said or not said.endswith((b"answered", b"}")):
        received = client.recv(65_536)
        assert received
        said += received
    return said


def test_a_slow_request_does_not_stop_those_of_other_connections(running: "Running") -> None:
    over, was_over = Event(), list[bool]()

    def slow(event: dict[str, Any], _: object) -> dict[str, Any]:
        if event["path"] == "/things/slow":
            was_over.append(over.wait(PATIENCE_S))
        return ANSWERED

    running.app = slow
    with socket.create_connection(running.address, timeout=PATIENCE_S) as waiting:
        waiting.sendall(sent("slow"))
        for number in range(5):
            assert running.ask("GET", f"/things/{number}")[0].status == 200
        over.set()

        assert answer_of(waiting).startswith(b"HTTP/1.1 200 ")
        assert was_over == [True]  # the others did not wait for it
        waiting.sendall(sent("again"))
        assert answer_of(waiting).startswith(b"HTTP/1.1 200 ")


def test_a_connection_goes_on_after_each_sort_of_request(running: "Running") -> None:
    body = b'{"x": 1}'
    with socket.create_connection(running.address, timeout=PATIENCE_S) as client:
        for number in range(6):
            if number % 2:
                head = b"POST /things/%d HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % (number, len(body))
                client.sendall(head + body)
            else:
                client.sendall(sent(str(number)))
            assert json.loads(answer_of(client).partition(b"\r\n\r\n")[2]) == {"slug": str(number)}


def test_clients_that_ask_at_the_same_time_are_answered_by_turns(running: "Running") -> None:
    running.app = lambda event, _: ANSWERED
    with ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(running.address, timeout=PATIENCE_S)) for _ in range(20)
        ]
        for _ in range(3):
            for client in clients:
                client.sendall(sent("a"))
            for client in clients:
                assert answer_of(client).endswith(b"answered")

    assert len(running.events) == 60


def test_a_failure_to_log_ends_one_connection_and_no_other(running: "Running", monkeypatch: pytest.MonkeyPatch) -> None:
    write: Callable[[str], None] = running.server.write_log
    lines: list[str] = []

    def fails_once(line: str) -> None:
        lines.append(line)
        if len(lines) == 1:
            raise ValueError("the disk is full")
        write(line)

    monkeypatch.setattr(running.server, "write_log", fails_once)
    assert running.speak(sent("a")) == b""
    assert running.ask("GET", "/things/b")[0].status == 200
    assert "the disk is full" in running.log.getvalue()


def test_an_idle_connection_is_closed(running: "Running", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "IDLE_S", 0.05)
    monkeypatch.setattr(loop, "SWEEP_S", 0.0)
    with socket.create_connection(running.address, timeout=PATIENCE_S) as client:
        client.sendall(sent("a"))
        assert answer_of(client)
        assert client.recv(1) == b""
    assert running.ask("GET", "/things/b")[0].status == 200


def test_an_error_that_nobody_expects_ends_its_connection_alone(
    running: "Running", monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken, socket.create_connection(running.address, timeout=PATIENCE_S) as client:
        broken.setattr(loop, "read_plain_head", lambda _: 1 / 0)
        client.sendall(sent("first"))
        assert client.recv(1) == b""

    for number in range(3):
        assert running.ask("GET", f"/things/{number}")[0].status == 200
    assert "ZeroDivisionError" in running.log.getvalue()
