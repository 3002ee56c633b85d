"""Overlaps: many values laid over each other, sorted once: which agree with one, without comparing it with each."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Protocol

from chalicelib.domain.values.comparing.compare import agrees, error_of, identity, reals_of
from chalicelib.domain.values.comparing.date_overlaps import DateOverlaps
from chalicelib.domain.values.comparing.stretches import Row, Stretch
from chalicelib.domain.values.plain import Named, Ref
from chalicelib.domain.values.quantities.quantities import EXACT, Quantity, Span
from chalicelib.domain.values.quantities.units import unit_group
from chalicelib.domain.values.times.dates import When
from chalicelib.domain.values.types.value_type import Value
from chalicelib.domain.values.words.folding import name_words

FEW = 8  # so many are sooner compared one by one than sorted

_Number = Quantity | Span


class Overlaps(Protocol):
    """Some values that can be asked which of them agree with another value."""

    def agreeing(self, value: Value) -> Iterable[int]:
        """Return the places of those that agree with this value."""

    def reach(self, value: Value) -> Hashable:
        """Return what two values have in common only if the same agree with both."""


def overlaps(values: Sequence[Value], *, fixed: bool) -> Overlaps:
    """Lay values over each other; they agree as the function of this name says of two."""
    return (Few if len(values) <= FEW else Many)(values, fixed=fixed)


class Few:
    """Few values, each compared with what is asked for."""

    def __init__(self, values: Sequence[Value], *, fixed: bool) -> None:
        self._values = values
        self._fixed = fixed

    def agreeing(self, value: Value) -> Iterable[int]:
        """Return the places of those that agree with this value."""
        return (place for place, each in enumerate(self._values) if agrees(value, each, fixed=self._fixed))

    def reach(self, value: Value) -> Hashable:
        """Return the value itself."""
        return value


class Many:
    """Many values, sorted by type and by where they lie on its line."""

    def __init__(self, values: Sequence[Value], *, fixed: bool) -> None:
        self._same: dict[str, list[int]] = {}
        for place, value in enumerate(values):
            self._same.setdefault(identity(value), []).append(place)
        self._numbers = _Numbers(values, fixed=fixed)
        self._dates = DateOverlaps(values)
        self._names = _Names(values)

    def agreeing(self, value: Value) -> Iterable[int]:
        """Return the places of those that agree with this value."""
        same = self._same.get(identity(value), ())
        match value:
            case Quantity() | Span():
                across = self._numbers.across(value)
                return chain(same, across) if is_no_number(value) else across
            case When():
                return self._dates.across(value)
            case Named() | Ref():
                return chain(same, self._names.alike(value))
            case _:
                return same

    def reach(self, value: Value) -> Hashable:
        """Return a value's place among the ends of the others, or its identity if it has no such place."""
        match value:
            case Quantity() | Span() if not is_no_number(value):
                return unit_group(value), self._numbers.reach(value)
            case When():
                return When, self._dates.reach(value)
            case _:
                return identity(value)


class _Numbers:
    """Quantities and ranges by the base of their unit and, where roundings are excused, by how coarse they are."""

    def __init__(self, values: Sequence[Value], *, fixed: bool) -> None:
        self._fixed = fixed
        found: dict[str, dict[Decimal | None, dict[int, Stretch]]] = {}
        for place, value in enumerate(values):
            if isinstance(value, _Number):
                rows = found.setdefault(unit_group(value), {})
                rows.setdefault(self._error(value), {})[place] = ends_of(value)
        self._rows = {base: {error: Row(each) for error, each in rows.items()} for base, rows in found.items()}

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
        (low, low_side), (high, high_side) = ends_of(value)
        own = self._error(value)
        for error, row in self._rows.get(unit_group(value), {}).items():
            if own is None or error is None:
                yield row, ((low, low_side), (high, high_side))
            else:
                wide = max(own, error)
                yield row, ((EXACT.subtract(low, wide), low_side), (EXACT.add(high, wide), high_side))


class _Names:
    """Refs, and texts that stand for them, by their words."""

    def __init__(self, values: Sequence[Value]) -> None:
        self._places: dict[tuple[type, str], list[int]] = {}
        for place, value in enumerate(values):
            if isinstance(value, Named | Ref):
                self._places.setdefault((type(value), name_words(value)), []).append(place)

    def alike(self, name: Named | Ref) -> Sequence[int]:
        """Return the places of the texts that stand for a ref, or of the refs that a text can stand for."""
        other = Named if isinstance(name, Ref) else Ref
        return self._places.get((other, name_words(name)), ())


@lru_cache(maxsize=4096)  # a value is laid over many others
def ends_of(value: _Number) -> Stretch:
    """Return both ends with their side: just above an open low end, just below an open high one."""
    reals = reals_of(value)
    return (reals.low, int(reals.low_open)), (reals.high, -int(reals.high_open))


def is_no_number(value: _Number) -> bool:
    """Return whether a value allows no number at all, as "under 0" does: it overlaps nothing, not even itself."""
    low, high = ends_of(value)
    return bool(high < low)
