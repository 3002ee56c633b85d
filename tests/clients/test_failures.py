"""Failures between a client and a service, and how often the client tries again.

The core yields requests and pauses, so the tests of both need neither a network nor time.
"""

import json
from collections.abc import Callable, Generator
from threading import Thread
from typing import Any

import anyio
import httpx2
import pytest

from aifacts_client import AsyncClient, BadAnswer, Client, ClosedClient, NoAnswer, NotFound, Stale, TryAgain
from aifacts_client.core.cache import Cache, Cached
from aifacts_client.core.calls import Call
from aifacts_client.core.exchange import Came, Failed, Send, Session, Wait, exchange
from aifacts_client.refusals import Refused
from aifacts_client.verbs import finding, reading, writing
from chalicelib.testing import BaseUrl
from tests.tables import for_each

BASE = "https://facts.example.org/prod"
STATS: Call[Any] = Call("GET", "/v1/stats", lambda answer: answer.json())
BUSY = Came(503, {}, json.dumps({"code": "busy", "detail": "Try again."}).encode())
FOUND = Came(200, {"etag": '"1"'}, b'{"a": 1}')
NO_CONNECTION = Failed("no connection")


def played(call: Call[Any], *answers: Came | Failed, **settings: Any) -> tuple[list[Send], list[float], Any]:
    """Run the core with these answers; return the requests, the pauses, and what it returned or raised."""
    session = Session(BASE, "a-key", **{"jitter": lambda _low, high: high, **settings})
    requests: list[Send] = []
    pauses: list[float] = []
    left = iter(answers)
    steps: Generator[Send | Wait, Came | Failed | None, Any] = exchange(call, session)
    came: Came | Failed | None = None
    try:
        while True:
            step = steps.send(came)
            if isinstance(step, Wait):
                pauses.append(step.seconds)
                came = None
            else:
                requests.append(step)
                came = next(left)
    except StopIteration as ended:
        return requests, pauses, ended.value
    except Exception as error:  # noqa: BLE001  the result of the test
        return requests, pauses, error


def test_a_busy_service_is_asked_again_after_pauses_that_grow() -> None:
    requests, pauses, result = played(STATS, BUSY, NO_CONNECTION, BUSY, FOUND)

    assert (len(requests), pauses, result) == (4, [0.25, 0.5, 1.0], {"a": 1})
    assert requests[0].url == f"{BASE}/v1/stats"
    assert requests[0].headers["Authorization"] == "Bearer a-key"


@for_each("status", [429, 502, 503, 504])
def test_the_pause_is_what_the_service_asks_for(status: int) -> None:
    _, pauses, result = played(STATS, Came(status, {"retry-after": "7"}, b"{}"), FOUND)

    assert (pauses, result) == ([7.5], {"a": 1})


def test_the_tries_are_bounded_in_number_and_time() -> None:
    requests, pauses, result = played(STATS, *[BUSY] * 9, retries=2)
    assert (len(requests), len(pauses), type(result), result.code) == (3, 2, TryAgain, "busy")

    requests, pauses, result = played(STATS, Came(429, {"retry-after": "61"}, b"{}"), max_wait=60)
    assert (len(requests), pauses, type(result), result.retry_after) == (1, [], TryAgain, 61)

    _, pauses, result = played(STATS, *[NO_CONNECTION] * 99, retries=98, max_wait=20)
    assert sum(pauses) <= 20
    assert isinstance(result, NoAnswer)
    assert "no connection" in str(result)


def test_a_write_is_repeated_with_the_same_key_and_its_failure_names_the_key() -> None:
    call = writing.record([{"entity": "company/x"}])
    requests, _, result = played(call, *[NO_CONNECTION] * 3, retries=2)

    assert len({request.headers["Idempotency-Key"] for request in requests}) == 1
    assert {request.content for request in requests} == {b'{"facts":[{"entity":"company/x"}]}'}
    assert result.idempotency_key == requests[0].headers["Idempotency-Key"]


def test_a_request_that_is_in_progress_is_asked_for_again_and_other_conflicts_are_not() -> None:
    call = writing.record([{}])
    running = Came(409, {"retry-after": "1"}, b'{"code": "in_progress"}')
    taken = Came(409, {}, b'{"code": "duplicate", "detail": "It exists."}')

    assert played(call, running, Came(201, {}, b'{"facts": []}'))[1] == [1.5]
    requests, _, result = played(call, taken)
    assert (len(requests), result.code) == (1, "duplicate")


@for_each(
    "status, family",
    [(404, NotFound), (412, Stale), (428, Stale), (500, Refused), (418, ValueError), (507, Refused)],
)
def test_a_refusal_is_not_asked_again(status: int, family: type[Exception]) -> None:
    requests, _, result = played(STATS, Came(status, {}, b'{"code": "a", "detail": "b", "errors": [7, {"code": "c"}]}'))

    assert (len(requests), isinstance(result, family)) == (1, True)
    assert [fault.code for fault in result.faults] == ["c"]


