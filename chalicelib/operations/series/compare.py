"""Compares entities side by side: a row for each slot of a property, a column for each entity."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from chalicelib.domain.errors import BadParameter, Fault, Gone, Merged, NotFound, Refusal
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Guesses, summed_up
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.reading_slots import unit_group
from chalicelib.domain.values import Ref, Value, known_words
from chalicelib.domain.values.quantities.one_unit import common_unit, expressed_in
from chalicelib.domain.values.words.folding import fold_text
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.operations.bounds import AT_ONCE
from chalicelib.operations.entities.erased import erased_entity, find_erasures
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.entities.resolved_entity import ResolvedEntity, ResolvedSlot
from chalicelib.operations.entities.view import hedge_of, plain, render_view
from chalicelib.operations.series.latest import latest
from chalicelib.operations.series.slot_filter import ANY_PART, PartFilter, SlotFilter
from chalicelib.operations.world import NOW, World
from chalicelib.store.records.index.name_rows import label_of

MAX_COMPARED_REFS = 20
MAX_COMPARED_PROPERTIES = 50


@dataclass(frozen=True)
class Cell:
    """The value of one entity in one row, with its facts. A list property has one cell for all its values."""

    shown: Any
    facts: Sequence[Fact]
    disputed: bool
    hedged: str | None
    value: Value | None = None  # None: a list
    shown_in: Mapping[str, Any] | None = None  # an amount in another currency


@dataclass(frozen=True)
class ComparedRow:
    """A slot of a property with a cell for each entity, None without a value; `unit` is that of all cells.

    Values with another scope or condition are in another row.
    """

    property: str
    qualifiers: Mapping[str, Any]
    period: str | None
    cells: Sequence[Cell | None]
    scope: Value | None = None
    condition: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class ComparedEntity:
    """A compared entity: its label and its cells by row, or the refusal if it is not live."""

    ref: str
    label: str | None = None
    refusal: Refusal | None = None
    cells: Mapping["RowName", Cell] = field(default_factory=dict)
    read: int = 0
    date: str | None = None  # by which lists order it


class RowName(NamedTuple):
    """The identity of a row: a property and the name of one of its slots."""

    property: str
    slot: str


class Comparison(NamedTuple):
    """The columns and rows of a comparison."""

    columns: Sequence[ComparedEntity]
    rows: Sequence[ComparedRow]


class _Asked(NamedTuple):
    """The requested properties (none: all that are shown), moment, scope and condition."""

    properties: Sequence[str]
    moment: Moment
    part: PartFilter


def compare(
    world: World,
    *,
    refs: Sequence[Ref],
    properties: Sequence[str] = (),
    moment: Moment = NOW,
    part: PartFilter = ANY_PART,
) -> Comparison:
    """Compare up to 20 entities as of a moment by the given properties; by default, by all that one of them shows.

    One query for each entity, and those of `latest` for each requested series; one read more finds the erased ones
    among those that are missing. A missing, erased, retired or merged entity has an empty column with the reason.
    Raises BadParameter.
    """
    names = list(dict.fromkeys(map(str, refs)))
    if not 1 <= len(names) <= MAX_COMPARED_REFS:
        detail = f"Send 1 to {MAX_COMPARED_REFS} refs, not {len(names)}."
        raise BadParameter(detail, faults=(Fault("refs", "too_many", detail),), context={"limit": MAX_COMPARED_REFS})
    _check_properties(properties, {KINDS[ref.kind] for ref in refs})
    asked = _Asked(properties, moment, part)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        columns = list(pool.map(lambda name: _compare_entity(world, name, asked), names))
    missing = [each.ref for each in columns if isinstance(each.refusal, NotFound)]
    erased = {ref: erased_entity(ref, erasure) for ref, erasure in find_erasures(world, missing).items()}
    columns = [replace(each, refusal=erased.get(each.ref, each.refusal)) for each in columns]
    return Comparison(columns, list(_compared_rows(columns, properties)))


def _check_properties(properties: Sequence[str], kinds: set[Kind]) -> None:
    """Raise BadParameter for the properties that none of the kinds has."""
    known = sorted({declared.name for kind in kinds for declared in kind.declarations()})
    unknown = [name for name in properties if name not in known]
    guesses = Guesses()
    details = [
        f"None of the compared kinds has a property {name!r}{known_words(name, known, guesses=guesses)}"
        for name in unknown
    ]
    if details:
        faults = tuple(Fault("properties", "unknown_property", detail) for detail in details)
        raise BadParameter(summed_up(faults), faults=faults)


def _compare_entity(world: World, ref: str, asked: _Asked) -> ComparedEntity:
    properties, moment, part = asked
    try:
        found = resolve_at(world, ref, moment)
    except (NotFound, Gone, Merged) as refusal:
        return ComparedEntity(ref, refusal=refusal)
    entity, redirects = found.entity, found.entity.redirects_at(moment.known_at)
    flat = render_view(found.resolved, redirects)
    cells = dict(_part_cells(found.resolved, flat, redirects, asked))
    for declared in entity.kind.properties:
        if declared.series and declared.name in properties:
            cells |= _series_cells(world, ref, declared, moment, part)
    label = label_of(entity.kind, flat) if entity.kind.label in flat else None
    return ComparedEntity(ref, label, cells=cells, read=len(entity.facts), date=flat.get(entity.kind.order))


def _part_cells(
    resolved: ResolvedEntity, flat: Mapping[str, Any], redirects: Mapping[str, str], asked: _Asked
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


def _series_cells(world: World, ref: str, declared: Property, moment: Moment, part: PartFilter) -> dict[RowName, Cell]:
    """Return the cells of the last values of a series as of the moment, one for each scope and condition."""
    last = latest(world, ref=ref, wanted=SlotFilter(declared, {}, part), moment=moment)
    slots = [ResolvedSlot(declared, each.slot, each.step.reading, unit_group([each.step.chosen])) for each in last]
    return dict(_cells_of_slots(declared.name, slots, {}))


def _compared_rows(columns: Sequence[ComparedEntity], properties: Sequence[str]) -> Iterator[ComparedRow]:
    """Yield the rows in the order of the requested properties, else in the order in which entities show them."""
    places = list(dict.fromkeys(place for column in columns for place in column.cells))
    names = dict.fromkeys(properties or (place.property for place in places))
    order = {name: number for number, name in enumerate(names)}
    for place in sorted(places, key=lambda place: order[place.property]):
        yield _in_one_unit(_compared_row(place, [column.cells.get(place) for column in columns]))


def _compared_row(place: RowName, cells: Sequence[Cell | None]) -> ComparedRow:
    said = next(cell for cell in cells if cell is not None)
    if said.value is None:
        return ComparedRow(place.property, {}, None, cells)
    content = said.facts[0].content
    qualifiers = {name: value.json() for name, value in content.qualifiers.items()}
    return ComparedRow(place.property, qualifiers, content.period, cells, content.scope, content.condition)


def _in_one_unit(row: ComparedRow) -> ComparedRow:
    """Convert the quantities of a row to one unit, if that is exact."""
    values = [cell.value for cell in row.cells if cell is not None and cell.value is not None]
    unit = common_unit(values)
    if unit is None:
        return row
    expressed = [expressed_in(value, unit) for value in values]
    units = {getattr(value, "unit", unit) for value in expressed}
    cells = [
        cell if cell is None or cell.value is None else _cell_in_unit(cell, cell.value, unit) for cell in row.cells
    ]
    return replace(row, cells=cells, unit=unit if units == {unit} else None)


def _cell_in_unit(cell: Cell, value: Value, unit: str) -> Cell:
    expressed = expressed_in(value, unit)
    return cell if expressed is value else replace(cell, shown=expressed.json(), value=expressed)
