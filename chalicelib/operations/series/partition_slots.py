"""Finds the slots of a series that a request takes."""

from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.domain.facts.fact_tokens import slot_token
from chalicelib.operations.entities.series.series_slots import slots_in_partition
from chalicelib.operations.series.series_reader import SeriesSlot
from chalicelib.operations.series.slot_filter import SlotFilter
from chalicelib.operations.world import World
from chalicelib.store import keys


class FoundSlot(NamedTuple):
    """A slot of a series, and whether the request takes it."""

    slot: SeriesSlot
    is_wanted: bool


def found_slots(world: World, ref: str, wanted: SlotFilter, *, first: str | None = None) -> Iterator[FoundSlot]:
    """Yield the slots from one on (None: all), that of the whole first.

    If the request is for the whole alone, no query is needed to find it.
    """
    pk, whole = keys.series(ref, wanted.declared.name), slot_token(wanted.whole)
    for token, fact in slots_in_partition(world, pk, whole=whole, first=first):
        yield FoundSlot(SeriesSlot(pk, token), wanted.takes_the_whole if fact is None else wanted.takes_slot(fact))
        if fact is None and wanted.takes_only_the_whole:
            return
