"""Overlaps: many values laid over each other, sorted once, so that no value is compared with every other."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Protocol

from chalicelib.domain.values.compare import agrees, error_of, excludes, identity, reals_of
from chalicelib.domain.values.date_overlaps import DateOverlaps
from chalicelib.domain.values.dates import When
from chalicelib.domain.values.durations import Duration, MonthDay
from chalicelib.domain.values.hours import Hours
from chalicelib.domain.values.name_overlaps import NameOverlaps
from chalicelib.domain.values.plain import LABELS, Code, Flag, Missing, Named, Ref, Text
from chalicelib.domain.values.quantities.quantities import EXACT, Quantity, Span
from chalicelib.domain.values.quantities.units import unit_group
from chalicelib.domain.values.stretches import Row, Stretch
from chalicelib.domain.values.types.value_type import Value

_DIFFERING = (Code, Flag, Hours, Duration, MonthDay, *LABELS, Ref)  # exclude each other wherever they differ
FEW = 8  # so many are sooner compared one by one than sorted

_Number = Quantity | Span
_NONE, _UNKNOWN = Missing("none"), Missing("unknown")


class Overlaps(Protocol):
    """Some values that can be asked what excludes another value, and what agrees with it."""

    def exclude(self, value: Value) -> bool:
        """Return whether one of them, of another identity, excludes this value."""

    def agreeing(self, value: Value) -> Iterable[int]:
        """Return the places of those that agree with this value."""

    def reach(self, value: Value) -> Hashable:
        """Return what two values have in common only if the same agree with both."""


def overlaps(values: Sequence[Value], *, fixed: bool, label: bool = False) -> Overlaps:
    """Lay values over each other; they exclude and agree as the functions of these names say of two."""
    return (Few if len(values) <= FEW else Many)(values, fixed=fixed, label=label)


class Few:
    """Few values, each compared with what is asked for."""

    def __init__(self, values: Sequence[Value], *, fixed: bool, label: bool = False) -> None:
        self._values = values
        self._fixed = fixed
        self._label = label

    def exclude(self, value: Value) -> bool:
        """Return whether one of them, of another identity, excludes this value."""
        name = identity(value)
        return any(
            excludes(value, each, fixed=self._fixed, label=self._label) and identity(each) != name
            for each in self._values
        )

    def agreeing(self, value: Value) -> Iterable[int]:
        """Return the places of those that agree with this value."""
        return (place for place, each in enumerate(self._values) if agrees(value, each, fixed=self._fixed))

    def reach(self, value: Value) -> Hashable:
        """Return the value itself."""
        return value


class Many:
    """Many values, sorted by type and by where they lie on its line."""

    def __init__(self, values: Sequence[Value], *, fixed: bool, label: bool = False) -> None:
        self._label = label
        self._same: dict[str, list[int]] = {}
        for place, value in enumerate(values):
            self._same.setdefault(identity(value), []).append(place)
        self._of_type = Counter(map(type, values))
        self._numbers = _Numbers(values, fixed=fixed)
        self._dates = DateOverlaps(values)
        self._names = NameOverlaps(values)

    def exclude(self, value: Value) -> bool:
        """Return whether one of them, of another identity, excludes this value."""
        if isinstance(value, Missing) or identity(_NONE) in self._same:
            return value != _UNKNOWN and (value != _NONE or self._of_type.total() > self._of_type[Missing])
        match value:
            case Quantity() | Span():
                return self._numbers.beside(value) > self._beside_itself(value)
            case When():
                return self._dates.beside(value)
            case Named() | Ref() if not self._label:
                return self._names.beside(value)
            case Text() if not self._label:
                return False
            case _:
                return isinstance(value, _DIFFERING) and self._has_another(value)

    def _has_another(self, value: Value) -> bool:
        """Return whether one of the types that exclude each other has another identity."""
        types = LABELS if self._label and isinstance(value, LABELS) else (type(value),)
        return sum(self._of_type[each] for each in types) > len(self._same.get(identity(value), ()))

    def agreeing(self, value: Value) -> Iterable[int]:
        """Return the places of those that agree with this value."""
        same = self._same.get(identity(value), ())
        match value:
            case Quantity() | Span():
                across = self._numbers.across(value)
                return chain(same, across) if _is_no_number(value) else across
            case When():
                return self._dates.across(value)
            case Named() | Ref():
                return chain(same, self._names.alike(value))
            case _:
                return same

    def reach(self, value: Value) -> Hashable:
        """Return a value's place among the ends of the others, or its identity if it has no such place."""
        match value:
            case Quantity() | Span() if not _is_no_number(value):
                return unit_group(value), self._numbers.reach(value)
            case When():
                return When, self._dates.reach(value)
            case _:
                return identity(value)

    def _beside_itself(self, value: _Number) -> int:
        """Count the values identical to this one on both sides of it, if it is no number; else none."""
        return 2 * len(self._same.get(identity(value), ())) if _is_no_number(value) else 0


class _Numbers:
    """Quantities and ranges by the base of their unit and, where roundings are excused, by how coarse they are."""

    def __init__(self, values: Sequence[Value], *, fixed: bool) -> None:
        self._fixed = fixed
        found: dict[str, dict[Decimal | None, dict[int, Stretch]]] = {}
        for place, value in enumerate(values):
            if isinstance(value, _Number):
                rows = found.setdefault(unit_group(value), {})
                rows.setdefault(self._error(value), {})[place] = _ends(value)
        self._rows = {base: {error: Row(each) for error, each in rows.items()} for base, rows in found.items()}

    def beside(self, value: _Number) -> int:
        """Count those that cannot be true together with a value."""
        return sum(row.beside(stretch) for row, stretch in self._laid(value))

    def across(self, value: _Number) -> Iterator[int]:
        """Yield the places of those that can."""
        return (place for row, stretch in self._laid(value) for place in row.across(stretch))

    def reach(self, value: _Number) -> Hashable:
        """Return the value's place in each row."""
        return tuple(row.reach(stretch) for row, stretch in self._laid(value))

    def _error(self, value: _Number) -> Decimal | None:
        return error_of(value) if self._fixed else None

    def _laid(self, value: _Number) -> Iterator[tuple[Row, Stretch]]:
        """Yield each row that a value is measured by, and its stretch there: as wide as the coarser of two is."""
        (low, low_side), (high, high_side) = _ends(value)
        own = self._error(value)
        for error, row in self._rows.get(unit_group(value), {}).items():
            if own is None or error is None:
                yield row, ((low, low_side), (high, high_side))
            else:
                wide = max(own, error)
                yield row, ((EXACT.subtract(low, wide), low_side), (EXACT.add(high, wide), high_side))


@lru_cache(maxsize=4096)  # a value is laid over many others
def _ends(value: _Number) -> Stretch:
    """Return both ends with their side: just above an open low end, just below an open high one."""
    reals = reals_of(value)
    return (reals.low, int(reals.low_open)), (reals.high, -int(reals.high_open))


def _is_no_number(value: _Number) -> bool:
    """Return whether a value allows no number at all, as "under 0" does: it overlaps nothing, not even itself."""
    low, high = _ends(value)
    return bool(high < low)
