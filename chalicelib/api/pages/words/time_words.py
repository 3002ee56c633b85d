"""Dates, instants, durations and hours in words that people read."""

import calendar
import re

from chalicelib.domain.values.times.dates import OPEN, canonical_date

MONTHS = tuple(calendar.month_name[1:])
DAYS = {
    "Mo": "Monday",
    "Tu": "Tuesday",
    "We": "Wednesday",
    "Th": "Thursday",
    "Fr": "Friday",
    "Sa": "Saturday",
    "Su": "Sunday",
}
PARTS = {
    "21": "spring",
    "22": "summer",
    "23": "autumn",
    "24": "winter",
    "33": "first quarter of",
    "34": "second quarter of",
    "35": "third quarter of",
    "36": "fourth quarter of",
    "40": "first half of",
    "41": "second half of",
}
_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:T(\d{2}:\d{2})(?::\d{2})?(Z|[+-]\d{2}:\d{2}))?([~?%]?)")
_AMOUNT = r"(\d+(?:\.\d+)?)"
_DATE_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_TIME_UNITS = {"H": "hour", "M": "minute", "S": "second"}


def date_words(edtf: str) -> str:
    """Return a date (EDTF) in words: `2025-01-26~` is "about 26 January 2025"; other text as it is."""
    try:
        first, slash, last = canonical_date(edtf).partition("/")
    except ValueError:
        return edtf
    if not slash:
        return _point_words(first)
    if first == OPEN:
        return f"until {_point_words(last)}"
    return f"from {_point_words(first)}" if last == OPEN else f"{_point_words(first)} to {_point_words(last)}"


def instant_words(instant: str) -> str:
    """Return an instant in words, to the minute: `2026-11-23T10:00:00.000Z` is "23 November 2026, 10:00 UTC"."""
    day, _, time = instant.partition("T")
    return f"{_point_words(day)}, {time[:5]} UTC" if time else _point_words(day)


def duration_words(duration: str) -> str:
    """Return a duration (ISO 8601) in words: `P1DT12H` is "1 day 12 hours"."""
    days, _, times = duration.removeprefix("P").partition("T")
    parts = [*_counted(days, _DATE_UNITS), *_counted(times, _TIME_UNITS)]
    return " ".join(parts) or duration


def period_words(period: str) -> str:
    """Return a period, a duration or a date, in words."""
    return duration_words(period) if period.startswith("P") else date_words(period)


def month_day_words(text: str) -> str:
    """Return a day of every year in words: `--01-31` is "31 January"."""
    return f"{int(text[5:7])} {MONTHS[int(text[2:4]) - 1]}"


def hours_words(text: str) -> str:
    """Return hours in words: `Mo-Fr 09:00-18:00 +08:00` is "Monday to Friday 09:00 to 18:00, UTC+08:00"."""
    rules, _, zone = text.rpartition(" ")
    words = re.sub("[A-Z][a-z](?![a-z])", lambda day: DAYS.get(day[0], day[0]), rules)
    words = re.sub(r"(?<=\w)-(?=\w)", " to ", words).replace(",", ", ")
    return f"{words}, {_zone_words(zone)}"


def _counted(text: str, units: dict[str, str]) -> list[str]:
    return [
        f"{amount} {units[letter]}{'' if float(amount) == 1 else 's'}"
        for amount, letter in re.findall(f"{_AMOUNT}([{''.join(units)}])", text)
    ]


def _zone_words(zone: str) -> str:
    if zone == "Z":
        return "UTC"
    return f"UTC{zone}" if zone[0] in "+-" else zone.replace("_", " ")


def _point_words(point: str) -> str:
    found = _DAY.fullmatch(point)
    if found is None:
        return point
    year, month, day, time, zone, doubt = found.groups()
    if month in PARTS:
        words = f"{PARTS[month]} {year}"
    else:
        words = " ".join((*([str(int(day))] if day else []), *([MONTHS[int(month) - 1]] if month else []), year))
    if time:
        words = f"{words}, {time} {_zone_words(zone)}"
    about = f"about {words}" if doubt in ("~", "%") else words
    return f"{about} (uncertain)" if doubt in ("?", "%") else about
