"""A lean client with a clock that a test sets, and without waits."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from chalicelib.store.engines.clients.lean import LeanClient
from tests.conftest import REGION
from tests.engines.endpoint import Endpoint

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
KEYS = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "the-secret", "AWS_SESSION_TOKEN": "the-session"}
READ = {"TableName": "t", "Key": {"pk": {"S": "p"}, "sk": {"S": "s"}}}

Make = Callable[..., LeanClient]


class Seconds:
    """The seconds since 1970, as a test sets them."""

    def __init__(self) -> None:
        self.now = NOW.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    """The clock of a client."""
    return Seconds()


@pytest.fixture
def pauses() -> list[float]:
    """The seconds that a client waited."""
    return []


@pytest.fixture
def make(clock: Seconds, pauses: list[float]) -> Iterator[Make]:
    """Make a client with a clock and without waits."""
    made = list[LeanClient]()

    def made_for(served: Endpoint, **more: str) -> LeanClient:
        made.append(LeanClient(served.url, region=REGION, environment=KEYS | more, pause=pauses.append, clock=clock))
        return made[-1]

    yield made_for
    for client in made:
        client.close()
