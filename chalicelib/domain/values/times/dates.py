"""Dates: the EDTF subset that facts use, kept as sent, and the instants that a date covers."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from chalicelib.domain.instants import Instant
from chalicelib.domain.values.times.date_points import (
    ANYTIME,
    DAY_PATTERN,
    INSTANT_PATTERN,
    POINT_MAX_LENGTH,
    Point,
    Range,
    point_of,
    read_point,
)
from chalicelib.late_dataclass import dataclass

OPEN = ".."
_YEAR = 12  # months
_NUMBERED_FROM = {1: 1, 3: 33, 6: 40, _YEAR: 0}  # months, quarters and halves, by their length in months


def _intervals_of(point: str) -> str:
    return rf"({point}|{point}/({point}|\.\.)|\.\./{point})"


DAYS_PATTERN = f"^{_intervals_of(DAY_PATTERN)}$"  # without instants
DATE_PATTERN = f"^{_intervals_of(f'({DAY_PATTERN}|{INSTANT_PATTERN})')}$"
DATE_MAX_LENGTH = 2 * POINT_MAX_LENGTH + 1


@dataclass(frozen=True)
class When:
    """An instant, day, month, part of a year, year or interval as its source gives it. Raises ValueError for others."""

    text: str

    def __post_init__(self) -> None:
        if not _is_date(self.text):
            raise ValueError(f"not a date: {self.text!r}")

    def json(self) -> str:
        """Return the date as it was sent."""
        return self.text

    def canonical(self) -> str:
        """Return the text that identifies the value: dates of the same days are one, however they are written."""
        return f"when:{_unit(self.text) or days_identity(self)}"

    @property
    def is_interval(self) -> bool:
        """Return whether it runs from a start to an end."""
        return "/" in self.text

    @property
    def is_stretch(self) -> bool:
        """Return whether it is compared end by end: an interval, unless it is a whole month, quarter, half or year."""
        return self.is_interval and _unit(self.text) is None

    @property
    def is_instant(self) -> bool:
        """Return whether all that it states is exact to the minute."""
        return self.has_instant and all(point.moment for point in _stated(self.text))

    @property
    def has_instant(self) -> bool:
        """Return whether anything that it states is exact to the minute."""
        return "T" in self.text

    @property
    def start(self) -> "When | None":
        """The start of an interval, None where it is open; any other date is its own start."""
        return _end_of(self.text.split("/")[0])

    @property
    def end(self) -> "When | None":
        """The end of an interval; None where it is open, and for a date that is no interval."""
        return _end_of(self.text.split("/")[1]) if self.is_interval else None

    @property
    def earliest(self) -> Instant:
        """The first instant, `~` and `?` ignored."""
        return _from_start_to_end(self.text, _strict)[0]

    @property
    def latest(self) -> Instant:
        """The last millisecond, `~` and `?` ignored."""
        return _from_start_to_end(self.text, _strict)[1]

    @property
    def first_day(self) -> str:
        """The first day that is stated, such as `2025-01-01`: what dates are ordered by. An instant has a local day."""
        return next(_stated(self.text)).first.isoformat()

    @property
    def last_day(self) -> str:
        """The last day that is stated; of an open interval the last there is."""
        return self.stated_days()[1][:10]

    def stated_days(self) -> Range:
        """Return the first and the last moment of the days that it states, `~` and `?` ignored."""
        ends = self.text.split("/")
        return _days(ends[0])[0], _days(ends[-1])[1]

    def widened(self) -> Range:
        """Return the first and last instant that it can mean: `~` adds a week, a month or a year on either side."""
        return _widened(self.text)

    def possible_days(self) -> Range:
        """Return the days that it can mean. An instant is its day: other dates have no zone, and mean a local day."""
        return _possible_days(self.text)


def parse_date(text: str) -> When | None:
    """Parse an EDTF date or interval; None if it is neither, or ends before it starts."""
    return When(text) if _is_date(text) else None


def is_backwards(text: str) -> bool:
    """Return whether the text is a valid interval except that it ends before it starts."""
    ends = text.split("/")
    return _are_ends(ends) and _ends_before(ends[0], ends[1])


def canonical_date(text: str) -> str:
    """Return a date with one spelling of each quarter, half and instant; intervals stay intervals."""
    return "/".join(OPEN if end == OPEN else point_of(end).text for end in text.split("/"))


def days_identity(when: When) -> str:
    """Name a date by its first and its last day, vague ones as they were sent; an instant is its minute in UTC."""
    ends = when.text.split("/")
    if len(ends) > 1:
        return f"{_end_identity(ends[0], is_start=True)}/{_end_identity(ends[1], is_start=False)}"
    point = point_of(when.text)
    return point.text if point.moment or point.is_vague else f"{point.first}/{point.last}"


def _end_identity(text: str, *, is_start: bool) -> str:
    if text == OPEN:
        return OPEN
    point = point_of(text)
    is_exact = not (point.moment or point.is_vague)
    return (point.first if is_start else point.last).isoformat() if is_exact else point.text


def _stated(text: str) -> Iterator[Point]:
    return (point_of(end) for end in text.split("/") if end != OPEN)


def _is_date(text: str) -> bool:
    ends = text.split("/")
    if len(ends) == 1:
        return read_point(text) is not None
    return _are_ends(ends) and not _ends_before(ends[0], ends[1])


def _are_ends(parts: list[str]) -> bool:
    """Return whether these are the two ends of an interval, one of which may be open."""
    match parts:
        case [start, end]:
            return {start, end} != {OPEN} and _is_end(start) and _is_end(end)
    return False


def _is_end(part: str) -> bool:
    return part == OPEN or read_point(part) is not None


def _ends_before(start: str, end: str) -> bool:
    """Return whether an interval ends before it starts; a day and an instant are compared by days."""
    if OPEN in (start, end):
        return False
    first, last = point_of(start), point_of(end)
    if first.moment and last.moment:
        return first.moment > last.moment
    return first.first > last.last


@lru_cache(maxsize=4096)  # as below
def _unit(text: str) -> str | None:
    """Return the canonical text of the one date that covers the same days; None for other intervals."""
    start, _, end = text.partition("/")
    if not end:
        return point_of(text).text
    if OPEN in (start, end):
        return None
    first, last = point_of(start), point_of(end)
    if first.moment or last.moment or first.is_vague or last.is_vague:
        return None
    return first.first.isoformat() if first.first == last.last else _whole_months(first.first, last.last)


def _whole_months(first: date, last: date) -> str | None:
    """Return the month, quarter, half or year from one day to another; None if the days make up none."""
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    is_whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if not is_whole or months not in _NUMBERED_FROM or (first.month - 1) % months:
        return None
    number = _NUMBERED_FROM[months] + (first.month - 1) // months
    return f"{first.year:04d}" if months == _YEAR else f"{first.year:04d}-{number:02d}"


@lru_cache(maxsize=4096)  # dates are compared in pairs; only what is a date gets here
def _end_of(text: str) -> When | None:
    return None if text == OPEN else When(text)


@lru_cache(maxsize=4096)  # as above
def _strict(text: str) -> Range:
    return ANYTIME if text == OPEN else point_of(text).strict


@lru_cache(maxsize=4096)
def _days(text: str) -> Range:
    return ANYTIME if text == OPEN else point_of(text).days


@lru_cache(maxsize=4096)
def _widened(text: str) -> Range:
    return _from_start_to_end(text, _reach)


@lru_cache(maxsize=4096)
def _possible_days(text: str) -> Range:
    ends = text.split("/")
    return _days_of_end(ends[0])[0], _days_of_end(ends[-1])[1]


def _from_start_to_end(text: str, range_of: Callable[[str], Range]) -> Range:
    """Return the range from the start to the end. A day beside an instant is a local day, which UTC may move."""
    ends = text.split("/")
    start, end = range_of(ends[0]), range_of(ends[-1])
    if "T" in text and not all(point.moment for point in _stated(text)):
        return min(start[0], end[0]), max(start[1], end[1])
    return start[0], end[1]


def _reach(text: str) -> Range:
    if text == OPEN:
        return ANYTIME
    point = point_of(text)
    return point.moment or point.possible_days


def _days_of_end(text: str) -> Range:
    return ANYTIME if text == OPEN else point_of(text).possible_days
