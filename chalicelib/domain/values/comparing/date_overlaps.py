"""Date overlaps: many dates laid over each other, so that no date is compared with every other."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

from chalicelib.domain.values.comparing.stretches import Row, Stretch
from chalicelib.domain.values.times.date_points import ANYTIME
from chalicelib.domain.values.times.dates import When
from chalicelib.domain.values.types.value_type import Value


class _Line:
    """Dates in order: instants among themselves by UTC, and with all others by the day that they state."""

    def __init__(self, dates: Mapping[int, When | None]) -> None:
        instants = {place: when for place, when in dates.items() if when is not None and when.is_instant}
        self._days = Row({place: _days(when) for place, when in dates.items() if place not in instants})
        self._instants = Row({place: when.widened() for place, when in instants.items()})
        self._days_of_instants = Row({place: _days(when) for place, when in instants.items()})

    def across(self, when: When | None) -> Iterator[int]:
        """Yield the places of those that can."""
        return (place for row, stretch in self._laid(when) for place in row.across(stretch))

    def reach(self, when: When | None) -> Hashable:
        """Return a date's place in each row that measures it, and which rows these are."""
        is_instant = when is not None and when.is_instant
        return is_instant, tuple(row.reach(stretch) for row, stretch in self._laid(when))

    def _laid(self, when: When | None) -> Iterator[tuple[Row, Stretch]]:
        yield self._days, _days(when)
        if when is not None and when.is_instant:
            yield self._instants, when.widened()
        else:
            yield self._days_of_instants, _days(when)


def _days(when: When | None) -> Stretch:
    return ANYTIME if when is None else when.possible_days()


class DateOverlaps:
    """Dates, and intervals, which among themselves are compared end by end."""

    def __init__(self, values: Sequence[Value]) -> None:
        dates = {place: value for place, value in enumerate(values) if isinstance(value, When)}
        self._stretches = {place: when for place, when in dates.items() if when.is_stretch}
        self._points = _Line({place: when for place, when in dates.items() if not when.is_stretch})
        self._whole = _Line(self._stretches)
        self._starts = _Line({place: when.start for place, when in self._stretches.items()})
        self._ends = _Line({place: when.end for place, when in self._stretches.items()})

    def across(self, when: When) -> Iterator[int]:
        """Yield the places of those that can."""
        yield from self._points.across(when)
        if not when.is_stretch:
            yield from self._whole.across(when)
            return
        at_end = set(self._ends.across(when.end))
        yield from (place for place in self._starts.across(when.start) if place in at_end)

    def reach(self, when: When) -> Hashable:
        """Return the date's place in each row that measures it."""
        points = self._points.reach(when)
        if not when.is_stretch:
            return points, self._whole.reach(when)
        return points, self._starts.reach(when.start), self._ends.reach(when.end)
