"""Filters by the number of independent origins behind a value: `origins.amount[lte]=1`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from chalicelib.domain.errors import Fault
from chalicelib.domain.values.comparing.matching import Operator
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.variants import declarations_of
from chalicelib.operations.lists.filter_reading import ReadConditions

ORIGINS = "origins"
MAX_ORIGINS = 999_999
_OPERATORS = (Operator.GTE, Operator.LTE)
_NUMBER = re.compile("[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class OriginFilter:
    """A query parameter that compares the origins of a property with a number."""

    name: str
    operator: Operator

    @property
    def parameter(self) -> str:
        """The name of the query parameter."""
        return f"{ORIGINS}.{self.name}[{self.operator}]"


@dataclass(frozen=True)
class OriginCondition:
    """The bounds of the origins of one property: one of its values must be within all of them."""

    name: str
    bounds: tuple[tuple[Operator, int], ...]

    def fits_card(self, card: Mapping[str, Any]) -> bool | None:
        """Return None if the entity of a card must be read to know: cards do not count origins."""
        return None if self.name in card or self.name in card.get("omitted", ()) else False

    def fits(self, flat: Mapping[str, Any], _conflicts: Iterable[Mapping[str, Any]] = ()) -> bool:
        """Return whether a value that a flat view shows has so many origins."""
        counts = flat.get(ORIGINS, {}).get(self.name, [])
        return any(map(self._is_within, counts if isinstance(counts, list) else [counts]))

    def _is_within(self, count: int) -> bool:
        return all(count <= number if operator is Operator.LTE else count >= number for operator, number in self.bounds)


@cache
def counted_properties(kind: Kind) -> tuple[str, ...]:
    """List the properties of a kind of which a flat view counts the origins."""
    return tuple(dict.fromkeys(each.name for each in declarations_of(kind) if not each.series))


@cache
def origin_filters_of(kind: Kind) -> Mapping[str, OriginFilter]:
    """Return these filters of a kind by their query parameters."""
    found = (OriginFilter(name, operator) for name in counted_properties(kind) for operator in _OPERATORS)
    return {each.parameter: each for each in found}


def read_origin_conditions(kind: Kind, asked: Mapping[str, str]) -> ReadConditions[OriginCondition]:
    """Parse the filters among query parameters, those of one property as one condition."""
    known = origin_filters_of(kind)
    sent = sorted((known[name] for name in asked if name in known), key=lambda each: each.name)
    faults = [_fault(each.parameter) for each in sent if not _NUMBER.fullmatch(asked[each.parameter])]
    if faults:
        return ReadConditions((), faults)
    by_property = groupby(sent, key=lambda each: each.name)
    return ReadConditions(tuple(OriginCondition(name, _bounds(each, asked)) for name, each in by_property), faults)


def _bounds(filters: Iterable[OriginFilter], asked: Mapping[str, str]) -> tuple[tuple[Operator, int], ...]:
    return tuple((each.operator, int(asked[each.parameter])) for each in filters)


def _fault(parameter: str) -> Fault:
    return Fault(parameter, "bad_value", f"{parameter} must be a whole number from 1 to {MAX_ORIGINS}.")
