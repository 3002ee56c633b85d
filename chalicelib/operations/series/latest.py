"""The last values of a series as of a moment."""

from itertools import islice
from typing import NamedTuple

from chalicelib.domain.instants import BEGINNING, Instant, plus_ms
from chalicelib.domain.resolving.timelines.timeline_steps import Step
from chalicelib.operations.entities.series.series_slots import MAX_SLOTS_A_PAGE
from chalicelib.operations.series.partition_slots import found_slots
from chalicelib.operations.series.series_lines import LineReader
from chalicelib.operations.series.series_reader import last_steps
from chalicelib.operations.series.slot_filter import SlotFilter
from chalicelib.operations.world import NOW, Moment, World


class LatestStep(NamedTuple):
    """The last step of a slot, with the name of the slot."""

    slot: str
    step: Step


def latest(world: World, *, ref: str, wanted: SlotFilter, moment: Moment = NOW) -> list[LatestStep]:
    """Return the last step that begins by a moment of each slot of a `series` property.

    One query for each slot, one to find each but that of the whole, and two that find no more. At most eight slots.
    """
    reader, until = LineReader(wanted.declared, wanted.takes, moment), instant_after(world, moment)
    slots = islice(found_slots(world, ref, wanted), MAX_SLOTS_A_PAGE)
    wanted_slots = [found.slot for found in slots if found.is_wanted]
    return [
        LatestStep(line.name, step)
        for slot in wanted_slots
        for line, step in last_steps(world, slot, reader=reader, until=until)
    ]


def instant_after(world: World, moment: Moment) -> Instant:
    """Return the instant after the requested one."""
    return plus_ms(moment.at(world.now()).valid_at or BEGINNING, 1)
