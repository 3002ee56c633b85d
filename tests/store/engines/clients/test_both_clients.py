"""One contract for both clients, over real connections on loopback: each fault ends in the same refusal."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest
from botocore.retries import quota, standard

from chalicelib.domain.errors import Oversized
from chalicelib.store.engines.clients import connections, retrying
from chalicelib.store.engines.clients.lean import LeanClient
from chalicelib.store.engines.clients.protocol import DynamoClient, ServiceError
from chalicelib.store.engines.clients.sdk import BotocoreClient, connect
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.engines.dynamo_items import row_item
from chalicelib.store.rows import ABSENT, TAKEN, Delete, Key, Put, Row
from chalicelib.store.table import Busy, Collision, Table, Unavailable, Unsure
from tests.conftest import REGION
from tests.engines.endpoint import Endpoint, Reply, Sent, endpoint, error, http, ok

HERE, THERE = Key("p", "s"), Key("p", "t")
ROW = Row(HERE, {"name": "Zoë 😀"}, {"gsi1": Key("i", "1")}, {"n": 1, "t": "x"}, 1_900_000_000)
SECRETS = ("the-secret-of-the-key", "the-token-of-the-session")
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": SECRETS[0],
    "AWS_SESSION_TOKEN": SECRETS[1],
    "AWS_DEFAULT_REGION": REGION,
}
PAGE = b"<html><title>Welcome</title></html>"

Made = Callable[[str], DynamoClient]
Ask = Callable[[Table], object]

READS: dict[str, Ask] = {
    "get": lambda table: table.get([HERE]),
    "get many": lambda table: table.get([HERE, THERE]),
    "query": lambda table: table.query("gsi1", "p", start="a", limit=5),
    "take": lambda table: table.take(HERE, 1, 5),
}
COMMITS: dict[str, Ask] = {
    "transaction": lambda table: table.commit([Put(ROW, ABSENT)]),
    "put": lambda table: table.commit([Put(ROW)]),
    "delete": lambda table: table.commit([Delete(HERE)]),
}


def lean(url: str) -> LeanClient:
    return LeanClient(url, region=REGION, environment=os.environ, pause=lambda _seconds: None)


def botocore(url: str) -> BotocoreClient:
    sdk: Any = connect(endpoint_url=url, region=REGION)
    sdk.meta.events.unregister("needs-retry.dynamodb", unique_id="retry-config-dynamodb")
    again: Any = standard.register_retry_handler(sdk, max_attempts=retrying.TRIES)
    again._retry_policy._retry_backoff = standard.ExponentialBackoff(random=lambda: 0.0)
    again._retry_quota._quota = quota.RetryQuota()
    return BotocoreClient(sdk)


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys whose secrets a log must not have, and a short patience."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(connections, "READ_SECONDS", 0.3)
    monkeypatch.setattr("chalicelib.store.engines.clients.sdk.READ_SECONDS", 0.3)


@pytest.fixture(params=["lean", "botocore"])
def made(request: pytest.FixtureRequest, variables: None) -> Iterator[Made]:
    """Make a client of an endpoint."""
    with ExitStack() as closing:
        yield partial(client_of, request.param, closing)


def client_of(name: str, closing: ExitStack, url: str) -> DynamoClient:
    """Make a client that is closed at the end."""
    if name == "lean":
        own = lean(url)
        closing.callback(own.close)
        return own
    other = botocore(url)
    closing.callback(other.sdk.close)
    return other


def outcome(ask: Ask, client: DynamoClient) -> object:
    """Ask, and return the value or the class of what is raised."""
    try:
        return ask(DynamoTable(client, "t", pause=lambda _seconds: None))
    except (Busy, Unsure, Unavailable, Collision, Oversized, ServiceError) as raised:
        said = f"{raised!r} {raised.__cause__!r} {getattr(raised, 'cause', '')}"
        assert not [secret for secret in SECRETS if secret in said]
        return type(raised)


# Answers


def test_the_answers_of_all_verbs_are_read(made: Made) -> None:
    item = row_item(ROW)
    replies = {
        "GetItem": {"Item": item},
        "BatchGetItem": {"Responses": {"t": [item]}, "UnprocessedKeys": {}},
        "Query": {"Items": [item], "LastEvaluatedKey": {"pk": {"S": "p"}, "sk": {"S": "s"}}},
        "UpdateItem": {"Attributes": {TAKEN: {"N": "3"}, "v": {"N": "1"}}},
    }
    with endpoint(lambda request: ok(replies.get(request.operation, {}))) as served:
        table = DynamoTable(made(served.url), "t")
        assert table.get([HERE]) == table.get([HERE, THERE]) == {HERE: ROW}
        page = table.query("gsi1", "i", limit=1)
        assert (page.rows, page.next) == ([ROW], {"pk": "p", "sk": "s"})
        assert table.take(HERE, 1, 5) == 3
        for commit in COMMITS.values():
            commit(table)
    assert [request.operation for request in served.requests] == [
        "GetItem",
        "BatchGetItem",
        "Query",
        "UpdateItem",
        "TransactWriteItems",
        "PutItem",
        "DeleteItem",
    ]
    assert served.connections == 1


def test_both_clients_send_the_same_request(variables: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "aifacts")
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-5759e988;Parent=53995c3f é;Sampled=1")
    sent: dict[str, list[Any]] = {}
    for name in ("lean", "botocore"):
        with (
            endpoint(ok({"Items": [], "Responses": {}, "Attributes": {TAKEN: {"N": "1"}}})) as served,
            ExitStack() as closing,
        ):
            table = DynamoTable(client_of(name, closing, served.url), "t")
            for ask in (READS | COMMITS).values():
                ask(table)
        sent[name] = [steady(request) for request in served.requests]
    assert sent["lean"] == sent["botocore"]
    assert "x-amzn-trace-id" in sent["lean"][0][1]


def steady(request: Any) -> Any:
    """Return a request without what differs in each, and without what DynamoDB does not read."""
    ignored = ("x-amz-date", "authorization", "content-length", "host", "amz-sdk-invocation-id", "amz-sdk-request")
    headers = {name: value for name, value in request.headers.items() if name not in ignored}
    headers["signed"] = request.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0]
    params = request.params
    params.pop("ClientRequestToken", None)
    return request.start, headers, params


# Faults

WRONG_SUM = {"x-amz-crc32": "1"}
LONGER = {"Content-Length": "5000"}
SILENT: Reply = lambda _request: b""  # noqa: E731  the value of a table

LOST: Mapping[str, Sent | Reply] = {
    "no answer": None,
    "silence": SILENT,
    "half an answer": http(200, b'{"Item": {"pk"', **LONGER),
    "half of its head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "no HTTP": b"SSH-2.0-OpenSSH\r\n\r\n",
    "a page with 200": http(200, PAGE),
    "nothing with 200": http(200, b""),
    "a list with 200": http(200, b"[]"),
    "a wrong checksum": ok({"Item": row_item(ROW)}, **WRONG_SUM),
    "a wrong checksum of an error": http(400, b'{"__type": "x#AccessDeniedException"}', **WRONG_SUM),
    "a failure in JSON": error("InternalServerError", 500),
    "a failure with a page": http(503, PAGE),
    "a gateway that waits": http(504, b""),
    "a timeout": http(408, b""),
}
THROTTLED: Mapping[str, Sent | Reply] = {
    "throttled": error("ProvisionedThroughputExceededException"),
    "throttled by the account": error("RequestLimitExceeded"),
    "throttled, with an address": http(400, b'{"__type": "a#ThrottlingException:http://internal.amazon.com/"}'),
    "throttled, without a namespace": http(400, b'{"__type": "ThrottlingException", "Message": "Slow down."}'),
    "429 with a page": http(429, PAGE),
}
OPERATORS: Mapping[str, Sent | Reply] = {
    "expired credentials": error("ExpiredTokenException"),
    "an unknown key": error("UnrecognizedClientException"),
    "a wrong signature": error("InvalidSignatureException"),
    "no right": error("AccessDeniedException"),
    "403 with a page": http(403, PAGE),
    "a redirect": http(302, b"", Location="https://elsewhere.example/"),
    "no such table": error("ResourceNotFoundException"),
    "an operation that the engine lacks": error("UnknownOperationException"),
    "an error with an address": http(400, b'{"__type": "AccessDeniedException:http://internal.amazon.com/"}'),
}


@pytest.mark.parametrize("what", LOST)
def test_a_lost_answer_leaves_reads_busy_and_commits_unsure(made: Made, what: str) -> None:
    with endpoint(LOST[what]) as served:
        client = made(served.url)
        assert {name: outcome(ask, client) for name, ask in some(READS, what)} == dict.fromkeys(
            dict(some(READS, what)), Busy
        )
        assert {name: outcome(ask, client) for name, ask in some(COMMITS, what)} == dict.fromkeys(
            dict(some(COMMITS, what)), Unsure
        )


def some(asks: Mapping[str, Ask], what: str) -> list[tuple[str, Ask]]:
    """Return all verbs; where each try waits, one of them."""
    return [*asks.items()][: 1 if what in ("silence", "half an answer", "half of its head") else None]


@pytest.mark.parametrize("what", THROTTLED)
def test_a_throttled_table_is_busy(made: Made, what: str) -> None:
    with endpoint(THROTTLED[what]) as served:
        client = made(served.url)
        assert {outcome(ask, client) for ask in (READS | COMMITS).values()} == {Busy}
        assert len(served.requests) == 3 * len(READS | COMMITS)


@pytest.mark.parametrize("what", OPERATORS)
def test_a_fault_for_the_operator_makes_the_table_unavailable_at_once(made: Made, what: str) -> None:
    with endpoint(OPERATORS[what]) as served:
        client = made(served.url)
        assert {outcome(ask, client) for ask in (READS | COMMITS).values()} == {Unavailable}
        assert len(served.requests) == len(READS | COMMITS)


@pytest.mark.parametrize("codes", [["None", "ConditionalCheckFailed"], ["TransactionConflict"], ["None"]])
def test_a_cancelled_transaction_collided(made: Made, codes: list[str]) -> None:
    reasons = [{"Code": code} for code in codes]
    with endpoint(error("TransactionCanceledException", CancellationReasons=reasons)) as served:
        with pytest.raises(Collision) as collision:
            COMMITS["transaction"](DynamoTable(made(served.url), "t"))
        assert len(served.requests) == 1
    assert collision.value.failed == [at for at, code in enumerate(codes) if code != "None"]


def test_a_condition_that_fails_is_no_fault_of_a_counter(made: Made) -> None:
    with endpoint(error("ConditionalCheckFailedException")) as served:
        assert outcome(READS["take"], made(served.url)) is None


def test_our_own_mistake_stays_an_error(made: Made) -> None:
    with endpoint(error("ValidationException")) as served:
        client = made(served.url)
        assert {outcome(ask, client) for ask in (READS | COMMITS).values()} == {ServiceError}
        served.say(error("ValidationException", message="Item size has exceeded the maximum allowed size"))
        assert outcome(COMMITS["put"], client) is Oversized


@pytest.mark.parametrize(
    ("first", "then", "ends"),
    [
        (None, ok({}), None),
        (None, error("ProvisionedThroughputExceededException"), Unsure),
        (error("InternalServerError", 500), error("AccessDeniedException"), Unsure),
        (ok({}, **WRONG_SUM), error("AccessDeniedException"), Unsure),
        (error("ThrottlingException"), error("AccessDeniedException"), Unavailable),
        (None, error("TransactionCanceledException", CancellationReasons=[{"Code": "DuplicateItem"}]), Collision),
    ],
)
def test_an_earlier_try_that_may_have_succeeded_is_remembered(
    made: Made, first: Sent, then: Sent, ends: object
) -> None:
    with endpoint(first, then) as served:
        assert outcome(COMMITS["transaction"], made(served.url)) is ends
        tokens = [request.params["ClientRequestToken"] for request in served.requests]
    assert len(tokens) >= 2
    assert len({*tokens}) == 1  # so that DynamoDB does once what arrives twice


def test_each_transaction_has_another_token(made: Made) -> None:
    with endpoint(ok({})) as served:
        client = made(served.url)
        for _ in range(2):
            outcome(COMMITS["transaction"], client)
        assert len({request.params["ClientRequestToken"] for request in served.requests}) == 2


# Connections


def test_a_kept_connection_that_the_endpoint_closed_is_replaced(made: Made) -> None:
    with endpoint(ok({})) as served:
        client = made(served.url)
        assert outcome(READS["get"], client) == {}
        served.hang_up()
        assert [outcome(ask, client) for ask in COMMITS.values()] == [None, None, None]
        assert served.connections == 2


def test_a_kept_connection_that_dies_under_a_request_is_tried_again(made: Made) -> None:
    """As when it was frozen with its Lambda: it looks open, and the first request over it gets no answer."""
    with endpoint(ok({})) as served:
        client = made(served.url)
        for ask in (READS["get"], *COMMITS.values()):
            served.say(ok({}))
            assert outcome(ask, client) in ({}, None)
            served.say(None, ok({}))
            assert outcome(ask, client) in ({}, None)


def test_an_answer_after_which_the_endpoint_closes_is_read(made: Made) -> None:
    with endpoint(ok({}, Connection="close")) as served:
        client = made(served.url)
        assert [outcome(READS["get"], client) for _ in range(3)] == [{}, {}, {}]
        assert served.connections == 3


def test_an_endpoint_that_nobody_serves_is_a_lost_answer(made: Made) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    client = made(url)
    assert (outcome(READS["get"], client), outcome(COMMITS["put"], client)) == (Busy, Unsure)
    assert outcome(READS["get"], made("http://nowhere.invalid")) is Busy


def test_a_plain_endpoint_behind_an_https_address_is_a_lost_answer(made: Made) -> None:
    with endpoint(ok({})) as served:
        client = made(served.url.replace("http:", "https:"))
        assert (outcome(READS["get"], client), outcome(COMMITS["put"], client)) == (Busy, Unsure)


def test_no_log_has_a_secret(made: Made, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for reply in (None, error("ExpiredTokenException"), error("InternalServerError", 500), ok({})):
        with endpoint(reply) as served:
            client = made(served.url)
            outcome(READS["get"], client)
        text = f"{client!r} {caplog.text}"
        assert not [secret for secret in SECRETS if secret in text]


@pytest.fixture
def endpoint_of_many() -> Iterator[Endpoint]:
    """An endpoint that answers each key with itself."""

    def answer(request: Any) -> bytes:
        return ok({"Item": row_item(Row(Key("p", request.params["Key"]["sk"]["S"]), {}))})

    with endpoint(answer) as served:
        yield served


def test_threads_share_a_client_and_get_their_own_answers(made: Made, endpoint_of_many: Endpoint) -> None:
    table = DynamoTable(made(endpoint_of_many.url), "t")
    keys = [Key("p", str(number)) for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        found = [*threads.map(lambda key: table.get([key]), keys)]
    assert [[*each] for each in found] == [[key] for key in keys]
    assert endpoint_of_many.connections <= 8
    assert len(endpoint_of_many.requests) == 200
