"""The axis of time: from a day to a day, with ticks at days, months, quarters or years by its length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.api.pages.charts.chart_data import Chart, Drawing

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MOST_TICKS = 5
SHORTEST_DAYS = 14  # a shorter time is drawn as this long
_LEAD_IN = 0.12  # of the days, before the first that is known, for values that began on an unknown day
_MARGIN = 0.03
_DAYS = (1, 2, 4, 7, 14)
_MONTHS = (1, 2, 3, 6)
_DAYS_OF_MONTH, _DAYS_OF_YEAR = 30.44, 365.25
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True)
class TimeTick:
    """A tick: its day, and a label of one or two lines; the second has the year where it begins."""

    day: date
    label: str
    year: str = ""


@dataclass(frozen=True)
class TimeAxis:
    """The days that a chart shows, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    def at(self, day: date) -> float:
        """Return where a day begins, from 0 to 1; days before and after are at the ends."""
        return min(max((day - self.first).days / self.days, 0.0), 1.0)

    def after(self, day: date) -> float:
        """Return where a day has ended."""
        return min(max(((day - self.first).days + 1) / self.days, 0.0), 1.0)

    def shows(self, first: date, last: date) -> bool:
        """Return whether any of some days are on the axis."""
        return first <= self.last and last >= self.first

    def ticks(self) -> list[TimeTick]:
        """Return at most six ticks at round days, months or years."""
        days = self.days / MOST_TICKS
        if days <= _DAYS[-1]:
            return _labelled(self._each_days(next(each for each in _DAYS if each >= days)), has_days=True)
        months = next((each for each in _MONTHS if each * _DAYS_OF_MONTH >= days), None)
        if months is not None:
            return _labelled(self._each_months(months), has_days=False)
        years = next(each for each in _YEARS if each * _DAYS_OF_YEAR >= days)
        return [TimeTick(day, str(day.year)) for day in self._each_months(12 * years)]

    def _each_days(self, stride: int) -> Iterator[date]:
        count = (self.last - self.first).days // stride
        return (self.first + timedelta(each * stride) for each in range(count + 1))

    def _each_months(self, stride: int) -> Iterator[date]:
        begin = self.first.year * 12 + self.first.month - 1 + (self.first.day > 1)
        end = self.last.year * 12 + self.last.month - 1
        for number in range(-(-begin // stride) * stride, end + 1, stride):
            yield date(number // 12, number % 12 + 1, 1)


def day_label(day: date) -> str:
    """Return a day as a person reads it: 27 Jan 2025."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"


def _labelled(days: Iterable[date], *, has_days: bool) -> list[TimeTick]:
    found, year = list[TimeTick](), 0
    for day in days:
        label = f"{day.day} {MONTHS[day.month - 1]}" if has_days else MONTHS[day.month - 1]
        found.append(TimeTick(day, label, str(day.year) if day.year != year else ""))
        year = day.year
    return found


def time_axis(chart: Chart) -> TimeAxis:
    """Return the days that a chart shows: from the first that a source names until the chart's last day.

    Points end with the last one. Steps are shown longer where one begins later. Where a value began on an unknown day,
    some days come before.
    """
    values = list(chart.drawn_values)
    known = [day for value in values for day in (value.first, value.last) if day is not None and day <= chart.until]
    later = [value.first for value in values if value.first is not None and value.first > chart.until]
    first = min([*known, *later], default=chart.until)
    if chart.drawing is Drawing.POINTS:
        return _widened(
            first, max(value.last or value.first or chart.until for value in values), before=_MARGIN, after=_MARGIN
        )
    before = _LEAD_IN if any(value.first is None for value in values) else 0
    return _widened(first, max([chart.until, *later]), before=before, after=_LEAD_IN if later else 0)


def _widened(first: date, last: date, *, before: float, after: float) -> TimeAxis:
    days = (last - first).days + 1
    missing = max(SHORTEST_DAYS - days, 0)
    shown = days + missing
    return TimeAxis(
        _moved(first, -round(shown * before) - missing // 2),
        _moved(last, round(shown * after) + missing - missing // 2),
    )


def _moved(day: date, days: int) -> date:
    """Return a day some days later, or the end of the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
