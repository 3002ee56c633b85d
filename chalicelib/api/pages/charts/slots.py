"""Slots: the steps of a series, apart by what sets their values apart, and the charts that hold them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json import dumps
from typing import TYPE_CHECKING, Any

from chalicelib.api.pages.charts.step_values import quantity_of
from chalicelib.api.pages.charts.trait_words import BAND, band_apart, trait_order
from chalicelib.domain.values import unit_group

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import StepJson

ENTITY = "entity"  # the trait of values that are compared
_FEWEST_LINES = 2  # of a part, on average
DEFAULTS = {"tier": "standard"}


@dataclass
class ChartSlot:
    """The steps with the same traits, in units that convert."""

    traits: Mapping[str, Any]
    steps: "list[StepJson]" = field(default_factory=list)

    def has(self, name: str) -> str:
        """Return the text by which the values of a trait are compared."""
        return dumps(self.traits.get(name), sort_keys=True)


def slots_by_unit(steps: "Iterable[StepJson]", **traits: str) -> dict[str, list[ChartSlot]]:
    """Return the slots of steps by the group of their units; what is unknown is in the group of its slot."""
    groups: dict[str, dict[str, ChartSlot]] = {}
    without_unit: list[StepJson] = []
    for step in steps:
        found = quantity_of(step["value"])
        if found is None:
            without_unit.append(step)
            continue
        own = traits_of(step, traits)
        groups.setdefault(unit_group(found), {}).setdefault(_slot_name(own), ChartSlot(own)).steps.append(step)
    for step in without_unit:
        for slots in groups.values():
            if (slot := slots.get(_slot_name(traits_of(step, traits)))) is not None:
                slot.steps.append(step)
    return {unit: [_by_day(slot) for slot in slots.values()] for unit, slots in groups.items()}


def _by_day(slot: ChartSlot) -> ChartSlot:
    return ChartSlot(slot.traits, sorted(slot.steps, key=lambda step: step["from"] or ""))


def _slot_name(traits: Mapping[str, Any]) -> str:
    """Name a slot by its traits; where its band ends sets no values apart."""
    start = (traits.get(BAND) or {}).get("above")
    return dumps({**traits, BAND: start}, sort_keys=True)


def traits_of(step: "StepJson", traits: Mapping[str, str]) -> dict[str, Any]:
    """Return what sets a step apart: what is given, its qualifiers, scope, period and condition."""
    others = {"scope": step["scope"], "period": step["period"], "condition": step["condition"]}
    given = {name: value for name, value in others.items() if value is not None}
    return {**traits, **band_apart(step["qualifiers"]), **given}


def parted(slots: Sequence[ChartSlot], names: Sequence[str], *, most: int) -> Iterator[list[ChartSlot]]:
    """Part slots by one trait after the other while a part has too many lines.

    A trait that would leave most lines alone parts nothing.
    """
    parts = (grouped(slots, [name]) for name in names) if len(slots) > most else ()
    chosen = next((each for each in parts if 1 < len(each) <= len(slots) // _FEWEST_LINES), None)
    if chosen is None:
        yield list(slots)
        return
    for part in chosen:
        yield from parted(part, names, most=most)


def grouped(slots: Iterable[ChartSlot], names: Sequence[str]) -> list[list[ChartSlot]]:
    """Group slots by the values of some traits, in their order."""
    groups: dict[tuple[str, ...], list[ChartSlot]] = {}
    for slot in in_order(slots, names):
        groups.setdefault(tuple(slot.has(name) for name in names), []).append(slot)
    return list(groups.values())


def in_order(slots: Iterable[ChartSlot], names: Sequence[str]) -> list[ChartSlot]:
    """Order slots by traits; a slot without a trait, or with its default, is first."""

    def order(slot: ChartSlot) -> list[tuple[Any, ...]]:
        given = [(name, slot.traits.get(name)) for name in names]
        return [
            (0,) if value is None or value == DEFAULTS.get(name) else (1, *trait_order(name, value))
            for name, value in given
        ]

    return sorted(slots, key=order)
