"""Converted cells: the amounts of a comparison, shown in one currency beside the originals."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.conversion import Dated, convert_values, day_of_value
from chalicelib.operations.series.compare import Cell, ComparedEntity, ComparedRow, Comparison
from chalicelib.operations.world import Moment, World


class ConvertedComparison(NamedTuple):
    """A comparison whose cells are also shown in a currency, and by currency why some are not."""

    compared: Comparison
    conversion: Mapping[str, Any]


def convert_cells(world: World, compared: Comparison, *, to: str, moment: Moment) -> ConvertedComparison:
    """Return a comparison with its amounts of money in a currency, at the cost of `find_rates`; lists have none."""
    today = (moment.at(world.now()).valid_at or world.now())[:10]
    values = [
        Dated(cell.shown, _day(column, row, cell, today))
        for row in compared.rows
        for column, cell in zip(compared.columns, row.cells, strict=True)
        if cell is not None and cell.value is not None
    ]
    converted = convert_values(world, values, to=to, moment=moment)
    shown_in = iter(converted.shown_in)
    rows = [
        replace(row, cells=[_with_amount(cell, next(shown_in)) if _is_one(cell) else cell for cell in row.cells])
        for row in compared.rows
    ]
    return ConvertedComparison(compared._replace(rows=rows), converted.conversion)


def _is_one(cell: Cell | None) -> bool:
    return cell is not None and cell.value is not None


def _with_amount(cell: Cell | None, shown_in: Mapping[str, Any]) -> Cell | None:
    amount = next(iter(shown_in.get("value", ())), None)
    return cell if cell is None or amount is None else replace(cell, shown_in=amount)


def _day(column: ComparedEntity, row: ComparedRow, cell: Cell, today: str) -> str:
    valid = cell.facts[0].content.valid
    about = {"ref": column.ref, KINDS[Ref.of(column.ref).kind].order: column.date}
    return day_of_value(about, {"valid": None if valid is None else valid.json(), "period": row.period}, today=today)
