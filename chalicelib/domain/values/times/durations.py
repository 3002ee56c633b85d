"""Durations and days of the year: how long something lasts, and a day that every year has."""

import re
from functools import lru_cache

from chalicelib.late_dataclass import dataclass

DURATION_PATTERN = r"^P[0-9YMWDTHS.]+$"
MAX_DURATION_CHARS = 40
MONTH_DAY_CHARS = len("--01-31")
MONTH_DAY_PATTERN = (
    "^--((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$"
)

_NUMBER = r"[0-9]{1,9}(\.[0-9]{1,6})?"
_DURATION = (  # compiled by the first duration that is read
    rf"P(?=.)({_NUMBER}Y)?({_NUMBER}M)?({_NUMBER}W)?({_NUMBER}D)?"
    rf"(T(?=.)({_NUMBER}H)?({_NUMBER}M)?({_NUMBER}S)?)?"
)


@dataclass(frozen=True)
class Duration:
    """A duration in ISO 8601, such as `PT5M`. Raises ValueError for other text."""

    text: str

    def __post_init__(self) -> None:
        if canonical_duration(self.text) is None:
            raise ValueError(f"not a duration: {self.text!r}")

    def json(self) -> str:
        """Return the duration as it was sent."""
        return self.text

    def canonical(self) -> str:
        """Return the text that identifies the value: PT60M and PT1H are one."""
        return f"duration:{canonical_duration(self.text)}"


@dataclass(frozen=True)
class MonthDay:
    """A day of every year, such as `--01-31`. Raises ValueError for other text."""

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(MONTH_DAY_PATTERN, self.text) or self.text.endswith("\n"):
            raise ValueError(f"not a day of the year: {self.text!r}")

    def json(self) -> str:
        """Return the day as it was sent."""
        return self.text

    def canonical(self) -> str:
        """Return the text that identifies the value; a day has one spelling."""
        return f"month_day:{self.text}"

    @property
    def month(self) -> int:
        """The number of the month."""
        return int(self.text[2:4])

    @property
    def day(self) -> int:
        """The number of the day in the month."""
        return int(self.text[5:7])


def parse_duration(text: str) -> Duration | None:
    """Parse an ISO 8601 duration; None if it is none, or 0."""
    return None if canonical_duration(text) is None else Duration(text)


def parse_month_day(text: str) -> MonthDay | None:
    """Parse a month and a day, `--MM-DD`; None if no year has it."""
    try:
        return MonthDay(text)
    except ValueError:
        return None


@lru_cache(maxsize=1024)  # durations recur
def canonical_duration(text: str) -> str | None:
    """Return the one spelling of an ISO 8601 duration, such as PT1H for PT60M; None if it is none, or 0."""
    if len(text) > MAX_DURATION_CHARS or not re.fullmatch(_DURATION, text):
        return None
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
