"""Filters that counters answer: by the codes that they know, and by whole months of the date of a list."""

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from chalicelib.domain.values import Code, Flag, Value, When
from chalicelib.domain.values.comparing.matching import Operator
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.grouping import OPEN, UNKNOWN, counted_codes, group_of_code
from chalicelib.operations.lists.filters import Condition
from chalicelib.store.records.counter_rows import CellCounts
from chalicelib.store.records.index.group_cells import Cell

_MONTH_CHARS = len("2025-01")


@dataclass(frozen=True)
class GroupFilter:
    """The codes that a list is filtered by, by property, and the months of its date: the first, and the last."""

    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None

    def select(self, counts: CellCounts, kind: Kind) -> CellCounts | None:
        """Return the counts of the entities that the list has; None if the counters do not say.

        A list also finds entities by codes that stand beside the one shown. Which of them it finds by two codes at
        once is not counted.
        """
        own, others = counted_codes(kind), set[str]()
        if self == ALL and all(names == own and not other for names, _, _, other in counts):
            return counts
        asked = [(own.index(name), name, codes) for name, codes in self.codes.items()]
        found: Counter[Cell] = Counter()
        for cell, count in counts.items():
            if cell.names != own or (cell.other and not asked):
                continue
            wrong = [name for place, name, codes in asked if cell.values[place] not in codes]
            if not (self._may_have(cell.other, wrong) if cell.other else not wrong):
                continue
            is_within = self._has_month(cell.month)
            if is_within is None:
                return None
            others |= {cell.other} if cell.other and is_within else set()
            if is_within and len(wrong) == bool(cell.other):
                found[cell._replace(other="") if cell.other else cell] += count
        return None if len(others) > 1 else found

    def _may_have(self, other: str, wrong: Sequence[str]) -> bool:
        """Return whether the list may have entities by another code than the one shown, which is wrong."""
        name, _, code = other.partition("=")
        return name in wrong and code in self.codes[name]

    def _has_month(self, month: str) -> bool | None:
        """Return whether dates of a month fit; None if that depends on their ends."""
        if self.first is None and self.last is None:
            return True
        if month == OPEN:  # it begins on some day up to its end
            return None if self.first is None else False
        return month != UNKNOWN and (self.first or month) <= month <= (self.last or month)


ALL = GroupFilter()


def group_filter(kind: Kind, conditions: Sequence[Condition]) -> GroupFilter | None:
    """Return the filter for conditions; None if the counters do not know what they compare."""
    codes: dict[str, frozenset[str]] = {}
    bounds: dict[str, str] = {}
    for each in conditions:
        bound = _bound_of(kind, each)
        if each.name in counted_codes(kind) and each.name not in codes and _compares_codes(each):
            codes[each.name] = frozenset(group_of_code(value.json()) for value in each.values)
        elif bound is not None:
            end, month = bound
            bounds[end] = (max if end == "first" else min)(month, bounds.get(end, month))
        else:
            return None
    return GroupFilter(codes, **bounds)


def _compares_codes(condition: Condition) -> bool:
    return condition.filter.has_key and condition.is_equality and all(map(_is_code, condition.values))


def _is_code(value: Value) -> bool:
    return isinstance(value, Code | Flag) and group_of_code(value.json()) != UNKNOWN


def _bound_of(kind: Kind, condition: Condition) -> tuple[str, str] | None:
    """Return which end of the months a condition bounds, and the month; None unless it parts whole months."""
    if condition.name != kind.order or len(condition.values) != 1 or not isinstance(condition.values[0], When):
        return None
    asked = condition.values[0]
    (first, starts), (last, ends) = _month_and_edge(asked.first_day), _month_and_edge(asked.last_day)
    match condition.operator:
        case Operator.GTE if starts.is_first:
            return "first", first
        case Operator.GT if ends.is_last:
            return "first", _shifted(last, 1)
        case Operator.LTE if ends.is_last:
            return "last", last
        case Operator.LT if starts.is_first:
            return "last", _shifted(first, -1)
    return None


class _Edge(NamedTuple):
    is_first: bool
    is_last: bool


def _month_and_edge(day: str) -> tuple[str, _Edge]:
    """Return the month of a day, and whether it is the first or the last day of that."""
    year, month, number = map(int, day.split("-"))
    return day[:_MONTH_CHARS], _Edge(number == 1, number == monthrange(year, month)[1])


def _shifted(month: str, by: int) -> str:
    """Return the month so many months after another, in a form that sorts like all others."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04}-{number + 1:02}"
