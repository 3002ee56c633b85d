"""Date points: one year, part of a year, month, day or instant, with the days and instants that it covers."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from chalicelib.domain.instants import BEGINNING, FOREVER, Instant

Range = tuple[Instant, Instant]  # first and last millisecond, both inside

ANYTIME: Range = (BEGINNING, FOREVER)

_PART = "(2[1-4]|3[3-6]|4[01]|Q[1-4]|H[12])"
DAY_PATTERN = rf"[0-9]{{4}}(-({_PART}|(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?))?[~?%]?"
INSTANT_PATTERN = (
    "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    "T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
)
POINT_MAX_LENGTH = len("2025-01-26T15:59:00+08:00")

_DAY = re.compile(rf"([0-9]{{4}})(?:-(?:{_PART}|([0-9]{{2}})(?:-([0-9]{{2}}))?))?([~?%]?)")
_INSTANT = re.compile(INSTANT_PATTERN)
_ABOUT_DAYS = 7  # `~` extends a day by a week either way, a month by a month, a year by a year

_YEAR, _HALF, _QUARTER = 12, 6, 3  # months
# ISO 8601-2 numbers quarters from 33 and halves from 40; seasons are those of the northern hemisphere.
_NUMBERED = {f"Q{place}": str(32 + place) for place in range(1, 5)} | {"H1": "40", "H2": "41"}
_FIRST_MONTHS = {"21": 3, "22": 6, "23": 9, "24": 12, "33": 1, "34": 4, "35": 7, "36": 10, "40": 1, "41": 7}
_HALVES, _SEASONS = ("40", "41"), ("21", "22", "23", "24")


class Point(NamedTuple):
    """One date: its canonical text, the first and the last day that it states, and how far it may lie beside them.

    `slack` is the number of months beside it that it can mean as well, or a week where a day is about (`is_about`).
    An instant states the day in its own zone; `moment` is its minute in UTC.
    """

    text: str
    first: date
    last: date
    is_about: bool = False
    slack: int = 0
    is_season: bool = False
    moment: Range | None = None

    @property
    def is_vague(self) -> bool:
        """Whether its days are not sharp: it has a sign, or is a season."""
        return self.is_season or self.text[-1] in "~?%"

    @property
    def days(self) -> Range:
        """From the morning of the first day to the midnight of the last one."""
        return _morning(self.first), _midnight(self.last)

    @property
    def strict(self) -> Range:
        """The first and the last instant, `~` and `?` ignored."""
        return self.moment or self.days

    @property
    def possible_days(self) -> Range:
        """The days that it can mean: `~` adds a week, a month or a year on either side, a season a month."""
        if self.slack:
            return _months_around(self)
        return _week_around(self.first) if self.is_about else self.days


def read_point(text: str) -> Point | None:
    """Read one date or instant; None if it is neither."""
    return _read_short(text) if len(text) <= POINT_MAX_LENGTH else None


def point_of(text: str) -> Point:
    """Read text that is known to be a date. Raises ValueError if it is not."""
    point = read_point(text)
    if point is None:
        raise ValueError(f"not a date: {text!r}")
    return point


@lru_cache(maxsize=4096)  # dates recur; keys are short, so the cache stays small
def _read_short(text: str) -> Point | None:
    try:
        if found := _DAY.fullmatch(text):
            return _read_part(found) if found[2] else _read_day(found)
        return _read_instant(text) if _INSTANT.fullmatch(text) else None
    except (ValueError, OverflowError):  # no such day, or one outside the years 1 to 9999
        return None


def _read_day(found: re.Match[str]) -> Point:
    first = date(int(found[1]), int(found[3] or 1), int(found[4] or 1))
    is_about = found[5] in ("~", "%")
    if found[4]:
        return Point(found[0], first, first, is_about)
    months = 1 if found[3] else _YEAR
    return Point(found[0], first, _last_day(first, months), is_about, slack=months if is_about else 0)


def _read_part(found: re.Match[str]) -> Point:
    """Read a quarter, a half or a season of a year."""
    number = _NUMBERED.get(found[2], found[2])
    months = _HALF if number in _HALVES else _QUARTER
    first = date(int(found[1]), _FIRST_MONTHS[number], 1)
    is_about, is_season = found[5] in ("~", "%"), number in _SEASONS
    text = f"{found[1]}-{number}{found[5]}"
    slack = months if is_about else int(is_season)
    return Point(text, first, _last_day(first, months), is_about, slack, is_season)


def _read_instant(text: str) -> Point:
    """Read an instant to the minute; its day is the one that its source states, in the zone that it states."""
    moment = datetime.fromisoformat(text)
    minute = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M").rjust(len("2025-01-26T15:59"), "0")
    covered = f"{minute}:00.000Z", f"{minute}:59.999Z"
    return Point(f"{minute}Z", moment.date(), moment.date(), moment=covered)


def _last_day(first: date, months: int) -> date:
    return _end_of_month(_month(first) + months - 1)


def _end_of_month(number: int) -> date:
    """Return the last day of a month. Raises ValueError beyond the year 9999."""
    year, month = number // 12, number % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _week_around(day: date) -> Range:
    week = timedelta(days=_ABOUT_DAYS)
    first = BEGINNING if day - date.min < week else _morning(day - week)
    return first, FOREVER if date.max - day < week else _midnight(day + week)


def _months_around(point: Point) -> Range:
    before = _month(point.first) - point.slack
    after = _month(point.last) + point.slack
    first = BEGINNING if before < _month(date.min) else _morning(date(before // 12, before % 12 + 1, 1))
    return first, FOREVER if after > _month(date.max) else _midnight(_end_of_month(after))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _morning(day: date) -> Instant:
    return f"{day.isoformat()}T00:00:00.000Z"


def _midnight(day: date) -> Instant:
    return f"{day.isoformat()}T23:59:59.999Z"
