"""Reads a page of a series from its partition, slot by slot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.timelines.timeline_steps import Step
from chalicelib.operations.entities.series.series_slots import MAX_SLOTS_A_PAGE
from chalicelib.operations.series.partition_slots import found_slots
from chalicelib.operations.series.series_lines import LineReader
from chalicelib.operations.series.series_reader import SeriesPosition, Window, is_token, read_steps_page
from chalicelib.operations.series.slot_filter import SlotFilter
from chalicelib.operations.world import World
from chalicelib.store.cursor import not_a_cursor


class PartitionQuery(NamedTuple):
    """The requested part of a series: its entity, slots, window and moment."""

    ref: str
    wanted: SlotFilter
    window: Window
    moment: Moment


@dataclass(frozen=True)
class PartitionPage:
    """Steps, the content of the cursor of the next page (None: this is the last), and the number of rows read."""

    steps: list[Step]
    next: dict[str, Any] | None
    read: int


def read_partition(world: World, asked: PartitionQuery, *, limit: int, rest: Mapping[str, Any] | None) -> PartitionPage:
    """Read at most `limit` steps, slot by slot, that of the whole first.

    One query for each page of a slot; where a slot ends, one that finds the next slot, or two that find none. A page
    looks at eight slots at most, so it can be empty and still have a next one. Raises BadCursor.
    """
    steps: list[Step] = []
    read, first, position = 0, *_read_cursor(rest)
    reader = LineReader(asked.wanted.declared, asked.wanted.takes, asked.moment)
    for number, found in enumerate(found_slots(world, asked.ref, asked.wanted, first=first)):
        if len(steps) == limit or number == MAX_SLOTS_A_PAGE:
            return PartitionPage(steps, {"slot": found.slot.token}, read)
        if not found.is_wanted:
            continue
        page = read_steps_page(
            world, found.slot, window=asked.window, reader=reader, limit=limit - len(steps), position=position
        )
        steps, read, position = [*steps, *page.steps], read + page.read, None
        if page.next is not None:
            return PartitionPage(steps, {"slot": found.slot.token, **page.next.json_value()}, read)
    return PartitionPage(steps, None, read)


def _read_cursor(rest: Mapping[str, Any] | None) -> tuple[str | None, SeriesPosition | None]:
    """Parse the slot and the position in a cursor. Raises BadCursor."""
    if rest is None:
        return None, None
    position = {name: each for name, each in rest.items() if name != "slot"}
    slot = rest.get("slot")
    if not isinstance(slot, str) or not is_token(slot):
        raise not_a_cursor()
    return slot, SeriesPosition.read(position) if position else None
