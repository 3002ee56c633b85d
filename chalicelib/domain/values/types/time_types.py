"""The declared types of time: dates, durations, days of the year and hours of the day."""

from dataclasses import dataclass
from typing import Any

from chalicelib.domain.faults import Faults
from chalicelib.domain.values.checks import CodedFault, described, quoted
from chalicelib.domain.values.dates import DATE_MAX_LENGTH, DATE_PATTERN, When, is_backwards, parse_date
from chalicelib.domain.values.durations import (
    DURATION_PATTERN,
    MAX_DURATION_CHARS,
    MONTH_DAY_PATTERN,
    Duration,
    MonthDay,
    parse_duration,
    parse_month_day,
)
from chalicelib.domain.values.hours import HOURS_PATTERN, MAX_HOURS_CHARS, Hours, parse_hours
from chalicelib.domain.values.types.value_type import Schema, ValueType


@dataclass(frozen=True)
class DateType(ValueType):
    """A day, month, year or interval, in a subset of EDTF level 1."""

    def read(self, raw: Any, *, at: str, faults: Faults) -> When | None:
        """Read a date; it is kept as sent."""
        if not isinstance(raw, str):
            faults.add(at, "wrong_type", f"A date is a string such as 2025-01-26, not {described(raw)}.")
            return None
        found = parse_date(raw)
        if found is None:
            faults.add(at, *_date_fault(raw))
        return found

    def shapes(self) -> list[Schema]:
        """List the one form: a string."""
        return [{"type": "string", "maxLength": DATE_MAX_LENGTH, "pattern": DATE_PATTERN}]


def _date_fault(raw: str) -> CodedFault:
    if is_backwards(raw):
        return CodedFault("bad_range", f"{quoted(raw)} ends before it starts; write the earlier date first.")
    forms = "2025-01-26, 2025-01 or 2025, with ~ for about or ? for uncertain, or an interval 2025-01/2025-03"
    return CodedFault("not_a_date", f"{quoted(raw)} is not a valid date; write {forms} (.. for an open end).")


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
            detail = f"{described(raw)} is not an ISO 8601 duration; write PT5M for 5 minutes or P1Y for a year."
            faults.add(at, "not_a_duration", detail)
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
            detail = f"{described(raw)} is not a month and a day; write --01-31 for 31 January."
            faults.add(at, "not_a_month_day", detail)
        return found

    def shapes(self) -> list[Schema]:
        """List the one form: a string."""
        return [{"type": "string", "pattern": MONTH_DAY_PATTERN}]
