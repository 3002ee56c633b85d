"""Instants: moments in UTC as fixed-width text, so that their order is the order of the text."""

from datetime import UTC, datetime, timedelta

Instant = str

BEGINNING: Instant = "0000-01-01T00:00:00.000Z"
FOREVER: Instant = "9999-12-31T23:59:59.999Z"


def of(moment: datetime) -> Instant:
    """Write an aware datetime as `2026-11-23T10:00:00.000Z` (milliseconds, cut off)."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z".rjust(24, "0")


def parse(text: str) -> Instant | None:
    """Read RFC 3339 with a zone, or a plain day as its first instant; None when it is neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return of(moment.replace(tzinfo=UTC)) if len(text) == len("2026-11-23") else None
    try:
        return of(moment)
    except OverflowError:
        return None


def plus_ms(instant: Instant, milliseconds: int) -> Instant:
    """Move an instant by whole milliseconds."""
    return of(datetime.fromisoformat(instant) + timedelta(milliseconds=milliseconds))
