"""Lists as tables: the columns of their items, and CSV (RFC 4180) that is safe to open in a spreadsheet."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

JOINED = "; "
_JSON_BEGINS = ("{", "[", '"')


@dataclass(frozen=True)
class CsvColumn:
    """A column: its name, where in an item its value stands, and which part of that it shows."""

    name: str
    path: tuple[str, ...]
    part: Callable[[Any], Any]

    def cell(self, item: Mapping[str, Any]) -> str:
        """Write the cell of an item; it is empty where the item has nothing there."""
        value: Any = item
        for name in self.path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return in_cell(self.part(value))


def in_cell(value: Any) -> str:
    """Write a value: texts, numbers and flags as they are, plain lists joined, what has parts of its own as JSON.

    What is empty is an empty cell. A text that could be taken for JSON is JSON too, so a cell that begins with a brace,
    a bracket or a quote always is.
    """
    if value in (None, [], {}):
        return ""
    match value:
        case str():
            return _json(value) if value.startswith(_JSON_BEGINS) else value
        case [*parts] if all(isinstance(each, str) and each and not _is_risky(each) for each in parts):
            return JOINED.join(parts)
    return _json(value)


def named(*names: str) -> tuple[CsvColumn, ...]:
    """Give a column for each of these members of an item."""
    return tuple(CsvColumn(name, (name,), _whole) for name in names)


def within(member: str, *names: str) -> tuple[CsvColumn, ...]:
    """Give a column for each of these members of a member."""
    return tuple(CsvColumn(name, (member, name), _whole) for name in names)


def of_value(name: str = "value") -> tuple[CsvColumn, ...]:
    """Give the columns of a value of any type: its amount or text, then unit, bound and language where it has them."""
    parts = {"": _amount_or_text, ".unit": _member("unit"), ".bound": _bound, ".language": _member("language")}
    return _split(name, parts)


def of_quantity(name: str) -> tuple[CsvColumn, ...]:
    """Give the columns of a quantity: its amount, so numbers alone, its unit, its bound or that it is missing."""
    return _split(name, {"": _member("amount"), ".unit": _member("unit"), ".bound": _bound_or_missing})


def of_phrase(name: str) -> tuple[CsvColumn, ...]:
    """Give the columns of a text in a language: the text, the language."""
    return _split(name, {"": _amount_or_text, ".language": _member("language")})


def table(columns: Sequence[CsvColumn], items: Iterable[Mapping[str, Any]]) -> Iterable[list[str]]:
    """Write the lines: the names of the columns, then a line an item."""
    yield [column.name for column in columns]
    for item in items:
        yield [column.cell(item) for column in columns]


def _split(name: str, parts: Mapping[str, Callable[[Any], Any]]) -> tuple[CsvColumn, ...]:
    return tuple(CsvColumn(name + suffix, (name,), part) for suffix, part in parts.items())


def _whole(value: Any) -> Any:
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


def _bound(value: Any) -> Any:
    match value:
        case {"low": low, "high": high}:
            return f"{low}..{high}"
        case {"bound": bound}:
            return bound
    return None


def _bound_or_missing(value: Any) -> Any:
    return value if isinstance(value, Mapping) and "unit" not in value else _bound(value)


def _member(name: str) -> Callable[[Any], Any]:
    return lambda value: value.get(name) if isinstance(value, Mapping) else None


def _is_risky(text: str) -> bool:
    return ";" in text or text.startswith(_JSON_BEGINS)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


CSV = "text/csv"
WITH_HEAD = f"{CSV}; header=present"

# A spreadsheet takes a cell that begins with one of these for a formula, wherever the text came from: in any width,
# and after what it does not show. A text that begins with apostrophes before it gets one more, so that a reader
# takes exactly one away.
_UNSEEN = " \u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"
_FORMULA = re.compile(f"'*[{_UNSEEN}]*[=+\\-@\t\r\n＝＋－＠﹦﹢﹣﹫]")
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def file_named(path: str) -> dict[str, str]:
    """Give the header by which a browser saves the answer under a name (RFC 6266), made of the path."""
    name = re.sub("[^A-Za-z0-9._-]+", "-", path.removeprefix("/v1/")).strip("-.")
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


def write_csv(rows: Iterable[Sequence[str]]) -> str:
    """Write rows, each line ended with CR LF. What a spreadsheet would run gets an apostrophe before it."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return written.getvalue()


def guarded(cell: str) -> str:
    """Keep a spreadsheet from running a cell; a negative number is no formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
