"""Fiscal periods: the months that a label such as `FY2026-Q1` stands for, by the end of the company's year."""

import re
from datetime import date

from chalicelib.domain.values.times.durations import MonthDay
from chalicelib.domain.values.times.periods import FISCAL_PATTERN

_LABEL = re.compile(FISCAL_PATTERN)
_LOOSE = re.compile(
    r"(?:(?P<before>[QH][1-4])[ /-]?)?(?:FY|FISCAL(?: YEAR)?) ?'?(?P<year>[0-9]{2}|[0-9]{4})(?P<after>[ /-]?[QH][1-4])?"
)
_MONTHS_OF = {"": (0, 12), "Q1": (0, 3), "Q2": (3, 3), "Q3": (6, 3), "Q4": (9, 3), "H1": (0, 6), "H2": (6, 6)}
_MIDDLE = 15  # a year that ends by this day of a month ends with the month before


def is_fiscal_label(text: str) -> bool:
    """Return whether a text names a fiscal year, or a quarter or half of one."""
    return _LABEL.fullmatch(text) is not None


def fiscal_year_of(label: str) -> int:
    """Return the year of a label: the calendar year in which the fiscal year ends."""
    return int(label[2:6])


def fiscal_months(label: str, year_end: MonthDay) -> str | None:
    """Return the months of a label, such as 2025-02/2025-04; None outside the years 1 to 9999.

    A year of 52 or 53 weeks ends on a weekday near the end of a month, so the nearest end of a month counts.
    """
    skipped, length = _MONTHS_OF[label[7:]]
    last_month = year_end.month if year_end.day > _MIDDLE else year_end.month - 1 or 12
    first = fiscal_year_of(label) * 12 + last_month - 12 + skipped  # counted from the year 0
    start, end = _month(first), _month(first + length - 1)
    return f"{start}/{end}" if start and end else None


def fiscal_hint(text: str) -> str | None:
    """Return the label that was meant by a text such as `Q1 FY26`; None if it resembles none."""
    found = _LOOSE.fullmatch(" ".join(text.upper().split()))
    if found is None:
        return None
    year = f"20{found['year']}"[-4:]  # of two digits or of four
    part = (found["before"] or found["after"] or "").strip(" /-")
    label = f"FY{year}-{part}" if part else f"FY{year}"
    return label if is_fiscal_label(label) else None


def _month(number: int) -> str | None:
    year, month = number // 12, number % 12 + 1
    return f"{year:04d}-{month:02d}" if date.min.year <= year <= date.max.year else None
