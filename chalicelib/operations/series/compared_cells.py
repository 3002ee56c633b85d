"""Cells of a comparison: what one entity says, as of a moment, in each of the rows in which it has a value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.reading_slots import unit_group
from chalicelib.domain.values import Value
from chalicelib.domain.values.words.folding import fold_text
from chalicelib.kinds.declaration import Property, Shape
from chalicelib.operations.entities.resolved_entity import ResolvedEntity, ResolvedSlot
from chalicelib.operations.entities.view import hedge_of, plain, render_view
from chalicelib.operations.series.latest import latest
from chalicelib.operations.series.slot_filter import ANY_PART, PartFilter, SlotFilter
from chalicelib.operations.world import World


@dataclass(frozen=True)
class Cell:
    """The value of one entity in one row, with its facts. A list property has one cell for all its values."""

    shown: Any
    facts: Sequence[Fact]
    disputed: bool
    hedged: str | None
    value: Value | None = None  # None: a list
    shown_in: Mapping[str, Any] | None = None  # an amount in another currency


class RowName(NamedTuple):
    """The identity of a row: a property and the name of one of its slots."""

    property: str
    slot: str


class CellQuery(NamedTuple):
    """The requested properties (none: all that are shown), scope and condition."""

    properties: Sequence[str]
    part: PartFilter


def part_cells(
    resolved: ResolvedEntity, flat: Mapping[str, Any], redirects: Mapping[str, str], asked: CellQuery
) -> Iterator[tuple[RowName, Cell]]:
    """Yield the cells of the slots with the requested scope and condition."""
    if asked.part == ANY_PART:
        return _entity_cells(resolved, flat, redirects, asked.properties)
    kept = {name: [slot for slot in slots if _is_of(slot, asked.part)] for name, slots in resolved.slots.items()}
    of_part = replace(resolved, slots={name: slots for name, slots in kept.items() if slots})
    return _entity_cells(of_part, render_view(of_part, redirects), redirects, asked.properties)


def _is_of(slot: ResolvedSlot, part: PartFilter) -> bool:
    chosen = slot.reading.chosen
    return chosen is not None and part.takes(chosen.content)


def _entity_cells(
    resolved: ResolvedEntity, flat: Mapping[str, Any], redirects: Mapping[str, str], properties: Sequence[str]
) -> Iterator[tuple[RowName, Cell]]:
    for name, slots in resolved.slots.items():
        if properties and name not in properties:
            continue
        shown = [slot for slot in slots if slot.reading.chosen is not None]
        if slots[0].declared.shape is Shape.MANY and name in flat:
            facts = [slot.reading.chosen for slot in shown if slot.reading.chosen is not None]
            yield RowName(name, ""), Cell(flat[name], facts, name in flat["disputed"], flat["hedged"].get(name))
        elif slots[0].declared.shape is not Shape.MANY:
            choice = resolved.choices.get(name)
            first = sorted(shown, key=lambda slot: choice is None or slot.reading.chosen is not choice.shown)
            yield from _cells_of_slots(name, first, redirects)


def _cells_of_slots(
    name: str, slots: Sequence[ResolvedSlot], redirects: Mapping[str, str]
) -> Iterator[tuple[RowName, Cell]]:
    """Yield a cell for each slot; the first of those that differ in unit alone is in the row of all units."""
    taken: set[str] = set()
    for slot in slots:
        if (fact := slot.reading.chosen) is not None:
            row = _row_of_all_units(slot, fact)
            row = slot.name if row in taken else row
            taken.add(row)
            yield RowName(name, row), _fact_cell(fact, slot.reading.is_disputed, redirects)


def _row_of_all_units(slot: ResolvedSlot, fact: Fact) -> str:
    """Name the row of a slot: without its unit, and with the condition, which is a part of the slots of amounts."""
    if slot.unit is not None:
        return slot.name.removesuffix(f" in {slot.unit}")
    condition = fact.content.condition
    return slot.name if condition is None else f"{slot.name}, condition={fold_text(condition)!r}"


def _fact_cell(fact: Fact, disputed: bool, redirects: Mapping[str, str]) -> Cell:
    return Cell(plain(fact.value, redirects), [fact], disputed, hedge_of(fact), fact.value)


def series_cells(world: World, ref: str, declared: Property, moment: Moment, part: PartFilter) -> dict[RowName, Cell]:
    """Return the cells of the last values of a series as of the moment, one for each scope and condition."""
    last = latest(world, ref=ref, wanted=SlotFilter(declared, {}, part), moment=moment)
    slots = [ResolvedSlot(declared, each.slot, each.step.reading, unit_group([each.step.chosen])) for each in last]
    return dict(_cells_of_slots(declared.name, slots, {}))
