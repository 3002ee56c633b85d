"""Instants: moments in UTC as text of fixed width, which sorts by time."""

import re
from datetime import UTC, datetime, timedelta

Instant = str

BEGINNING: Instant = "0000-01-01T00:00:00.000Z"
FOREVER: Instant = "9999-12-31T23:59:59.999Z"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Python would read all of ISO 8601, including weeks. The seconds are optional, as people often leave them out.
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2}))?", re.IGNORECASE
)


def of(moment: datetime) -> Instant:
    """Write an aware datetime as `2026-11-23T10:00:00.000Z` (milliseconds, cut off)."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z".rjust(24, "0")


def parse(text: str) -> Instant | None:
    """Read RFC 3339 with a zone, or a plain day as its first instant; None when it is neither."""
    if not _RFC_3339.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
        return of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):  # no such day or time, or one outside the years 1 to 9999
        return None


def plus_ms(instant: Instant, milliseconds: int) -> Instant:
    """Move an instant by whole milliseconds."""
    return of(datetime.fromisoformat(instant) + timedelta(milliseconds=milliseconds))


def to_ms(instant: Instant) -> int:
    """Return the milliseconds since 1970."""
    return (datetime.fromisoformat(instant) - _EPOCH) // timedelta(milliseconds=1)


def from_ms(milliseconds: int) -> Instant:
    """Undo `to_ms`."""
    return of(_EPOCH + timedelta(milliseconds=milliseconds))


def seconds_between(first: Instant, last: Instant) -> float:
    """Count the seconds from one instant to another; 0 if the other was first."""
    between = datetime.fromisoformat(last) - datetime.fromisoformat(first)
    return max(between.total_seconds(), 0.0)
