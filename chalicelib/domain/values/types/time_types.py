"""The declared types of time: dates, durations, days of the year and hours of the day."""

from typing import Any

from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import CodedFault, described, quoted
from chalicelib.domain.values.times.dates import DATE_MAX_LENGTH, DATE_PATTERN, When, is_backwards, parse_date
from chalicelib.domain.values.times.durations import (
    DURATION_PATTERN,
    MAX_DURATION_CHARS,
    MONTH_DAY_CHARS,
    MONTH_DAY_PATTERN,
    Duration,
    MonthDay,
    parse_duration,
    parse_month_day,
)
from chalicelib.domain.values.times.hours import HOURS_PATTERN, MAX_HOURS_CHARS, Hours, parse_hours
from chalicelib.domain.values.times.periods import parse_period
from chalicelib.domain.values.types.value_type import Schema, ValueType
from chalicelib.late_dataclass import dataclass


@dataclass(frozen=True)
class DateType(ValueType):
    """An instant, day, month, part of a year, year or interval, in a subset of EDTF."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> When | None:
        """Read a date; it is kept as sent."""
        if not isinstance(raw, str):
            faults.add(at, "wrong_type", f"A date is a string such as {_date_like(raw)}, not {described(raw)}.")
            return None
        found = parse_date(raw)
        if found is None:
            faults.add(at, *_date_fault(raw))
        return found

    def shapes(self) -> list[Schema]:
        """List the one form: a string."""
        return [{"type": "string", "maxLength": DATE_MAX_LENGTH, "pattern": DATE_PATTERN}]


def _date_like(raw: Any) -> str:
    """Return the string that was meant by a number, such as 2025, else an example."""
    return f'"{raw}"' if isinstance(raw, int) and parse_date(str(raw)) else "2025-01-26"


def _date_fault(raw: str) -> CodedFault:
    if is_backwards(raw):
        return CodedFault("bad_range", f"{quoted(raw)} ends before it starts; write the earlier date first.")
    from chalicelib.domain.values.times.date_hints import date_hint  # here: only faults need it

    forms = "2025-01-26, 2025-01, 2025-Q1 or 2025, with ~ for about or ? for uncertain, an instant 2025-01-26T15:59Z"
    hint = date_hint(raw) or f"write {forms}, or an interval 2025-01/2025-03 (.. for an open end)"
    return CodedFault("not_a_date", f"{quoted(raw)} is not a valid date; {hint}.")


@dataclass(frozen=True)
class HoursType(ValueType):
    """Hours of the day in a time zone, on all days or some, such as `Mo-Fr 09:00-18:00 +08:00`."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> Hours | None:
        """Read hours; they are kept as sent."""
        if not isinstance(raw, str):
            detail = f"Hours are a string such as Mo-Fr 09:00-18:00 +08:00, not {described(raw)}."
            faults.add(at, "wrong_type", detail)
            return None
        found = parse_hours(raw)
        if isinstance(found, CodedFault):
            faults.add(at, *found)
            return None
        return found

    def shapes(self) -> list[Schema]:
        """List the one form: a string."""
        return [{"type": "string", "maxLength": MAX_HOURS_CHARS, "pattern": HOURS_PATTERN}]


@dataclass(frozen=True)
class DurationType(ValueType):
    """A duration in ISO 8601, such as `PT5M`."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> Duration | None:
        """Read a duration; it is kept as sent."""
        found = parse_duration(raw) if isinstance(raw, str) else None
        if found is None:
            from chalicelib.domain.values.times.date_hints import duration_hint  # here: only faults need it

            hint = duration_hint(str(raw)) or "write PT5M for 5 minutes or P1Y for a year"
            faults.add(at, "not_a_duration", f"{described(raw)} is not an ISO 8601 duration; {hint}.")
        return found

    def shapes(self) -> list[Schema]:
        """List the one form: a string."""
        return [{"type": "string", "maxLength": MAX_DURATION_CHARS, "pattern": DURATION_PATTERN}]


@dataclass(frozen=True)
class MonthDayType(ValueType):
    """A day of every year, such as `--01-31`."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> MonthDay | None:
        """Read a month and a day."""
        found = parse_month_day(raw) if isinstance(raw, str) else None
        if found is None:
            from chalicelib.domain.values.times.date_hints import month_day_hint  # here: only faults need it

            hint = month_day_hint(str(raw)) or "write --01-31 for 31 January"
            faults.add(at, "not_a_month_day", f"{described(raw)} is not a month and a day; {hint}.")
        return found

    def shapes(self) -> list[Schema]:
        """List the one form: a string."""
        return [{"type": "string", "maxLength": MONTH_DAY_CHARS, "pattern": MONTH_DAY_PATTERN}]


def read_period(raw: Any, *, at: str, faults: Faults) -> str | None:
    """Read a period: a duration or a date with an end; None means that a fault was noted."""
    read = parse_period(raw) if isinstance(raw, str) else None
    if read is None:
        faults.add(at, *_period_fault(raw))
    return read


def _period_fault(raw: Any) -> CodedFault:
    if isinstance(raw, str) and is_backwards(raw):
        return CodedFault("bad_range", f"{quoted(raw)} ends before it starts; write the earlier date first.")
    from chalicelib.domain.values.times.date_hints import date_hint, duration_hint  # here: only faults need them
    from chalicelib.domain.values.times.fiscal import fiscal_hint

    text = str(raw)
    if parse_date(text) and isinstance(raw, str):
        return CodedFault(
            "not_a_period", f"{quoted(text)} is an instant, which has no length; write a day or an interval."
        )
    label = fiscal_hint(text)
    hint = f"write {label}" if label else duration_hint(text) or date_hint(text)
    forms = (
        "write a duration such as P6M, or a year, month, quarter or interval such as 2025, 2025-Q1 or 2024-07/2025-01"
    )
    return CodedFault("not_a_period", f"{described(raw)} is not a period; {hint or forms}.")
