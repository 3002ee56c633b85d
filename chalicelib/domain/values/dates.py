"""Dates: the EDTF subset that facts use, kept as sent, and the instants that a date covers."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from chalicelib.domain.instants import BEGINNING, FOREVER, Instant

Range = tuple[Instant, Instant]  # first and last millisecond, both inside

ANYTIME: Range = (BEGINNING, FOREVER)
_OPEN = ".."
_DAY = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?[~?%]?"
DATE_PATTERN = rf"^({_DAY}|{_DAY}/({_DAY}|\.\.)|\.\./{_DAY})$"
DATE_MAX_LENGTH = len("2025-01-26~/2025-01-27~")
_POINT_MAX_LENGTH = len("2025-01-26~")

_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([~?%]?)")
_ABOUT_DAYS = 7  # `~` extends a day by a week either way, a month by a month, a year by a year


class _Point(NamedTuple):
    """One date: its first and last day, its precision in months (0 is a day), whether it is about."""

    first: date
    last: date
    months: int
    about: bool


@dataclass(frozen=True)
class When:
    """A day, month, year or interval as the source gives it. Raises ValueError for other text."""

    text: str

    def __post_init__(self) -> None:
        if not _is_date(self.text):
            raise ValueError(f"not a date: {self.text!r}")

    def json(self) -> str:
        """Return the date as it was sent."""
        return self.text

    def canonical(self) -> str:
        """Return the text that identifies the value; the grammar leaves one spelling each."""
        return f"when:{self.text}"

    @property
    def is_interval(self) -> bool:
        """Return whether it runs from a start to an end."""
        return "/" in self.text

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
        return _strict(self.text.split("/")[0])[0]

    @property
    def latest(self) -> Instant:
        """The last millisecond, `~` and `?` ignored."""
        return _strict(self.text.split("/")[-1])[1]

    @property
    def first_day(self) -> str:
        """The first day that is stated, such as `2025-01-01`: what dates are ordered by."""
        stated = next(part for part in self.text.split("/") if part != _OPEN)
        return _point(stated).first.isoformat()

    def widened(self) -> Range:
        """Return the first and last instant that it can mean: `~` adds a week, a month or a year on either side."""
        return _widened(self.text)


def parse_date(text: str) -> When | None:
    """Parse an EDTF date or interval; None if it is neither, or ends before it starts."""
    return When(text) if _is_date(text) else None


def is_backwards(text: str) -> bool:
    """Return whether the text is a valid interval except that it ends before it starts."""
    ends = text.split("/")
    return _are_ends(ends) and _strict(ends[0])[0] > _strict(ends[1])[1]


def _is_date(text: str) -> bool:
    ends = text.split("/")
    if len(ends) == 1:
        return _read_point(text) is not None
    return _are_ends(ends) and not is_backwards(text)


def _are_ends(parts: list[str]) -> bool:
    """Return whether these are the two ends of an interval, one of which may be open."""
    is_pair = len(parts) == 2  # noqa: PLR2004  a pair is two
    return is_pair and set(parts) != {_OPEN} and all(part == _OPEN or _read_point(part) for part in parts)


@lru_cache(maxsize=4096)  # dates are compared in pairs; only what is a date gets here
def _end_of(text: str) -> When | None:
    return None if text == _OPEN else When(text)


def _read_point(text: str) -> _Point | None:
    return _read_short(text) if len(text) <= _POINT_MAX_LENGTH else None


@lru_cache(maxsize=4096)  # dates recur; keys are short, so the cache stays small
def _read_short(text: str) -> _Point | None:
    found = _POINT.fullmatch(text)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    try:
        first = date(year, month if found[2] else 1, day if found[3] else 1)
    except ValueError:
        return None
    return _Point(first, _last_day(first, found), _precision(found), found[4] in ("~", "%"))


def _precision(found: re.Match[str]) -> int:
    return 0 if found[3] else 1 if found[2] else 12


def _last_day(first: date, found: re.Match[str]) -> date:
    if found[3]:
        return first
    month = first.month if found[2] else 12
    return date(first.year, month, monthrange(first.year, month)[1])


def _point(text: str) -> _Point:
    point = _read_point(text)
    if point is None:
        raise ValueError(f"not a date: {text!r}")
    return point


@lru_cache(maxsize=4096)  # as above
def _strict(text: str) -> Range:
    if text == _OPEN:
        return ANYTIME
    point = _point(text)
    return _morning(point.first), _midnight(point.last)


@lru_cache(maxsize=4096)  # as above
def _widened(text: str) -> Range:
    ends = text.split("/")
    return _reach(ends[0])[0], _reach(ends[-1])[1]


def _reach(text: str) -> Range:
    if text == _OPEN or not _point(text).about:
        return _strict(text)
    point = _point(text)
    return _week_around(point.first) if point.months == 0 else _months_around(point)


def _week_around(day: date) -> Range:
    week = timedelta(days=_ABOUT_DAYS)
    first = BEGINNING if day - date.min < week else _morning(day - week)
    return first, FOREVER if date.max - day < week else _midnight(day + week)


def _months_around(point: _Point) -> Range:
    before = _month(point.first) - point.months
    after = _month(point.last) + point.months
    first = BEGINNING if before < _month(date.min) else _morning(date(before // 12, before % 12 + 1, 1))
    if after > _month(date.max):
        return first, FOREVER
    year, month = after // 12, after % 12 + 1
    return first, _midnight(date(year, month, monthrange(year, month)[1]))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _morning(day: date) -> Instant:
    return f"{day.isoformat()}T00:00:00.000Z"


def _midnight(day: date) -> Instant:
    return f"{day.isoformat()}T23:59:59.999Z"
