"""Say whether the table answers."""

from chalicelib.operations.world import World
from chalicelib.store import keys


def ready(world: World) -> None:
    """Ask the table for one item; raise Busy when it does not answer."""
    world.table.get([keys.head_key()])
