"""Fixtures that every floor shares: the engines, a count of calls, a clock."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.local import mock
from chalicelib.store.engines.clients.lean import LeanClient
from chalicelib.store.engines.clients.protocol import DynamoClient
from chalicelib.store.engines.clients.sdk import BotocoreClient, connect, ensure_table
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.engines.dynamo_scan import WholeDynamoTable
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.table import Table
from tests.engines.aws_limits import check_page, refuse_as_aws
from tests.engines.chosen import CHOSEN, CLIENT, MINISTACK, SQLITE
from tests.engines.endpoint import endpoint
from tests.engines.ministack import ministack, reset
from tests.engines.moto_over_http import reply_of_moto
from tests.engines.watched import Watched
from tests.iam import ROLE
from tests.quick_moto import quicken_moto
from tests.unmeasured import leave_out_the_sdk

pytest_plugins = ["tests.measuring"]

REGION = "eu-central-1"
TABLE_NAME = "aifacts-test"
GATE_EXAMPLES = 25
THOROUGH = 10  # times as many examples of a law that says how many it takes in the gate

# Never the credentials of the person who runs the tests.
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": REGION,
    "DYNAMODB_CLIENT": "botocore",  # moto in process answers no other
}

quicken_moto()
leave_out_the_sdk()

# In the gate the same examples each time, and no test fails because the machine is slow. To look for what they miss:
# pytest --hypothesis-profile=thorough
settings.register_profile("gate", settings.get_profile("ci"), max_examples=GATE_EXAMPLES)
settings.register_profile("thorough", max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gate")


def is_thorough() -> bool:
    """Check whether this run looks for what the gate leaves out, as `make nightly` does."""
    return settings.default is not None and settings.default.max_examples > GATE_EXAMPLES


def examples(in_gate: int) -> int:
    """Return how many examples a law takes: this many in the gate, and more in a thorough run."""
    return in_gate * (THOROUGH if is_thorough() else 1)


class Call(NamedTuple):
    """One API operation as it went through the client."""

    operation: str
    params: dict[str, Any]


class Calls(list[Call]):
    """The calls of DynamoDB since the last `clear()`."""

    @property
    def names(self) -> list[str]:
        """Name the operations in order."""
        return [call.operation for call in self]


class Clock:
    """A clock that a test sets; every look at it is one second later than the one before."""

    def __init__(self, instant: Instant = "2026-11-23T10:00:00.000Z") -> None:
        self.next = instant

    def __call__(self) -> Instant:
        """Read the clock."""
        now, self.next = self.next, plus_ms(self.next, 1000)
        return now

    def set(self, instant: Instant) -> None:
        """Show this instant at the next look."""
        self.next = instant

    def advance(self, *, seconds: int = 0, days: int = 0) -> None:
        """Let time pass."""
        self.next = plus_ms(self.next, (seconds + days * 86_400) * 1000)


@pytest.fixture(scope="session")
def dynamodb_url() -> Iterator[str | None]:
    """The address of MiniStack if the run is for it; None: moto, which needs none."""
    if CHOSEN != MINISTACK:
        yield None
        return
    with ministack(region=REGION) as url:
        yield url


@pytest.fixture(scope="session")
def dynamodb(dynamodb_url: str | None) -> Iterator[Any]:
    """The one client of the session, on moto or MiniStack, with an empty table."""
    if CHOSEN == SQLITE:
        pytest.skip("it is about DynamoDB alone, and the run is for SQLite")
    mock.patch_moto()
    with mock_aws() if dynamodb_url is None else nullcontext():
        client = connect(region=REGION, endpoint_url=dynamodb_url)
        ensure_table(client, TABLE_NAME)
        client.meta.events.register("provide-client-params.dynamodb", ROLE.judge)
        client.meta.events.register("provide-client-params.dynamodb", refuse_as_aws)
        client.meta.events.register("after-call.dynamodb", check_page)
        yield client


@pytest.fixture(scope="session")
def lean_client(dynamodb: Any, dynamodb_url: str | None) -> Iterator[Watched]:
    """The lean client of the session, at moto over HTTP or at MiniStack; its calls are judged and counted, too."""
    with ExitStack() as closing:
        reply = partial(reply_of_moto, region=REGION)
        url = dynamodb_url or closing.enter_context(endpoint(reply)).url
        client = LeanClient(url, region=REGION, environment=dict(os.environ))
        closing.callback(client.close)
        yield Watched(client, dynamodb)


@pytest.fixture(scope="session")
def dynamo_client(request: pytest.FixtureRequest, dynamodb: Any) -> DynamoClient:
    """The client of the tables of this run."""
    if CLIENT == "botocore":
        return BotocoreClient(dynamodb)
    chosen: DynamoClient = request.getfixturevalue("lean_client")
    return chosen


@pytest.fixture(scope="session")
def emptied(dynamo_client: DynamoClient, dynamodb_url: str | None) -> Callable[[], DynamoTable]:
    """A function that empties the table on DynamoDB (moto or MiniStack) and returns it."""
    operator = connect(region=REGION, endpoint_url=dynamodb_url)  # whose calls are neither judged nor counted

    def empty() -> DynamoTable:
        if dynamodb_url is None:
            dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[TABLE_NAME].items.clear()
        else:
            reset(dynamodb_url)
            ensure_table(operator, TABLE_NAME)
        return WholeDynamoTable(dynamo_client, TABLE_NAME, pause=lambda _seconds: None)

    return empty


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Table:
    """The table on DynamoDB (moto), empty; in a run for SQLite, one there."""
    if CHOSEN == SQLITE:
        on_sqlite: Table = request.getfixturevalue("sqlite_table")
        return on_sqlite
    empty: Callable[[], DynamoTable] = request.getfixturevalue("emptied")
    return empty()


@pytest.fixture
def lean_table(emptied: Callable[[], DynamoTable], lean_client: Watched) -> DynamoTable:
    """The same table on DynamoDB, empty, through the lean client."""
    emptied()
    return WholeDynamoTable(lean_client, TABLE_NAME, pause=lambda _seconds: None)


@pytest.fixture
def sqlite_table(tmp_path: Path) -> Iterator[SqliteTable]:
    """The table on SQLite, empty."""
    engine = SqliteTable(tmp_path / "items.sqlite")
    yield engine
    engine.close()


ENGINE_FIXTURES = {"dynamo": "table", "sqlite": "sqlite_table"} if CHOSEN is None else {CHOSEN: "table"}
"""The fixture of each engine of this run, by the name that a test shows."""


@pytest.fixture(params=[*ENGINE_FIXTURES.values()], ids=[*ENGINE_FIXTURES])
def engine(request: pytest.FixtureRequest) -> Table:
    """Each engine in turn."""
    chosen: Table = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def calls(dynamodb: Any) -> Iterator[Calls]:
    """Every API operation from here on, as the client receives it."""
    seen = Calls()

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        seen.append(Call(model.name, dict(params)))

    dynamodb.meta.events.register("provide-client-params.dynamodb", note)
    yield seen
    dynamodb.meta.events.unregister("provide-client-params.dynamodb", note)


@pytest.fixture
def clock() -> Clock:
    """A clock at 2026-11-23T10:00:00.000Z."""
    return Clock()
