"""Worlds to operate in: on both engines, on SQLite in memory alone, or on any table a test makes."""

from collections.abc import Iterator

import pytest

from chalicelib.operations.world import World
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.table import Table
from tests.conftest import Clock
from tests.engines.chosen import CHOSEN, SQLITE
from tests.operations.builders import world_on


@pytest.fixture
def world(engine: Table, clock: Clock) -> World:
    """A world on each engine in turn."""
    return world_on(engine, clock)


@pytest.fixture
def dynamo_world(table: DynamoTable, clock: Clock) -> World:
    """A world on DynamoDB (moto), where calls are counted; in a run for SQLite, one there."""
    return world_on(table, clock)


@pytest.fixture
def in_memory(clock: Clock) -> Iterator[World]:
    """A world on SQLite in memory, beside another or for what is said of SQLite."""
    table = SqliteTable(":memory:")
    yield world_on(table, clock)
    table.close()


@pytest.fixture
def quick(request: pytest.FixtureRequest) -> World:
    """The world in memory, for tests that write a lot; in a run for another engine, one there."""
    chosen: World = request.getfixturevalue("in_memory" if CHOSEN in (None, SQLITE) else "dynamo_world")
    return chosen
