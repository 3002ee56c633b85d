"""Say whether the table answers."""

from chalicelib.operations.world import World
from chalicelib.store import keys


def ready(world: World) -> None:
    """Ask the table for one item, and what a write would be refused with. Raises Busy, Unavailable and StorageFull."""
    world.table.get([keys.head_key()])
    world.table.probe()
