"""CSV columns of dates: each date as it is kept, in EDTF, and beside it its first and its last day in ISO 8601."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from chalicelib.api.http.routing.columns import CsvColumn, named, of_value
from chalicelib.domain.values import DateType, When, parse_date
from chalicelib.kinds import KINDS
from chalicelib.kinds.variants import variants_of

Item = Mapping[str, Any]
PropertyOf = Callable[[Item], tuple[str, str]]  # the kind and the name of the property of an item


def dated(*names: str) -> tuple[CsvColumn, ...]:
    """Return three columns for each of these members, which are dates: the date, its first day and its last day."""
    return tuple(column for name in names for column in (*named(name), *_days(name, (name,), lambda value: value)))


def of_any_value(name: str = "value", *, property_of: PropertyOf) -> tuple[CsvColumn, ...]:
    """Return the columns of a value of any type; the last two have its days if its property is a date."""

    def date_in(item: Item) -> Any:
        kind, property_name = property_of(item)
        return item.get(name) if is_date(kind, property_name) else None

    return (*of_value(name), *_days(name, (), date_in))


def of_fact(member: str) -> PropertyOf:
    """Return a function that finds the property of an item in a member with the id of a fact."""

    def property_of(item: Item) -> tuple[str, str]:
        kind, _, rest = str(item.get(member) or "").partition("~")
        return kind, rest.partition("~")[2].partition("~")[0]

    return property_of


def is_date(kind: str, property_name: str) -> bool:
    """Return whether the values of a property are dates."""
    return property_name in _dates_of(kind)


@cache
def _dates_of(kind: str) -> frozenset[str]:
    """Return the names of the properties of a kind that are dates."""
    declared = variants_of(KINDS[kind]) if kind in KINDS else {}
    return frozenset(
        name for name, variants in declared.items() if all(isinstance(each.type, DateType) for each in variants)
    )


def _days(name: str, path: tuple[str, ...], date_in: Callable[[Any], Any]) -> tuple[CsvColumn, ...]:
    return (
        CsvColumn(f"{name}.from", path, lambda value: first_day(date_in(value))),
        CsvColumn(f"{name}.to", path, lambda value: last_day(date_in(value))),
    )


def first_day(value: Any) -> str | None:
    """Return the first day of a date, and of a list the earliest; None if one has no known start."""
    days = [None if when is None or when.start is None else when.first_day for when in _dates_in(value)]
    return None if None in days else min(filter(None, days), default=None)


def last_day(value: Any) -> str | None:
    """Return the last day of a date, and of a list the latest; None if one has no known end."""
    days = [None if when is None or _is_open(when) else when.last_day for when in _dates_in(value)]
    return None if None in days else max(filter(None, days), default=None)


def _is_open(when: When) -> bool:
    return when.is_interval and when.end is None


def _dates_in(value: Any) -> Iterator[When | None]:
    """Yield the dates of a value or of the entries of a list; None for one that is not known."""
    for entry in value if isinstance(value, list) else [] if value is None else [value]:
        raw = entry["value"] if isinstance(entry, Mapping) and "value" in entry else entry
        yield parse_date(raw) if isinstance(raw, str) else None
