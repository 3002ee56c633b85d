"""Read one fact by its id."""

from typing import TYPE_CHECKING

from chalicelib.domain.errors import NotFound
from chalicelib.domain.instants import Instant
from chalicelib.operations.entities.fact_loading import find_fact
from chalicelib.operations.world import World

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson


def fact(world: World, *, fact_id: str, known_at: Instant | None = None) -> "FactJson":
    """Return a fact with its rank and retraction as known at a moment, also of a retired entity."""
    found = find_fact(world, fact_id)
    if not found.was_recorded(known_at):
        raise NotFound(f"The fact was not yet on record at {known_at}.")
    return found.json_value(known_at=known_at)
