"""A world that every verb can write to."""

import pytest

from chalicelib.operations.world import World
from tests.operations.transactions.idempotency.requests import staged_on


@pytest.fixture
def staged(quick: World) -> World:
    """The stage on SQLite in memory."""
    return staged_on(quick.table)
