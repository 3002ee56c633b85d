"""Compare: some entities side by side, a row for each slot of a property, a column for each entity."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from chalicelib.domain.errors import BadParameter, Fault, Gone, Merged, NotFound, Refusal
from chalicelib.domain.facts import Fact, slot_of
from chalicelib.domain.faults import Guesses, summed_up
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.values import Ref, Value, known_words
from chalicelib.domain.values.quantities.one_unit import common_unit, expressed_in
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.operations.bounds import AT_ONCE
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.entities.resolved_entity import ResolvedEntity, ResolvedSlot
from chalicelib.operations.entities.view import hedge_of, plain, render_view
from chalicelib.operations.series.series import latest
from chalicelib.operations.world import NOW, World

MAX_COMPARED_REFS = 20
MAX_COMPARED_PROPERTIES = 50


@dataclass(frozen=True)
class Cell:
    """What one entity says in one row: its values with the facts that say so. A list property has one cell for all."""

    shown: Any
    facts: Sequence[Fact]
    disputed: bool
    hedged: str | None
    value: Value | None = None  # None: a list


@dataclass(frozen=True)
class ComparedRow:
    """A slot of a property with a cell for each entity, None where it says nothing; `unit` is that of all cells."""

    property: str
    qualifiers: Mapping[str, Any]
    period: str | None
    cells: Sequence[Cell | None]
    unit: str | None = None


@dataclass(frozen=True)
class ComparedEntity:
    """An entity that is compared: its label and cells by row, or why there is nothing of it."""

    ref: str
    label: str | None = None
    refusal: Refusal | None = None
    cells: Mapping["RowName", Cell] = field(default_factory=dict)
    read: int = 0


class RowName(NamedTuple):
    """What makes a row: a property, and the name of a slot of it."""

    property: str
    slot: str


class Comparison(NamedTuple):
    """The columns and rows of a comparison."""

    columns: Sequence[ComparedEntity]
    rows: Sequence[ComparedRow]


def compare(world: World, *, refs: Sequence[Ref], properties: Sequence[str] = (), moment: Moment = NOW) -> Comparison:
    """Put up to 20 entities side by side as of a moment; without properties named, all that one of them shows.

    One query an entity, and one more for each series asked for, of which the last value by then is shown. Entities
    that do not exist, were retired or were merged keep their column, empty, with the reason. Raises BadParameter.
    """
    names = list(dict.fromkeys(map(str, refs)))
    if not 1 <= len(names) <= MAX_COMPARED_REFS:
        detail = f"1 to {MAX_COMPARED_REFS} entities can be compared; there are {len(names)}."
        raise BadParameter(detail, faults=(Fault("refs", "too_many", detail),), context={"limit": MAX_COMPARED_REFS})
    _check(properties, {KINDS[ref.kind] for ref in refs})
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        columns = list(pool.map(lambda name: _column(world, name, properties, moment), names))
    return Comparison(columns, list(_rows(columns, properties)))


def _check(properties: Sequence[str], kinds: set[Kind]) -> None:
    """Refuse every property that none of the kinds has."""
    known = sorted({declared.name for kind in kinds for declared in _declared(kind)})
    unknown = [name for name in properties if name not in known]
    guesses = Guesses()
    details = [
        f"Nothing that is compared has a property {name!r}{known_words(name, known, guesses=guesses)}"
        for name in unknown
    ]
    if details:
        faults = tuple(Fault("properties", "unknown_property", detail) for detail in details)
        raise BadParameter(summed_up(faults), faults=faults)


def _declared(kind: Kind) -> Iterator[Property]:
    for type_name in (None, *(each.name for each in kind.types)):
        yield from kind.all_properties(type_name=type_name)


def _column(world: World, ref: str, properties: Sequence[str], moment: Moment) -> ComparedEntity:
    try:
        entity, resolved = resolve_at(world, ref, moment)
    except (NotFound, Gone, Merged) as refusal:
        return ComparedEntity(ref, refusal=refusal)
    redirects = entity.redirects_at(moment.known_at)
    flat = render_view(resolved, redirects)
    cells = dict(_cells(resolved, flat, redirects, properties))
    for declared in entity.kind.properties:
        if declared.series and declared.name in properties:
            cells |= _of_series(world, ref, declared, moment)
    return ComparedEntity(ref, flat.get(entity.kind.label), cells=cells, read=len(entity.facts))


def _cells(
    resolved: ResolvedEntity, flat: Mapping[str, Any], redirects: Mapping[str, str], properties: Sequence[str]
) -> Iterator[tuple[RowName, Cell]]:
    for name, slots in resolved.slots.items():
        if properties and name not in properties:
            continue
        shown = [
            slot for slot in slots if slot.reading.chosen is not None and slot.reading.chosen.content.scope is None
        ]
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
    """Give a cell for each slot; the first of those that differ in unit alone is in the row of all units."""
    taken: set[str] = set()
    for slot in slots:
        row = slot.name if slot.unit is None else slot.name.removesuffix(f" in {slot.unit}")
        row = slot.name if row in taken else row
        taken.add(row)
        if (fact := slot.reading.chosen) is not None:
            yield RowName(name, row), _cell(fact, slot.reading.is_disputed, redirects)


def _cell(fact: Fact, disputed: bool, redirects: Mapping[str, str]) -> Cell:
    return Cell(plain(fact.value, redirects), [fact], disputed, hedge_of(fact), fact.value)


def _of_series(world: World, ref: str, declared: Property, moment: Moment) -> dict[RowName, Cell]:
    """Give the last value of a series by the moment."""
    step = latest(world, ref=ref, declared=declared, moment=moment)
    if step is None:
        return {}
    return {RowName(declared.name, slot_of({})): _cell(step.chosen, step.reading.is_disputed, {})}


def _rows(columns: Sequence[ComparedEntity], properties: Sequence[str]) -> Iterator[ComparedRow]:
    """Give the rows in the order of the properties asked for, else that in which the entities show them."""
    places = list(dict.fromkeys(place for column in columns for place in column.cells))
    names = dict.fromkeys(properties or (place.property for place in places))
    order = {name: number for number, name in enumerate(names)}
    for place in sorted(places, key=lambda place: order[place.property]):
        yield _in_one_unit(_row(place, [column.cells.get(place) for column in columns]))


def _row(place: RowName, cells: Sequence[Cell | None]) -> ComparedRow:
    said = next(cell for cell in cells if cell is not None)
    if said.value is None:
        return ComparedRow(place.property, {}, None, cells)
    content = said.facts[0].content
    qualifiers = {name: value.json() for name, value in content.qualifiers.items()}
    return ComparedRow(place.property, qualifiers, content.period, cells)


def _in_one_unit(row: ComparedRow) -> ComparedRow:
    """Express the quantities of a row in one unit, where that is exact."""
    values = [cell.value for cell in row.cells if cell is not None and cell.value is not None]
    unit = common_unit(values)
    if unit is None:
        return row
    expressed = [expressed_in(value, unit) for value in values]
    units = {getattr(value, "unit", unit) for value in expressed}
    cells = [cell if cell is None or cell.value is None else _expressed(cell, cell.value, unit) for cell in row.cells]
    return replace(row, cells=cells, unit=unit if units == {unit} else None)


def _expressed(cell: Cell, value: Value, unit: str) -> Cell:
    expressed = expressed_in(value, unit)
    return cell if expressed is value else replace(cell, shown=expressed.json(), value=expressed)
