"""The local gateway refuses ambiguous requests, waits for none forever, and bounds its connections."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.api.http.response.problems import STATUS
from chalicelib.local.gateway.connections import Connections
from tests.conftest import examples
from tests.local.conftest import Running

Run = Callable[..., Running]
GET = b"GET /things/a HTTP/1.1\r\n"
POST = b"POST /things/a HTTP/1.1\r\nHost: h\r\n"
TWICE = [b"Authorization: Bearer a", b"Content-Type: text/plain", b"Idempotency-Key: k", b"Host: h"]


def refused(running: Running, sent: bytes) -> dict[str, Any]:
    """Send what is refused; give the problem, of which nothing reached the application."""
    head, _, body = running.speak(sent).partition(b"\r\n\r\n")
    problem: dict[str, Any] = json.loads(body)
    assert head.startswith(b"HTTP/1.1 %d " % problem["status"])
    assert problem["status"] == STATUS[problem["code"]]
    assert b"Connection: close" in head
    assert b"X-Content-Type-Options: nosniff" in head
    assert running.events == []
    return problem


@pytest.mark.parametrize(
    "header",
    [
        b"X-A: 1\rAuthorization: Bearer stolen",
        b"X-A: 1\r\rAuthorization: Bearer stolen",
        b"X-A: 1\x00",
        b"X-A: 1\x0bX-B: 2",
        b"X-A: 1\x7f",
        b"X-A : 1",
        b"X A: 1",
        b": 1",
        b"X-A: 1\r\n\tfolded",
        b"X-A: 1\n folded",
    ],
)
def test_a_header_that_could_be_read_as_another_is_refused(running: Running, header: bytes) -> None:
    problem = refused(running, GET + b"Host: h\r\n" + header + b"\r\n\r\n")
    assert problem["code"] == "bad_request"
    assert "stolen" not in json.dumps(problem)


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"Host: a\r\nHost: b\r\n",
        b"Host: h\r\nHost: h\r\n",
        b"Host: a b\r\n",
        b"Host: a/b\r\n",
        b"Host: h:port\r\n",
    ],
)
def test_a_request_names_one_host(running: Running, host: bytes) -> None:
    assert refused(running, GET + host + b"\r\n")["code"] == "bad_request"


@pytest.mark.parametrize("host", [b"localhost:8000", b"127.0.0.1", b"[::1]:8000", b"h:", b""])
def test_any_host_that_is_one_will_do(running: Running, host: bytes) -> None:
    assert running.speak(GET + b"Host: " + host + b"\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 200 ")


def test_http_1_0_needs_no_host(running: Running) -> None:
    assert running.speak(b"GET /things/a HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("line", TWICE)
def test_a_header_of_one_value_is_sent_once(running: Running, line: bytes) -> None:
    name = line.partition(b":")[0].decode()
    host = b"" if name == "Host" else b"Host: h\r\n"
    assert refused(running, GET + host + line + b"\r\n" + line + b"\r\n\r\n")["code"] == "bad_request"
    mixed = line + b"\r\n" + name.upper().encode() + b": b\r\n\r\n"
    assert refused(running, GET + host + mixed)["code"] == "bad_request"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"POST /things/a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "bad_request"),
        (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "bad_request"),
        (POST + b"Transfer-Encoding: xchunked\r\n\r\n", "unsupported_transfer_coding"),
        (POST + b"Transfer-Encoding: chunked, identity\r\n\r\n", "unsupported_transfer_coding"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n2;a=b\n{}\r\n0\r\n\r\n", "bad_request"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n", "bad_request"),
        (POST + b"Content-Length: 1, 2\r\n\r\n{}", "bad_request"),
        (POST + b"Content-Length: 0x2\r\n\r\n{}", "bad_request"),
    ],
)
def test_a_body_has_one_length(running: Running, sent: bytes, code: str) -> None:
    assert refused(running, sent)["code"] == code


@pytest.mark.parametrize("target", [b"things/a", b"/things/a#b", b"ftp://h/things/a", b"*", b"h:80", b"http://"])
def test_a_target_is_a_path_or_a_whole_url(running: Running, target: bytes) -> None:
    assert refused(running, b"GET " + target + b" HTTP/1.1\r\nHost: h\r\n\r\n")["code"] == "bad_request"


def test_a_whole_url_is_a_target_and_a_path_may_begin_with_two_slashes(running: Running) -> None:
    running.speak(b"GET http://h/things/a?x=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    assert (running.event["path"], running.event["queryStringParameters"]) == ("/things/a", {"x": "1"})
    assert running.ask("GET", "//h/things/a")[0].status == 404


def test_all_faults_of_a_head_are_reported_together(running: Running) -> None:
    head = b"POST /things/a HTTP/1.0\r\nHost: a b\r\nTransfer-Encoding: chunked\r\n"
    problem = refused(running, head + b"Authorization: a\r\nAuthorization: b\r\n\r\n")
    assert {fault["parameter"] for fault in problem["errors"]} == {"Authorization", "Host", "Transfer-Encoding"}


def test_empty_lines_before_a_request_are_passed_over(running: Running) -> None:
    said = running.speak(b"\r\n\r\n" + GET + b"Host: h\r\n\r\n\r\n" + GET + b"Host: h\r\nConnection: close\r\n\r\n")
    assert said.count(b"HTTP/1.1 200 ") == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.sampled_from([GET, POST, b"", b"G"]))
def test_any_bytes_are_answered_or_the_connection_is_closed(running: Running, noise: bytes, begun: bytes) -> None:
    said = running.speak(begun + noise + b"\r\n\r\n")
    assert said == b"" or said.startswith(b"HTTP/1.1 ")
    assert "Traceback" not in running.log.getvalue()


@given(pieces=st.lists(st.integers(1, 30), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(15))
def test_it_does_not_matter_in_which_pieces_a_request_comes(running: Running, pieces: list[int]) -> None:
    whole = POST + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    with socket.create_connection(running.address, timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        at = 0
        for size in (*pieces, len(whole)):
            connection.sendall(whole[at : at + size])
            at += size
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")
    assert running.event["body"] == "{}"


@contextmanager
def dripping(connection: socket.socket, data: bytes, *, every: float) -> Iterator[None]:
    """Send a byte now and then, until the other side has had enough."""
    over = threading.Event()

    def drip() -> None:
        try:
            for byte in data:
                connection.sendall(bytes([byte]))
                if over.wait(every):
                    return
        except OSError:
            return

    thread = threading.Thread(target=drip)
    thread.start()
    yield
    over.set()
    thread.join()


@pytest.mark.parametrize(
    ("begun", "slow"),
    [
        (b"G", b"ET /things/a HTTP/1.1"),
        (GET + b"Host: h\r\n", b"X-A: aaaaaaaaaaaaaaaaaaaaaaaaa"),
        (POST + b"Content-Length: 40\r\n\r\n", b"{" + b" " * 30),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n{\r\n1\r\n}\r\n1\r\n \r\n1\r\n"),
    ],
)
def test_a_request_that_comes_byte_by_byte_is_hung_up_on(run: Run, begun: bytes, slow: bytes) -> None:
    running = run(request_seconds=0.5)
    with socket.create_connection(running.address, timeout=10) as connection:
        connection.sendall(begun)
        with dripping(connection, slow, every=0.1):
            said = connection.recv(65_536)
    assert said.startswith(b"HTTP/1.1 408 ")
    problem = json.loads(said.partition(b"\r\n\r\n")[2])
    assert (problem["code"], "Connection: close" in said.decode()) == ("request_timeout", True)
    assert running.events == []


def waited_for(condition: Callable[[], bool]) -> bool:
    """Wait for what another thread is about to do."""
    for _ in range(500):
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_connections_beyond_the_bound_are_refused_and_beyond_those_dropped(run: Run) -> None:
    running = run(connections=Connections(3, 2))
    assert running.ask("GET", "/things/a")[0].status == 200  # all its own threads have started
    before = threading.active_count()
    with ExitStack() as stack:

        def connect() -> socket.socket:
            return stack.enter_context(socket.create_connection(running.address, timeout=10))

        served = [connect() for _ in range(3)]
        turned_away = [connect() for _ in range(2)]
        said = [each.recv(65_536) for each in turned_away]
        assert all(each.startswith(b"HTTP/1.1 503 ") for each in said)
        assert all(b"Retry-After: 1" in each for each in said)
        assert json.loads(said[0].partition(b"\r\n\r\n")[2])["code"] == "busy"
        dropped = [connect() for _ in range(20)]
        assert [each.recv(65_536) for each in dropped] == [b""] * 20
        assert waited_for(lambda: threading.active_count() <= before + 2)  # of those that are refused

        served[0].sendall(GET + b"Host: h\r\nConnection: close\r\n\r\n")
        assert served[0].recv(65_536).startswith(b"HTTP/1.1 200 ")
    assert waited_for(lambda: threading.active_count() == before)
    assert running.ask("GET", "/things/a")[0].status == 200


def test_a_request_that_is_being_answered_is_answered_before_the_end(run: Run) -> None:
    running = run()
    begun, going_on = threading.Event(), threading.Event()

    def slow(event: dict[str, Any], context: object) -> dict[str, Any]:
        begun.set()
        going_on.wait(10)
        return {"statusCode": 200, "body": "whole"}

    running.app = slow
    with socket.create_connection(running.address, timeout=10) as connection:
        connection.sendall(GET + b"Host: h\r\n\r\n")
        assert begun.wait(10)
        closing = threading.Thread(target=running.close)
        closing.start()
        assert waited_for(lambda: running.server.connections.is_stopping)
        going_on.set()
        said = connection.recv(65_536)
        assert said.startswith(b"HTTP/1.1 200 ")
        assert said.endswith(b"whole")
        assert b"Connection: close" in said
        closing.join()


def test_at_the_end_idle_connections_are_closed(run: Run) -> None:
    running = run()
    with socket.create_connection(running.address, timeout=10) as connection:
        connection.sendall(GET + b"Host: h\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200 ")
        running.close()
        assert connection.recv(65_536) == b""
