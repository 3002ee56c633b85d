"""Succession: on a lasting property a fact gives way to one that starts later and is at least as certain."""

from collections.abc import Sequence

from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant
from chalicelib.domain.values import When


def holds_at(fact: Fact, valid_at: Instant) -> bool:
    """Say whether a fact's `valid` covers the instant. No `valid` means always; a plain date means from then on."""
    first, last = lifetime(fact)
    return first <= valid_at <= last


def lifetime(fact: Fact) -> tuple[Instant, Instant]:
    """Give the first and the last instant at which the fact holds."""
    valid = fact.content.valid
    if valid is None:
        return BEGINNING, FOREVER
    return valid.earliest, valid.latest if valid.is_interval else FOREVER


def successor(fact: Fact, others: Sequence[Fact]) -> Fact | None:
    """Find the fact that this one gives way to, the latest to start; None when it stands."""
    later = [other for other in others if _makes_way(fact, other)]
    return max(later, key=lambda other: (lifetime(other)[0], other.id), default=None)


def _makes_way(fact: Fact, other: Fact) -> bool:
    start = _start(other.content.valid)
    if start is None or not other.affirms:
        return False
    if other.evidence.certainty.weakness > fact.evidence.certainty.weakness:
        return False
    return start.earliest > _latest_start(fact) and not _ends_after(fact, start)


def _start(valid: When | None) -> When | None:
    return None if valid is None else valid.start


def _latest_start(fact: Fact) -> Instant:
    """Give the last instant at which the fact may have begun: without `valid`, when its source was published."""
    begun = fact.published if fact.content.valid is None else _start(fact.content.valid)
    return BEGINNING if begun is None else begun.latest


def _ends_after(fact: Fact, start: When) -> bool:
    """Say whether the fact's own stated end lies clearly after the start of another."""
    valid = fact.content.valid
    if valid is None or not valid.is_interval or valid.end is None:
        return False
    return valid.end.widened()[0] > start.widened()[1]
