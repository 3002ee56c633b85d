"""Checks that the table responds."""

from chalicelib.operations.world import World
from chalicelib.store import keys


def ready(world: World) -> None:
    """Read one item and check that the table can be written. Raises Busy, Unavailable and StorageFull."""
    world.table.get([keys.head_key()])
    world.table.probe()
