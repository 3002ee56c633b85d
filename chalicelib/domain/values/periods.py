"""Periods: the duration or the interval that a figure covers."""

from typing import Any

from chalicelib.domain.values.dates import parse_date
from chalicelib.domain.values.durations import canonical_duration

PERIOD_SCHEMA: dict[str, Any] = {
    "type": "string",
    "minLength": 3,
    "maxLength": 40,
    "pattern": r"^(P[0-9YMWDTHS.]+|[^P\s]+/[^P\s]+)$",
}


def parse_period(text: str) -> str | None:
    """Parse an ISO 8601 duration or an EDTF interval into its canonical spelling; None if it is neither.

    P12M and P1Y are the same period, and so are P7D and P1W; P30D and P1M are not. A duration of 0 is not a period.
    """
    if text.startswith("P"):
        return canonical_duration(text)
    interval = parse_date(text)
    return interval.text if interval and interval.is_interval else None
