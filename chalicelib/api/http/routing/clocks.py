"""The three clocks of a read, and why a route refuses those that it does not take."""

from collections.abc import Callable

from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.instants import Instant

CLOCKS = ("valid_at", "known_at", "published_before")
NO_CLOCK = "Entities, facts, lists, series, search and conflicts can be read at a moment."
NO_VALID_AT = (
    "Lists are kept as of now, not of each day in the past. Read the entities at `valid_at` "
    "(`POST /v1/entities/get`), or a property over time (`/v1/{plural}/{slug}/series/{property}`)."
)


def clock_fault(name: str, why: str) -> Fault:
    """Return the fault of a clock that a route does not take, with the reason and what to use instead."""
    return Fault(name, "clock_not_available", f"`{name}` is not available here. {why or NO_CLOCK}")


def future_fault(name: str, instant: Instant | None, *, now: Instant) -> Fault | None:
    """Return the fault of an instant in the future, None for another one."""
    is_later = instant is not None and instant > now
    return Fault(name, "in_the_future", f"`{name}` must not be in the future.") if is_later else None


def refuse_future(known_at: Instant | None, *, now: Callable[[], Instant]) -> None:
    """Raise BadParameter for a `known_at` in the future."""
    if known_at is not None and (fault := future_fault("known_at", known_at, now=now())) is not None:
        raise BadParameter(fault.detail, faults=(fault,))
