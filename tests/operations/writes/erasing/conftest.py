"""Worlds with a company and a source."""

import pytest

from chalicelib.operations.world import World
from tests.operations.writes.erasing.erasures import stage


@pytest.fixture
def staged(world: World) -> World:
    """A company and a source on either engine."""
    return stage(world)


@pytest.fixture
def small(quick: World) -> World:
    """The same in memory."""
    return stage(quick)
