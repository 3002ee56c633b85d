"""Lists as tables: the columns of their items, and CSV (RFC 4180) that is safe to open in a spreadsheet."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from chalicelib.late_dataclass import dataclass

JOINED = "; "
_JSON_BEGINS = ("{", "[", '"')


@dataclass(frozen=True)
class CsvColumn:
    """A column: its name, the path of its value in an item, and the part of the value that it shows."""

    name: str
    path: tuple[str, ...]
    part: Callable[[Any], Any]

    def cell(self, item: Mapping[str, Any]) -> str:
        """Return the cell of an item; empty if the item has no such value."""
        value: Any = item
        for name in self.path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return in_cell(self.part(value))


def in_cell(value: Any) -> str:
    """Return the text of a value: scalars as they are, lists of plain texts joined, all other values as JSON.

    An empty value is an empty cell. A text that looks like JSON is written as JSON, so a cell that begins with a
    brace, a bracket or a quote is always JSON.
    """
    if value in (None, [], {}):
        return ""
    match value:
        case str():
            return _to_json(value) if value.startswith(_JSON_BEGINS) else value
        case [*parts] if all(isinstance(each, str) and each and not _is_risky(each) for each in parts):
            return JOINED.join(parts)
    return _to_json(value)


def named(*names: str) -> tuple[CsvColumn, ...]:
    """Return a column for each of these members of an item."""
    return tuple(CsvColumn(name, (name,), _keep_whole) for name in names)


def within(member: str, *names: str, prefix: str = "") -> tuple[CsvColumn, ...]:
    """Return a column for each of these members of one member; `prefix` begins its name."""
    return tuple(CsvColumn(prefix + name, (member, name), _keep_whole) for name in names)


def of_value(name: str = "value") -> tuple[CsvColumn, ...]:
    """Return the columns of a value of any type: its amount or text, then its unit, bound, real year and language."""
    parts = {"": _amount_or_text, ".unit": _member_of("unit"), ".bound": _bound, ".real": _member_of("real")}
    return _split_columns(name, {**parts, ".language": _member_of("language")})


def of_quantity(name: str, *, has_money: bool = False) -> tuple[CsvColumn, ...]:
    """Return the columns of a quantity: its amount (numbers only), its unit, and its bound or that it is missing.

    Money has a column for the year in which it is counted, too. A list, which some event types have under a name that
    is one quantity in others, is in the column of the amount.
    """
    parts = {"": _amount_or_list, ".unit": _member_of("unit"), ".bound": _bound_or_missing}
    return _split_columns(name, {**parts, ".real": _member_of("real")} if has_money else parts)


def of_phrase(name: str) -> tuple[CsvColumn, ...]:
    """Return the columns of a text in a language: the text and the language."""
    return _split_columns(name, {"": _amount_or_text, ".language": _member_of("language")})


def table(columns: Sequence[CsvColumn], items: Iterable[Mapping[str, Any]]) -> Iterable[list[str]]:
    """Yield the rows: the names of the columns, then one row for each item."""
    yield [column.name for column in columns]
    for item in items:
        yield [column.cell(item) for column in columns]


def _split_columns(name: str, parts: Mapping[str, Callable[[Any], Any]]) -> tuple[CsvColumn, ...]:
    return tuple(CsvColumn(name + suffix, (name,), part) for suffix, part in parts.items())


def _keep_whole(value: Any) -> Any:
    return value


def _amount_or_text(value: Any) -> Any:
    match value:
        case {"amount": amount}:
            return amount
        case {"low": _, "high": _}:
            return None
        case {"text": text, "language": _}:
            return text
    return value


def _amount_or_list(value: Any) -> Any:
    return value if isinstance(value, list) else _member_of("amount")(value)


def _bound(value: Any) -> Any:
    match value:
        case {"low": low, "high": high}:
            return f"{low}..{high}"
        case {"plus_minus": error}:
            return f"±{error}"
        case {"bound": bound}:
            return bound
    return None


def _bound_or_missing(value: Any) -> Any:
    return value if isinstance(value, Mapping) and "unit" not in value else _bound(value)


def _member_of(name: str) -> Callable[[Any], Any]:
    return lambda value: value.get(name) if isinstance(value, Mapping) else None


def _is_risky(text: str) -> bool:
    return ";" in text or text.startswith(_JSON_BEGINS)


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


CSV = "text/csv"
WITH_HEAD = f"{CSV}; header=present"

# A spreadsheet evaluates a cell that begins with one of these as a formula, also in full width and after invisible
# characters. Apostrophes before it get one more, so a reader removes exactly one.
_UNSEEN = " \u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
_FORMULA = re.compile(f"'*[{_UNSEEN}]*[=+\\-@\t\r\n＝＋－＠﹦﹢﹣﹫]")
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def file_named(path: str) -> dict[str, str]:
    """Return the header with the file name for browsers (RFC 6266), made of the path."""
    name = re.sub("[^A-Za-z0-9._-]+", "-", path.removeprefix("/v1/")).strip("-.")
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


def write_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows as CSV, lines ended with CR LF; formulas get an apostrophe before them."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return written.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet evaluates; a negative number is not a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
