"""Finds the slots of a series in its partition: that of the whole first, then those of other scopes and periods."""

from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.domain.fact_tokens import slot_token
from chalicelib.operations.series.series_reader import SeriesSlot
from chalicelib.operations.series.slot_filter import SlotFilter
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row

SLOT_CHARS = 8  # with which the tokens of the facts of a slot begin
MAX_SLOTS_A_PAGE = 8  # each takes a query to find it, and one or more to read it


class FoundSlot(NamedTuple):
    """A slot of a series, and whether the request takes it."""

    slot: SeriesSlot
    is_wanted: bool


def found_slots(world: World, ref: str, wanted: SlotFilter, *, first: str | None = None) -> Iterator[FoundSlot]:
    """Yield the slots from one on (None: all): one query for each but that of the whole, and two for the end.

    If the request is for the whole alone, no query is needed.
    """
    pk, whole = keys.series(ref, wanted.declared.name), slot_token(wanted.whole)
    if first in (None, whole):
        yield FoundSlot(SeriesSlot(pk, whole), wanted.takes_the_whole)
        if wanted.takes_only_the_whole:
            return
        first = ""
    while (found := _next_slot(world, pk, wanted, first or "", whole)) is not None:
        yield found
        first = f"{found.slot.token}~"


def _next_slot(world: World, pk: str, wanted: SlotFilter, start: str, whole: str) -> FoundSlot | None:
    """Return the first slot at a token or after it, except that of the whole."""
    for row in world.table.query(None, pk, start=start, limit=1).rows:
        token = row.key.sk[:SLOT_CHARS]
        if token == whole:
            return _next_slot(world, pk, wanted, f"{whole}~", whole)
        return FoundSlot(SeriesSlot(pk, token), wanted.takes_slot(read_fact_row(row)))
    return None
