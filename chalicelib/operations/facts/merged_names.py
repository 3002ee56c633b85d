"""The entities that were merged into those that a list of facts asks for: what cites them is listed as well."""

from collections.abc import Iterable, Mapping

from chalicelib.domain.instants import Instant
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.lifecycle_rows import read_life

MAX_MERGED = 100  # entities that were merged into one, directly or through others

Names = Mapping[str, tuple[str, ...]]
"""Each entity that is asked for, with itself and those that were merged into it."""


def merged_names(world: World, refs: Iterable[str], *, known_at: Instant | None) -> Names:
    """Find what was merged into some entities at `known_at` (None: now): a query for each, and for each one found."""
    return {ref: _names_of(world, ref, known_at) for ref in refs}


def _names_of(world: World, ref: str, known_at: Instant | None) -> tuple[str, ...]:
    names = {ref: None}
    waiting = [ref]
    while waiting and len(names) <= MAX_MERGED:
        merged = [each for each in _merged_into(world, waiting.pop(), known_at) if each not in names]
        names |= dict.fromkeys(merged)
        waiting += merged
    return tuple(names)[: 1 + MAX_MERGED]


def _merged_into(world: World, survivor: str, known_at: Instant | None) -> list[str]:
    """List the entities whose last merge into a survivor was not reversed."""
    end = None if known_at is None else keys.through(known_at)
    rows = world.table.query(keys.MERGES, keys.merges_into(survivor), end=end).rows
    last = {keys.parse_entity(row.key.pk): read_life(row) for row in rows}  # oldest first
    return [merged for merged, life in last.items() if not life.is_reversal]
