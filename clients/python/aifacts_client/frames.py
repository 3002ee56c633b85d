"""Rows of data frames: a column for each member, as in the CSV of the service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, Literal

from pydantic_core import to_json

from aifacts_client.values import Missing, Quantity, Range, Shape, Text

Library = Literal["pandas", "polars"]
LIBRARIES = ("pandas", "polars")


class MissingLibrary(ImportError):
    """Neither pandas nor polars is installed, or not the one that was asked for."""


def frame(items: Iterable[Shape], library: Library | None = None) -> Any:
    """Return a data frame of items. Without a library it is pandas if that is installed, else polars.

    An amount is a number, with its unit in `<name>.unit`, and its bound, or both ends of a range, in `<name>.bound`. A
    list or an object is JSON, and a missing value is empty. A column of numbers and texts, such as `value`, has texts.
    """
    return _load(library).DataFrame(columns(items))


def columns(items: Iterable[Shape]) -> dict[str, list[Any]]:
    """Return the columns of a frame, each as long as there are items."""
    rows = [dict(_cells(item)) for item in items]
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _alike([row.get(name) for row in rows]) for name in names}


def _load(library: Library | None) -> Any:
    if library is not None and library not in LIBRARIES:
        raise ValueError(f"library is {library!r}; it must be pandas or polars.")
    for name in [library] if library else LIBRARIES:
        try:
            return import_module(name)
        except ImportError:
            continue
    raise MissingLibrary(
        f"to_frame() needs {library or 'pandas or polars'}: pip install 'aifacts-client[pandas]' or [polars]."
    )


def _alike(cells: list[Any]) -> list[Any]:
    """Return the cells of a column in one type, as polars needs."""
    types = {type(cell) for cell in cells if cell is not None}
    return (
        cells if len(types) <= 1 or types == {int, float} else [None if each is None else str(each) for each in cells]
    )


def _cells(item: Shape) -> Iterator[tuple[str, Any]]:
    for name, info in type(item).model_fields.items():
        if name in item.model_fields_set:
            yield from _cell(info.alias or name, getattr(item, name))
    for name, value in (item.model_extra or {}).items():
        yield from _cell(name, value)


def _cell(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    match value:
        case Quantity():
            yield name, float(value.amount)
            yield f"{name}.unit", value.unit
            yield f"{name}.bound", value.bound
        case Range():
            yield name, None
            yield f"{name}.unit", value.unit
            yield f"{name}.bound", f"{value.low:f}..{value.high:f}"
        case Text():
            yield name, value.text
        case Missing():
            yield name, None
        case list() | dict() | Shape():
            yield name, to_json(value, by_alias=True, exclude_none=True).decode()
        case _:
            yield name, value
