"""Writes a calendar as iCalendar (RFC 5545, with properties of RFC 7986)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from chalicelib.api.syndication.feed import one_line, written
from chalicelib.domain.instants import Instant

CALENDAR = "text/calendar"
MAX_OCTETS = 75  # of a line, without its end
REFRESHED = "PT6H"
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# A calendar must have a component: this one is in a calendar without dates.
_NO_DATES = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)


class CalendarDate(NamedTuple):
    """A date of the calendar: whole days from `start` to before `end`, or an instant, which has no `end`."""

    uid: str
    start: date | datetime
    end: date | None
    title: str
    text: str
    url: str
    updated: Instant
    status: str
    tags: Sequence[str] = ()


def as_icalendar(title: str, text: str, url: str, dates: Iterable[CalendarDate]) -> str:
    """Return the calendar as text, with the address from which it is loaded again."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//aifacts//calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(title)}",
        f"X-WR-CALNAME:{_text(title)}",
        f"DESCRIPTION:{_text(text)}",
        f"X-WR-CALDESC:{_text(text)}",
        f"SOURCE;VALUE=URI:{url}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESHED}",
        f"X-PUBLISHED-TTL:{REFRESHED}",
    ]
    lines += [line for each in dates for line in _event_lines(each)] or _NO_DATES
    return "".join(f"{folded}\r\n" for line in (*lines, "END:VCALENDAR") for folded in fold(line))


def _event_lines(each: CalendarDate) -> Iterator[str]:
    updated = _utc(datetime.fromisoformat(each.updated))
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(each.uid)}"
    yield f"DTSTAMP:{updated}"
    yield f"LAST-MODIFIED:{updated}"
    if isinstance(each.start, datetime):
        yield f"DTSTART:{_utc(each.start)}"
    else:
        yield f"DTSTART;VALUE=DATE:{_day(each.start)}"
    if each.end is not None:
        yield f"DTEND;VALUE=DATE:{_day(each.end)}"
    yield f"SUMMARY:{_text(one_line(each.title))}"
    yield f"DESCRIPTION:{_text(each.text)}"
    yield f"URL:{each.url}"
    if each.tags:
        yield f"CATEGORIES:{','.join(map(_text, each.tags))}"
    yield f"STATUS:{each.status}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def fold(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, none of which cuts a character; all but the first begin with a space.

    A line ends at CR LF alone: other characters that Python takes for the end of a line are content.
    """
    part, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > MAX_OCTETS:
            yield part
            part, size = " ", 1
        part += character
        size += octets
    yield part


def _text(text: str) -> str:
    return written(text).translate(_ESCAPED)


def _utc(moment: datetime) -> str:
    return f"{moment.year:04d}{moment:%m%dT%H%M%S}Z"


def _day(day: date) -> str:
    return f"{day.year:04d}{day:%m%d}"
