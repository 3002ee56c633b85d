"""Exclusions: values added one by one, and whether one of them excludes another, without comparing it with each."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from chalicelib.domain.values.compare import end_of, error_of, excludes, identity, start_of, unit_group
from chalicelib.domain.values.dates import When
from chalicelib.domain.values.name_exclusions import NameExclusions
from chalicelib.domain.values.overlaps import Stretch, ends_of, is_no_number
from chalicelib.domain.values.plain import Code, Flag, Missing, Named, Phrase, Ref, Text
from chalicelib.domain.values.quantities.quantities import EXACT, Quantity, Span
from chalicelib.domain.values.types.value_type import Value

_Number = Quantity | Span
_NONE = Missing("none")


class Exclusions:
    """Some values: each excludes the values of another identity that the function `excludes` says."""

    def __init__(self, values: Iterable[Value] = (), *, fixed: bool, label: bool = False) -> None:
        self._fixed = fixed
        self._label = label
        self._has_none = False
        self._has_known = False  # a value that is not missing
        self._numbers = _Numbers(fixed=fixed)
        self._dates = _Dates()
        self._names = NameExclusions()
        self._words: dict[type, set[str]] = {}
        self._others: list[Value] = []
        for value in values:
            self.add(value)

    def add(self, value: Value) -> None:
        """Add a value."""
        self._has_known = self._has_known or not isinstance(value, Missing)
        match value:
            case Quantity() | Span():
                self._numbers.add(value)
            case When():
                self._dates.add(value)
            case Named() | Ref():
                self._names.add(value)
            case Code() | Flag() | Text():
                self._words.setdefault(type(value), set()).add(identity(value))
            case Missing():
                self._has_none = self._has_none or value == _NONE
            case _:
                self._others.append(value)

    def exclude(self, value: Value) -> bool:
        """Return whether one of them, of another identity, excludes this value."""
        if isinstance(value, Missing):
            return value == _NONE and self._has_known
        return self._has_none or self._exclude_known(value)

    def _exclude_known(self, value: Value) -> bool:
        match value:
            case Quantity() | Span():
                excluded = self._numbers.exclude(value)
            case When():
                excluded = self._dates.exclude(value)
            case Named() | Ref():
                excluded = self._names.exclude(value)
            case Code() | Flag() | Text():
                said = self._words.get(type(value), ()) if self._label or not isinstance(value, Text) else ()
                excluded = len(said) > (identity(value) in said)
            case Phrase():  # prose
                excluded = False
            case _:
                excluded = self._compare(value)
        return excluded

    def _compare(self, value: Value) -> bool:
        """Compare a value of a rare type with each of the others."""
        name = identity(value)
        return any(
            identity(each) != name and excludes(each, value, fixed=self._fixed, label=self._label)
            for each in self._others
        )


class _Extremes:
    """Stretches of one line, of which the first to end and the last to begin exclude all that one of them does."""

    __slots__ = ("_first_end", "_last_start")

    def __init__(self) -> None:
        self._first_end: Any = None
        self._last_start: Any = None

    def add(self, stretch: Stretch) -> None:
        start, end = stretch
        if self._last_start is None:
            self._last_start, self._first_end = start, end
            return
        self._last_start = max(self._last_start, start)
        self._first_end = min(self._first_end, end)

    def exclude(self, stretch: Stretch) -> bool:
        """Return whether one of them ends before a stretch begins or begins after it ends."""
        if self._last_start is None:
            return False
        start, end = stretch
        return bool(self._first_end < start or self._last_start > end)


class _Numbers:
    """Quantities and ranges by the group of their unit and, where roundings are excused, by how coarse they are."""

    def __init__(self, *, fixed: bool) -> None:
        self._fixed = fixed
        self._lines: dict[str, dict[Decimal | None, _Extremes]] = {}
        self._no_numbers: dict[str, dict[str, Stretch]] = {}

    def add(self, value: _Number) -> None:
        """Add a value; one that allows no number, as "under 0" does, is kept apart, for it would exclude itself."""
        group = unit_group(value)
        if is_no_number(value):
            self._no_numbers.setdefault(group, {})[identity(value)] = ends_of(value)
            return
        line = self._lines.setdefault(group, {})
        error = self._error(value)
        if error not in line:
            line[error] = _Extremes()
        line[error].add(ends_of(value))

    def exclude(self, value: _Number) -> bool:
        group, own, ends = unit_group(value), self._error(value), ends_of(value)
        if group in self._no_numbers and self._is_beside_no_number(group, value):
            return True
        return any(
            extremes.exclude(ends if own is None or error is None else _widened(ends, max(own, error)))
            for error, extremes in self._lines.get(group, {}).items()
        )

    def _is_beside_no_number(self, group: str, value: _Number) -> bool:
        (start, end), name = ends_of(value), identity(value)
        found = (stretch for each, stretch in self._no_numbers[group].items() if each != name)
        return any(last < start or first > end for first, last in found)

    def _error(self, value: _Number) -> Decimal | None:
        return error_of(value) if self._fixed else None


def _widened(ends: Stretch, error: Decimal) -> Stretch:
    (low, low_side), (high, high_side) = ends
    return (EXACT.subtract(low, error), low_side), (EXACT.add(high, error), high_side)


class _Dates:
    """Dates, and intervals, which among themselves are compared end by end."""

    def __init__(self) -> None:
        self._points, self._wholes, self._starts, self._ends = (_Extremes() for _ in range(4))

    def add(self, when: When) -> None:
        if not when.is_interval:
            self._points.add(when.widened())
            return
        self._wholes.add(when.widened())
        self._starts.add(start_of(when))
        self._ends.add(end_of(when))

    def exclude(self, when: When) -> bool:
        if self._points.exclude(when.widened()):
            return True
        if when.is_interval:
            return self._starts.exclude(start_of(when)) or self._ends.exclude(end_of(when))
        return self._wholes.exclude(when.widened())