@for_each(
    "came",
    [
        Came(200, {}, b"<html>"),
        Came(200, {}, b"[1]"),
        Came(200, {}, b"\xff"),
        Came(404, {}, b"<html>Not here</html>"),
        Came(403, {}, b"[]"),
        Came(101, {}, b""),
    ],
)
def test_an_answer_of_something_else_is_said_to_be_that(came: Came) -> None:
    assert isinstance(played(STATS, came)[2], BadAnswer)


def test_a_gateway_that_answers_html_is_asked_again() -> None:
    requests, _, result = played(STATS, *[Came(502, {}, b"<html>")] * 2, retries=1)

    assert (len(requests), type(result)) == (2, TryAgain)


def test_an_answer_of_another_shape_names_it() -> None:
    _, _, result = played(reading.stats(moment={}), FOUND)
    assert isinstance(result, BadAnswer)
    assert "no Stats" in str(result)
    assert isinstance(played(reading.changes(0, moment={}, filters={}), FOUND)[2], BadAnswer)
    assert isinstance(played(finding.resolve(["x"], moment={}), FOUND)[2], BadAnswer)


@for_each("location", ["https://elsewhere.example.org/x", "http://facts.example.org/prod/x", "//elsewhere.example.org"])
def test_a_redirection_to_another_host_does_not_get_the_key(location: str) -> None:
    requests, _, result = played(STATS, Came(308, {"location": location}, b"{}"))

    assert (len(requests), type(result)) == (1, BadAnswer)


def test_redirections_are_bounded() -> None:
    requests, _, result = played(STATS, *[Came(308, {"location": "/prod/v1/stats"}, b"{}")] * 9)

    assert (len(requests), type(result)) == (6, BadAnswer)


def test_the_cache_is_bounded_in_number_and_size() -> None:
    cache = Cache(max_entries=2, max_bytes=10)
    for url in "abc":
        cache.put(url, Cached("1", {}, b"1"))
        cache.get("a")
    assert [cache.get(url) is not None for url in "abc"] == [True, False, True]
    cache.put("d", Cached("1", {}, b"1234567890"))
    assert [cache.get(url) is not None for url in "acd"] == [False, False, True]
    cache.put("d", Cached("1", {}, b"12345678901"))
    assert cache.get("d") is None


@for_each(
    "base", ["", "facts.example.org", "ftp://x", "http://", "https://user:secret@x", "https://x?a=b", "https://x#a"]
)
def test_an_address_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="must be an address"):
        Client(base)


@for_each("key", ["", "a b", "a\nb", "schlüssel"])
def test_a_key_that_no_header_can_send_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII") as caught:
        Client(BASE, key)
    assert not key or key not in str(caught.value)


def test_a_closed_client_says_so(base_url: BaseUrl) -> None:
    with Client(base_url) as client:
        then = client.at(known_at="2025-01-01")
    for each in (client, then):
        with pytest.raises(ClosedClient):
            each.stats()


def over(answer: Callable[[httpx2.Request], httpx2.Response], **settings: Any) -> Client:
    """Return a client on a transport that a test plays."""
    return Client(BASE, transport=httpx2.MockTransport(answer), retries=0, **settings)


def test_an_answer_that_is_too_large_is_not_read_to_its_end() -> None:
    read: list[int] = []

    def endless() -> Generator[bytes, None, None]:
        while True:
            read.append(1)
            yield b"x" * 1000

    with over(lambda _: httpx2.Response(200, content=endless()), max_bytes=5000) as client:
        with pytest.raises(NoAnswer, match="more than 5,000 bytes"):
            client.stats()
        assert len(read) < 10


def test_an_answer_that_drips_is_left_after_the_timeout() -> None:
    def drips() -> Generator[bytes, None, None]:
        while True:
            yield b" "

    with (
        over(lambda _: httpx2.Response(200, content=drips()), timeout=0.05) as client,
        pytest.raises(NoAnswer, match=r"not complete after 0\.05 s"),
    ):
        client.stats()


def test_failures_of_the_network_are_one_exception() -> None:
    def fail(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow", request=request)

    with over(fail, timeout=3) as client, pytest.raises(NoAnswer, match="no answer within 3 s"):
        client.stats()
    with Client("http://127.0.0.1:9", retries=0) as nobody, pytest.raises(NoAnswer, match="ConnectError"):
        nobody.stats()


def busy_once() -> Callable[[httpx2.Request], httpx2.Response]:
    """Return what plays a service that is busy at first."""
    answers = iter([httpx2.Response(503, headers={"Retry-After": "0"}, json={"code": "busy"})])
    return lambda _: next(answers, httpx2.Response(404, json={"code": "not_found", "detail": "Nothing."}))


def test_both_clients_wait_and_ask_again() -> None:
    async def ask() -> None:
        async with AsyncClient(BASE, transport=httpx2.MockTransport(busy_once())) as client:
            await client.stats()

    with Client(BASE, transport=httpx2.MockTransport(busy_once())) as client, pytest.raises(NotFound):
        client.stats()
    with pytest.raises(NotFound):
        anyio.run(ask)


def test_threads_share_a_client(client: Client) -> None:
    found: list[str | None] = []
    threads = [Thread(target=lambda: found.append(client.models["v1"].slug)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == ["v1"] * 8
