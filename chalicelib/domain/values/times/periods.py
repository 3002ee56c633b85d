"""Periods: the time that a figure covers, a duration or a stretch of days."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from chalicelib.domain.values.times.dates import (
    DATE_MAX_LENGTH,
    DATE_PATTERN,
    When,
    days_identity,
    parse_date,
)
from chalicelib.domain.values.times.durations import canonical_duration

FISCAL_PATTERN = "FY[0-9]{4}(-(Q[1-4]|H[12]))?"
PERIOD_SCHEMA: dict[str, Any] = {
    "type": "string",
    "minLength": 3,
    "maxLength": DATE_MAX_LENGTH,
    "pattern": rf"^(P[0-9YMWDTHS.]+|{FISCAL_PATTERN}|{DATE_PATTERN[1:-1]})$",
}

_NEAR_DAYS = 7  # a year of 52 or 53 weeks ends within so many days of the end of a month


def parse_period(text: str) -> str | None:
    """Parse an ISO 8601 duration or a date into the period that is kept; None if it is neither, or has no end.

    Of a duration it is the canonical spelling: P12M and P1Y are the same period, and so are P7D and P1W; P30D and P1M
    are not. A duration of 0 is not a period. A date, such as 2025-Q1 or 2025-01/2025-03, is kept as sent.
    """
    if text.startswith("P"):
        return canonical_duration(text)
    when = parse_date(text)
    return when.text if when and not (when.is_instant and not when.is_interval) else None


def canonical_period(period: str) -> str:
    """Return a period with one spelling of the same days; a duration has one already."""
    when = None if period.startswith("P") else parse_date(period)
    return period if when is None else when.canonical().removeprefix("when:")


@lru_cache(maxsize=4096)
def fold_period(period: str) -> str:
    """Fold a period: a duration is itself, anything else its first and last day, or whole months where it is near them.

    Companies whose year has 52 or 53 weeks report 2025-01-27/2025-04-27 where others say 2025-02/2025-04. A period
    counts as whole months if both its ends and its length lie within a week of theirs.
    """
    when = None if period.startswith("P") else parse_date(period)
    if when is None:
        return period
    return _whole_months(when) or days_identity(when)


def _whole_months(when: When) -> str | None:
    first, _, last = days_identity(when).partition("/")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
        month, after = _nearest_month(start), _nearest_month(end)
    except (ValueError, OverflowError):  # vague, open, an instant, or at an end of the calendar
        return None
    shifts = abs(start - month), abs(end - after), abs((end - start) - (after - month))
    if month >= after or max(shifts).days > _NEAR_DAYS:
        return None
    return f"{month}/{after - timedelta(days=1)}"


def _nearest_month(day: date) -> date:
    """Return the first day of the month that begins nearest to a day."""
    first = day.replace(day=1)
    following = first + timedelta(days=monthrange(day.year, day.month)[1])
    return first if day - first <= following - day else following
