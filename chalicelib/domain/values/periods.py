"""Periods: the duration or the interval that a figure covers."""

import re
from typing import Any

from chalicelib.domain.values.dates import parse_date

PERIOD_SCHEMA: dict[str, Any] = {
    "type": "string",
    "minLength": 3,
    "maxLength": 40,
    "pattern": r"^(P[0-9YMWDTHS.]+|[^P\s]+/[^P\s]+)$",
}

_NUMBER = r"[0-9]{1,9}(\.[0-9]{1,6})?"
_DURATION = re.compile(
    rf"P(?=.)({_NUMBER}Y)?({_NUMBER}M)?({_NUMBER}W)?({_NUMBER}D)?"
    rf"(T(?=.)({_NUMBER}H)?({_NUMBER}M)?({_NUMBER}S)?)?"
)


def parse_period(text: str) -> str | None:
    """Parse an ISO 8601 duration or an EDTF interval into its canonical spelling; None if it is neither.

    P12M and P1Y are the same period, and so are P7D and P1W; P30D and P1M are not. A duration of 0 is not a period.
    """
    if _DURATION.fullmatch(text):
        return _canonical_duration(text)
    interval = parse_date(text)
    return interval.text if interval and interval.is_interval else None


def _canonical_duration(text: str) -> str | None:
    import isodate  # here, since it takes 10 ms to import and few facts have a duration

    try:
        sent = isodate.parse_duration(text, as_timedelta_if_possible=False)
        months = sent.years * 12 + sent.months
        if months % 1 or not (months or sent.tdelta):
            return None
        years, left = divmod(int(months), 12)
        return str(isodate.duration_isoformat(isodate.Duration(years=years, months=left) + sent.tdelta))
    except (ArithmeticError, ValueError):
        return None
