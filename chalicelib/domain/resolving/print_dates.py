"""Print dates: the days on which a source can have been in print, as numbers, and whether it was by a moment."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import FOREVER, Instant
from chalicelib.domain.values import When


class Days(NamedTuple):
    """The first and the last of some days, both included, as proleptic ordinals: 1 is the first of the year 1."""

    first: int
    last: int


EVER = Days(0, date.max.toordinal())


def day_number(instant: Instant) -> int:
    """Return the number of the day of an instant; 0 before the year 1."""
    return 0 if instant < "0001" else date.fromisoformat(instant[:10]).toordinal()


@lru_cache(maxsize=4096)  # dates recur
def stated_days(when: When) -> Days:
    """Return the first and the last day that a date states, `~` and `?` ignored."""
    first, last = when.stated_days()
    return Days(day_number(first), day_number(last))


@lru_cache(maxsize=4096)
def possible_days(when: When) -> Days:
    """Return the first and the last day that a date can mean."""
    first, last = when.possible_days()
    return Days(day_number(first), day_number(last))


@lru_cache(maxsize=4096)
def _print_days(published: When) -> Days:
    """Return the days on which something can have appeared; an interval without an end counts by its start."""
    if published.is_interval and published.end is None and published.start is not None:
        return possible_days(published.start)
    return possible_days(published)


def print_days(fact: Fact) -> Days | None:
    """Return the days on which the source can have appeared; None if they are unknown."""
    return None if fact.published is None else _print_days(fact.published)


def in_print(fact: Fact) -> Instant:
    """Return the instant from which the source was certainly in print; if unknown, when it was recorded."""
    return fact.recorded_at if fact.published is None else _surely_in_print(fact.published)


@lru_cache(maxsize=4096)
def _surely_in_print(published: When) -> Instant:
    if published.is_instant and not published.is_interval:
        return published.earliest
    last = _print_days(published).last
    return FOREVER if last >= EVER.last else f"{date.fromordinal(last).isoformat()}T00:00:00.000Z"
