"""Exclusions: values added one by one, and whether one of them excludes another, without comparing it with each."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from chalicelib.domain.values.comparing.compare import error_of, identity
from chalicelib.domain.values.comparing.name_exclusions import NameExclusions
from chalicelib.domain.values.comparing.overlaps import ends_of, is_no_number
from chalicelib.domain.values.comparing.stretches import Stretch
from chalicelib.domain.values.plain import LABELS, Code, Erased, Flag, Missing, Named, Ref, Text
from chalicelib.domain.values.quantities.quantities import EXACT, Quantity, Span
from chalicelib.domain.values.quantities.units import unit_group
from chalicelib.domain.values.times.dates import When
from chalicelib.domain.values.times.durations import Duration, MonthDay
from chalicelib.domain.values.times.hours import Hours
from chalicelib.domain.values.types.value_type import Value

_Number = Quantity | Span
_DIFFERING = (Code, Flag, Hours, Duration, MonthDay)  # exclude others of their type wherever they differ
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
        self._differing: dict[type, set[str]] = {}
        for value in values:
            self.add(value)

    def add(self, value: Value) -> None:
        """Add a value."""
        self._has_known = self._has_known or not isinstance(value, Missing | Erased)
        match value:
            case Quantity() | Span():
                self._numbers.add(value)
            case When():
                self._dates.add(value)
            case Missing():
                self._has_none = self._has_none or value == _NONE
            case _ if pool := self._pool(value):
                self._differing.setdefault(pool, set()).add(identity(value))
            case Named() | Ref():
                self._names.add(value)

    def exclude(self, value: Value) -> bool:
        """Return whether one of them, of another identity, excludes this value."""
        if isinstance(value, Missing | Erased):
            return value == _NONE and self._has_known
        return self._has_none or self._exclude_known(value)

    def _exclude_known(self, value: Value) -> bool:
        match value:
            case Quantity() | Span():
                return self._numbers.exclude(value)
            case When():
                return self._dates.exclude(value)
            case _ if pool := self._pool(value):
                said = self._differing.get(pool, ())
                return len(said) > (identity(value) in said)
            case Named() | Ref():
                return self._names.exclude(value)
            case _:  # prose
                return False

    def _pool(self, value: Value) -> type | None:
        """Return the type with which the values are kept that exclude this one if they differ; all labels with one."""
        if self._label and isinstance(value, LABELS):
            return Text
        return type(value) if isinstance(value, _DIFFERING) else None


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
        self._points, self._wholes, self._starts, self._ends = (_DateLine() for _ in range(4))

    def add(self, when: When) -> None:
        if not when.is_stretch:
            self._points.add(when)
            return
        self._wholes.add(when)
        self._starts.add(when.start)
        self._ends.add(when.end)

    def exclude(self, when: When) -> bool:
        if self._points.exclude(when):
            return True
        if when.is_stretch:
            return self._starts.exclude(when.start) or self._ends.exclude(when.end)
        return self._wholes.exclude(when)


class _DateLine:
    """Dates: instants among themselves by UTC, and with all others by the day that they state. None is any time."""

    __slots__ = ("_days", "_days_of_instants", "_instants")

    def __init__(self) -> None:
        self._days, self._instants, self._days_of_instants = (_Extremes() for _ in range(3))

    def add(self, when: When | None) -> None:
        if when is None:
            return
        if when.is_instant:
            self._instants.add(when.widened())
            self._days_of_instants.add(when.possible_days())
        else:
            self._days.add(when.possible_days())

    def exclude(self, when: When | None) -> bool:
        if when is None:
            return False
        days = when.possible_days()
        if self._days.exclude(days):
            return True
        return self._instants.exclude(when.widened()) if when.is_instant else self._days_of_instants.exclude(days)
