"""Rows of a comparison: the cells of one slot in all columns, in one unit if that is exact."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.values import Value
from chalicelib.domain.values.quantities.one_unit import common_unit, expressed_in
from chalicelib.operations.series.compared_cells import Cell, RowName


@dataclass(frozen=True)
class ComparedRow:
    """A slot of a property with a cell for each column, None without a value; `unit` is that of all cells.

    Values with another scope or condition are in another row.
    """

    property: str
    qualifiers: Mapping[str, Any]
    period: str | None
    cells: Sequence[Cell | None]
    scope: Value | None = None
    condition: str | None = None
    unit: str | None = None


def compared_rows(columns: Sequence[Mapping[RowName, Cell]], properties: Sequence[str]) -> Iterator[ComparedRow]:
    """Yield the rows in the order of the requested properties, else in the order in which entities show them."""
    places = list(dict.fromkeys(place for column in columns for place in column))
    names = dict.fromkeys(properties or (place.property for place in places))
    order = {name: number for number, name in enumerate(names)}
    for place in sorted(places, key=lambda place: order[place.property]):
        yield _in_one_unit(_compared_row(place, [column.get(place) for column in columns]))


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
