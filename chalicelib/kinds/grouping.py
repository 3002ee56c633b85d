"""The dimensions by which the entities of a kind are counted: its codes, and the month of the date of its lists."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from chalicelib.domain.values import CodeType, CountryType, CurrencyType, FlagType, LanguageType, When, parse_date
from chalicelib.kinds.declaration import Kind, Shape

YEAR, QUARTER, MONTH = "year", "quarter", "month"
TIMES = (YEAR, QUARTER, MONTH)
UNKNOWN, NONE = "unknown", "none"  # no vocabulary has these codes
OPEN = ".."  # in place of the month of a date with an open start, which ranges compare otherwise
_CODES = (CodeType, CountryType, CurrencyType, FlagType, LanguageType)
_PLAIN = re.compile("[A-Za-z0-9_-]{1,60}")
_QUARTER = 3  # months


@cache
def counted_codes(kind: Kind) -> tuple[str, ...]:
    """List the properties of a kind with one short code, by which its lists can be filtered."""
    return tuple(
        each.name
        for each in kind.properties
        if isinstance(each.type, _CODES) and each.shape is Shape.ONE and each.can_filter and not each.qualifiers
    )


@cache
def dimensions_of(kind: Kind) -> tuple[str, ...]:
    """List the dimensions of a kind: its codes and, if its lists are sorted by a date, the times of that."""
    return (*counted_codes(kind), *(TIMES if kind.order != kind.label else ()))


def groups_of(kind: Kind, flat: Mapping[str, Any]) -> dict[str, str]:
    """Return the group of an entity, by its flat view or its card, in each code and in `month`.

    A group is a code, `unknown` if nobody said, or `none`. A date counts by its first day; one with an open start, for
    which no day is stated, is `..`.
    """
    codes = {name: group_of_code(flat.get(name)) for name in counted_codes(kind)}
    return {**codes, MONTH: _month_of(flat.get(kind.order)) if kind.order != kind.label else UNKNOWN}


def group_of_code(value: Any) -> str:
    """Return the group of a value of a flat view."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else UNKNOWN
    return NONE if value == {"missing": "none"} else UNKNOWN


def time_of(month: str, dimension: str) -> str:
    """Return the year, quarter or month of a month, such as 2025, 2025-Q1 or 2025-01."""
    if month in (OPEN, UNKNOWN):
        return UNKNOWN
    year, _, number = month.partition("-")
    if dimension == QUARTER:
        return f"{year}-Q{(int(number) - 1) // _QUARTER + 1}"
    return year if dimension == YEAR else month


def _month_of(value: Any) -> str:
    when: When | None = parse_date(value) if isinstance(value, str) else None
    if when is None:
        return UNKNOWN
    return OPEN if when.start is None else when.first_day[:7]
