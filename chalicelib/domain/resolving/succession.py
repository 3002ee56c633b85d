"""Succession: on a lasting property a fact gives way to one that starts later and is at least as certain."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

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


class Successors:
    """Facts that others may give way to, sorted once: what a fact gives way to is found without comparing all."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = [fact for fact in facts if fact.affirms and _start(fact.content.valid) is not None]
        self._as_certain: dict[int, _Latest] = {}

    def of(self, fact: Fact) -> Fact | None:
        """Return the fact that succeeds this one, the latest to start; None if there is none."""
        latest = self._with(fact.evidence.certainty.weakness).reaching(_stated_end(fact))
        return latest if latest is not None and lifetime(latest)[0] > _latest_start(fact) else None

    def _with(self, weakness: int) -> "_Latest":
        if weakness not in self._as_certain:
            certain = (fact for fact in self._facts if fact.evidence.certainty.weakness <= weakness)
            self._as_certain[weakness] = _Latest(certain)
        return self._as_certain[weakness]


class _Latest:
    """Facts by the last instant at which they may start, and for each the latest to start from there on."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        ordered = sorted(((_reach(fact), fact) for fact in facts), key=lambda each: each[0])
        self._reaches = [reach for reach, _ in ordered]
        self._latest = list(accumulate((fact for _, fact in reversed(ordered)), _later))

    def reaching(self, instant: Instant) -> Fact | None:
        """Give the latest to start of those that may start at an instant or later."""
        many = len(self._reaches) - bisect_left(self._reaches, instant)
        return self._latest[many - 1] if many else None


def _later(one: Fact, other: Fact) -> Fact:
    return max(one, other, key=lambda fact: (lifetime(fact)[0], fact.id))


def _reach(fact: Fact) -> Instant:
    start = _start(fact.content.valid)
    return BEGINNING if start is None else start.widened()[1]


def _start(valid: When | None) -> When | None:
    return None if valid is None else valid.start


def _latest_start(fact: Fact) -> Instant:
    """Give the last instant at which the fact may have begun: without `valid`, when its source was published."""
    begun = fact.published if fact.content.valid is None else _start(fact.content.valid)
    return BEGINNING if begun is None else begun.latest


def _stated_end(fact: Fact) -> Instant:
    """Give the first instant at which the fact may end by its own words; nothing that starts before then follows it."""
    valid = fact.content.valid
    if valid is None or not valid.is_interval or valid.end is None:
        return BEGINNING
    return valid.end.widened()[0]
