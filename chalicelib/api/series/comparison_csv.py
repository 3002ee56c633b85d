"""A comparison as CSV: a row for each property and slot, and for each entity one column per part of its cells."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.api.http.routing.columns import in_cell
from chalicelib.api.http.routing.date_columns import first_day, is_date, last_day
from chalicelib.api.series.cell_text import in_words
from chalicelib.operations.series.compare import ComparedEntity, ComparedRow, Comparison

if TYPE_CHECKING:
    from chalicelib.api.series.answer_types import CellJson, ComparedRowJson

DAYS = (".from", ".to", " valid", " valid.from", " valid.to")  # of a value that is a date, and of its validity
BESIDE = ("disputed", "hedged", "sources", "facts")


def csv_lines(compared: Comparison, rows: Sequence["ComparedRowJson"], *, is_converted: bool) -> Iterator[list[str]]:
    """Return the header and the rows of a comparison, which has these rows in JSON."""
    beside = (*BESIDE, *(("shown_in",) if is_converted else ()))
    parts = ("", *DAYS, *(f" {name}" for name in beside))
    heads = (f"{name}{part}" for name in _column_names(compared.columns) for part in parts)
    yield ["property", "qualifiers", "scope", "condition", "unit", *heads]
    for row, shown in zip(compared.rows, rows, strict=True):
        yield [*_slot(row), *_cells(compared.columns, shown, beside)]


def _slot(row: ComparedRow) -> list[str]:
    slot = [f"{name}={in_words(value)}" for name, value in row.qualifiers.items()]
    slot += [f"period={row.period}"] if row.period else []
    scope = "" if row.scope is None else in_words(row.scope.json())
    return [row.property, "; ".join(slot), scope, row.condition or "", row.unit or ""]


def _column_names(columns: Sequence[ComparedEntity]) -> list[str]:
    """Name the columns: by their entity, and at several moments of a clock by the moment as well."""
    known, valid = ({getattr(each.moment, name) for each in columns} for name in ("known_at", "valid_at"))
    clock = "known_at" if len(known) > 1 else "valid_at" if len(valid) > 1 else None
    if clock is None:
        return [column.ref for column in columns]
    return [f"{column.ref} {clock}={getattr(column.moment, clock)}" for column in columns]


def _cells(columns: Sequence[ComparedEntity], row: "ComparedRowJson", beside: Sequence[str]) -> Iterator[str]:
    for column, cell in zip(columns, row["cells"], strict=True):
        if cell is None:
            yield from ("",) * (1 + len(DAYS) + len(beside))
        else:
            yield in_words(cell["value"], unit=row["unit"])
            yield from map(in_cell, _days(column.ref, row["property"], cell))
            yield from (in_cell(cell.get(name)) for name in beside)


def _days(ref: str, name: str, cell: "CellJson") -> Iterator[Any]:
    """Yield the first and the last day of a value that is a date, then the validity, and its first and last day."""
    kind = ref.partition("/")[0]
    value = cell["value"] if is_date(kind, name) else None
    valid = cell["valid"]
    yield from (first_day(value), last_day(value), valid, first_day(valid), last_day(valid))
