"""Date hints: how to write a date or a duration that was sent in another form.

A library that reads loose dates would choose between day and month. These hints name both.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from chalicelib.domain.values.times.dates import parse_date
from chalicelib.domain.values.times.durations import parse_duration

_MAX_CHARS = 60  # no form is longer
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_YEAR, _DAY = r"(?P<year>[0-9]{4})", r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_UNITS = {"year": "P{}Y", "month": "P{}M", "week": "P{}W", "day": "P{}D", "hour": "PT{}H", "minute": "PT{}M"}
_AMOUNT_OF_TIME = re.compile(rf"([0-9]{{1,4}})[ -]?({'|'.join(_UNITS)}|min|second|sec)s?")
_SHORT_UNITS = {"min": "PT{}M", "second": "PT{}S", "sec": "PT{}S"}
_WITHOUT_ZONE = re.compile(r"([0-9-]{10})[t ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?")
_FISCAL = re.compile(r"fy ?('?[0-9]{2}|[0-9]{4})([ -]?[qh][1-4])?")
_WRITTEN_DAY = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-([0-9]{2})")
_Parts = dict[str, str]


def _numbers(parts: _Parts) -> Iterator[str]:
    """Yield the dates that two numbers before a year can mean: the day before the month, and after it."""
    one, other = int(parts["one"]), int(parts["other"])
    yield from (f"{parts['year']}-{month:02d}-{day:02d}" for month, day in ((other, one), (one, other)))


def _year_first(parts: _Parts) -> Iterator[str]:
    """Yield the date of a year and two numbers: the month comes first, unless there is no such month."""
    day_first, month_first = _numbers(parts)
    yield month_first if parse_date(month_first) else day_first


def _named_month(parts: _Parts) -> Iterator[str]:
    day = f"-{int(parts['day']):02d}" if parts.get("day") else ""
    yield f"{parts['year']}-{_MONTHS.index(parts['month'][:3]) + 1:02d}{day}"


def _week(parts: _Parts) -> Iterator[str]:
    """Yield the days of a week by its number in ISO 8601."""
    try:
        monday = date.fromisocalendar(int(parts["year"]), int(parts["week"]), 1)
    except ValueError:
        return
    yield f"{monday}/{monday + timedelta(days=6)}"


def _between(parts: _Parts) -> Iterator[str]:
    yield f"{parts['start']}/{parts['end']}"


_FORMS: list[tuple[str, Callable[[_Parts], Iterator[str]]]] = [
    (r"(?P<one>[0-9]{1,2})[./-](?P<other>[0-9]{1,2})[./-](?P<year>[0-9]{4})", _numbers),
    (rf"{_YEAR}[./-](?P<one>[0-9]{{1,2}})[./-](?P<other>[0-9]{{1,2}})", _year_first),
    (rf"{_YEAR}(?P<one>[0-9]{{2}})(?P<other>[0-9]{{2}})", _year_first),
    (r"(?P<month>[0-9]{1,2})[./-](?P<year>[0-9]{4})", lambda p: iter([f"{p['year']}-{int(p['month']):02d}"])),
    (rf"{_YEAR}[./-](?P<month>[0-9]{{1,2}})", lambda p: iter([f"{p['year']}-{int(p['month']):02d}"])),
    (rf"{_MONTH} {_DAY},? {_YEAR}", _named_month),
    (rf"{_DAY}\.? (?:of )?{_MONTH},? {_YEAR}", _named_month),
    (rf"{_MONTH},? (?:of )?{_YEAR}", _named_month),
    (rf"(?P<part>[qh][1-4])[ /-]?{_YEAR}", lambda p: iter([f"{p['year']}-{p['part'].upper()}"])),
    (rf"{_YEAR}[ /-]?(?P<part>[qh][1-4])", lambda p: iter([f"{p['year']}-{p['part'].upper()}"])),
    (rf"{_YEAR}-?w(?P<week>[0-9]{{2}})(?:-?[1-7])?", _week),
    (rf"(?P<season>{'|'.join(_SEASONS)})(?: of)? {_YEAR}", lambda p: iter([f"{p['year']}-{_SEASONS[p['season']]}"])),
    (r"(?:~|ca\.?|c\.|circa|about|around) ?(?P<date>[0-9-]+)", lambda p: iter([f"{p['date']}~"])),
    (r"(?:since|from) (?P<date>[0-9-]+)", lambda p: iter([f"{p['date']}/.."])),
    (r"(?:until|till|to|by) (?P<date>[0-9-]+)", lambda p: iter([f"../{p['date']}"])),
    (r"(?P<start>[0-9-]+)(?: ?(?:to|until|–|—) ?| - )(?P<end>[0-9-]+)", _between),
    (r"(?P<start>[0-9]{4})-(?P<end>[0-9]{4})", _between),
    (
        r"(?P<date>[0-9-]{10})[t ](?P<time>[0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)? ?(?P<zone>z|[+-][0-9:]{4,6})",
        lambda p: iter([f"{p['date']}T{p['time']}{_zone(p['zone'])}"]),
    ),
    (r"(?P<date>[0-9-]{10})t[0-9:.]+(?:z|[+-][0-9:]+)[~?%]", lambda p: iter([f"{p['date']}~"])),
]


def _zone(text: str) -> str:
    digits = text[1:].replace(":", "")
    return "Z" if text == "z" else f"{text[0]}{digits[:2]}:{digits[2:]}"


def date_hint(text: str) -> str | None:
    """Say how to write a date that was sent in another form; None if it resembles no date."""
    folded = " ".join(text.lower().split())
    if len(folded) > _MAX_CHARS or not folded.replace("–", "-").replace("—", "-").isascii():
        return None
    if _FISCAL.fullmatch(folded):
        return "a fiscal year is no date; write its months, such as 2025-02/2026-01"
    if found := _WITHOUT_ZONE.fullmatch(folded):
        instants = [f"{found[1]}T{found[2]}{zone}" for zone in ("Z", "+08:00")]
        needed = f"an instant needs its time zone; write {' or '.join(instants)}"
        return needed if parse_date(instants[0]) else None
    if folded != text and parse_date(folded):
        return f"write {folded}"
    if (found := _WRITTEN_DAY.fullmatch(folded)) and int(found[1]):
        return f"{found[1]}-{found[2]} has {monthrange(int(found[1]), int(found[2]))[1]} days"
    dates = _readings(folded)
    return f"write {' or '.join(dates)}" if dates else None


def _readings(text: str) -> list[str]:
    """Return all that a text in one of the known forms can mean."""
    for pattern, dates in _FORMS:
        found = re.fullmatch(pattern, text)
        possible = [each for each in dict.fromkeys(dates(found.groupdict())) if parse_date(each)] if found else []
        if possible:
            return possible
    return []


def duration_hint(text: str) -> str | None:
    """Say how to write a duration such as `5 minutes`; None if it resembles none."""
    found = _AMOUNT_OF_TIME.fullmatch(" ".join(text.lower().split()))
    if found is None:
        return None
    written = (_UNITS | _SHORT_UNITS)[found[2]].format(int(found[1]))
    return f"write {written}" if parse_duration(written) else None


def month_day_hint(text: str) -> str | None:
    """Say how to write a day of the year such as `January 31`; None if it resembles none."""
    folded = " ".join(text.lower().split())[:_MAX_CHARS].rstrip(".")
    dates = [folded, *_readings(f"{folded}-2024"), *_readings(f"{folded} 2024")]
    days = [f"-{day[4:]}" for day in dates if _WRITTEN_DAY.fullmatch(day) and parse_date(day)]
    return f"write {' or '.join(dict.fromkeys(days))}" if days else None
