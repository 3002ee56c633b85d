"""The lean client alone: clocks, quotas and kept connections, over real connections on loopback."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Barrier

import pytest

from chalicelib.store.engines.clients.connections import MAX_IDLE_SECONDS
from chalicelib.store.engines.clients.protocol import ClientUnusable, ServiceError
from tests.engines.endpoint import Request, endpoint, error, ok
from tests.store.engines.clients.conftest import NOW, READ, Make, Seconds

# The clock


def judged_by(theirs: Callable[[], datetime], *, code: str = "InvalidSignatureException") -> Callable[[Request], bytes]:
    """Answer as DynamoDB does at its time: it refuses what was signed five minutes away."""

    def answer(request: Request) -> bytes:
        signed = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        dated = {"Date": format_datetime(theirs(), usegmt=True)}
        return ok({}, **dated) if abs(theirs() - signed) < timedelta(minutes=5) else error(code, sends=dated)

    return answer


@pytest.mark.parametrize("hours", [-1, 1, 24 * 365])
@pytest.mark.parametrize("code", ["InvalidSignatureException", "RequestTimeTooSkewed", "RequestExpired"])
def test_a_wrong_clock_is_corrected_by_the_first_answer(make: Make, pauses: list[float], hours: int, code: str) -> None:
    with endpoint(judged_by(lambda: NOW + timedelta(hours=hours), code=code)) as served:
        client = make(served)
        assert [client.call("GetItem", READ) for _ in range(3)] == [{}, {}, {}]
    assert len(served.requests) == 4
    assert pauses == []


def test_a_clock_that_is_set_right_later_is_corrected_again(make: Make, clock: Seconds) -> None:
    theirs = NOW + timedelta(hours=1)
    with endpoint(judged_by(lambda: theirs)) as served:
        client = make(served)
        client.call("GetItem", READ)
        clock.now += 3600
        client.call("GetItem", READ)
    assert len(served.requests) == 4


@pytest.mark.parametrize("date", ["", "yesterday", "Sun, 29 Nov 2026 12:02:00 GMT", "Sun, 29 Nov 9999 99:99:99 GMT"])
def test_a_wrong_signature_at_the_right_time_is_refused_at_once(make: Make, date: str) -> None:
    with endpoint(error("InvalidSignatureException", sends={"Date": date})) as served:
        with pytest.raises(ServiceError, match="InvalidSignatureException"):
            make(served).call("GetItem", READ)
        assert len(served.requests) == 1


def test_a_signature_that_no_clock_makes_right_is_refused_after_one_more_try(make: Make) -> None:
    with endpoint(error("InvalidSignatureException", sends={"Date": "Sun, 29 Nov 2026 18:00:00 GMT"})) as served:
        with pytest.raises(ServiceError, match="InvalidSignatureException"):
            make(served).call("GetItem", READ)
        assert len(served.requests) == 2


# Retries


def test_a_table_that_fails_for_long_gets_one_try_a_call_until_it_recovers(make: Make, pauses: list[float]) -> None:
    with endpoint(error("InternalServerError", 500)) as served:
        client = make(served)
        for _ in range(30):
            with pytest.raises(ServiceError):
                client.call("GetItem", READ)
        assert len(served.requests) == 30 + 500 // 14
        assert len(pauses) == 500 // 14
        assert max(pauses) < 0.05
        served.say(ok({}))
        for _ in range(14):
            client.call("GetItem", READ)
        served.say(error("InternalServerError", 500), ok({}))
        assert client.call("GetItem", READ) == {}


def test_a_server_says_how_long_to_wait(make: Make, pauses: list[float]) -> None:
    asked = error("ThrottlingException", sends={"Retry-After": "3"})
    with endpoint(asked, error("InternalServerError", 503, sends={"x-amz-retry-after": "1500"}), ok({})) as served:
        make(served).call("GetItem", READ)
    assert pauses == [3, 1.5]


def test_half_a_surrogate_pair_is_left_to_dynamodb_to_refuse(make: Make) -> None:
    with endpoint(error("SerializationException")) as served:
        with pytest.raises(ServiceError, match="SerializationException"):
            make(served).call("GetItem", {"TableName": "\ud800"})
        assert served.requests[0].body == b'{"TableName": "\\ud800"}'


def test_without_its_secret_a_call_is_refused_and_nothing_is_sent(make: Make) -> None:
    with endpoint(ok({})) as served:
        client = make(served, AWS_SECRET_ACCESS_KEY="")
        with pytest.raises(ClientUnusable, match="Set both"):
            client.call("GetItem", READ)
        assert served.requests == []


# Kept connections


def test_a_connection_that_was_idle_for_long_is_replaced(make: Make, clock: Seconds) -> None:
    with endpoint(ok({})) as served:
        client = make(served)
        for seconds in (0, MAX_IDLE_SECONDS, MAX_IDLE_SECONDS + 1, -5):
            clock.now += seconds
            client.call("GetItem", READ)
        assert [request.connection for request in served.requests] == [1, 1, 2, 3]


def test_a_connection_that_the_endpoint_closed_is_noticed_before_a_request(make: Make, pauses: list[float]) -> None:
    with endpoint(ok({})) as served:
        client = make(served)
        client.call("GetItem", READ)
        served.hang_up()
        client.call("GetItem", READ)
        assert [request.connection for request in served.requests] == [1, 2]
    assert pauses == []


def test_connections_that_were_frozen_together_cost_one_retry(make: Make) -> None:
    """Each looks open, and none of them answers: after the first the others are not tried."""
    together = Barrier(5)

    def wait(_: Request) -> bytes:
        together.wait(5)
        return ok({})

    def answer_on_new_ones(request: Request) -> bytes | None:
        return ok({}) if request.connection > 5 else None

    with endpoint(wait) as served:
        client = make(served)
        with ThreadPoolExecutor(5) as threads:
            assert [*threads.map(lambda _: client.call("GetItem", READ), range(5))] == [{}] * 5
        served.say(answer_on_new_ones)
        assert client.call("GetItem", READ) == {}
        assert [request.connection > 5 for request in served.requests[5:]] == [False, True]


def test_bytes_that_nobody_asked_for_end_a_connection(make: Make) -> None:
    with endpoint(ok({}) + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", ok({"Item": READ["Key"]})) as served:
        client = make(served)
        assert client.call("GetItem", READ) == {}
        assert client.call("GetItem", READ) == {"Item": READ["Key"]}
        assert served.connections == 2
