"""Worlds to operate in: on both engines, on SQLite in memory alone, or on any table a test makes."""

from collections.abc import Iterator

import pytest

from chalicelib.operations.world import World
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.table import Table
from tests.conftest import Clock
from tests.operations.builders import world_on


@pytest.fixture
def world(engine: Table, clock: Clock) -> World:
    """A world on each engine in turn."""
    return world_on(engine, clock)


@pytest.fixture
def dynamo_world(table: DynamoTable, clock: Clock) -> World:
    """A world on DynamoDB (moto), where calls are counted."""
    return world_on(table, clock)


@pytest.fixture
def quick(clock: Clock) -> Iterator[World]:
    """A world on SQLite in memory, for tests that write a lot."""
    table = SqliteTable(":memory:")
    yield world_on(table, clock)
    table.close()
