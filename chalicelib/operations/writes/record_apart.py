"""Record apart: an entity's facts in as many transactions as they take; what is at fault is refused alone."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.errors import (
    Busy,
    Fault,
    Gone,
    IdempotencyKeyReused,
    InProgress,
    Invalid,
    Merged,
    NotFound,
    Oversized,
    Refusal,
    Retracted,
    TooManyActions,
    Unavailable,
)
from chalicelib.domain.faults import Faults
from chalicelib.operations.transactions.write_result import WriteResult

MAX_PART_FACTS = 90  # facts of a transaction; the revision, the view, its long properties and the receipt want room
OF_THE_ENTITY = (NotFound, Gone, Merged, Busy, InProgress)  # what refuses one of its facts refuses all
OF_SIZE = (TooManyActions, Oversized)  # what may fit in smaller parts

Numbered = tuple[int, Mapping[str, Any]]
"""A fact as sent, with its place in the request."""

Record = Callable[[Sequence[Numbered]], WriteResult]
"""Records some facts of one entity in one transaction."""


@dataclass(frozen=True)
class Refused:
    """Facts that were refused, by their places, and why."""

    places: tuple[int, ...]
    refusal: Refusal


@dataclass
class Apart:
    """What became of the facts of one entity: each transaction that was made, and what was refused."""

    ref: str
    record: Record
    outcomes: list[WriteResult] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # of the facts in them
    refused: list[Refused] = field(default_factory=list)
    waiting: list[Sequence[Numbered]] = field(default_factory=list)
    is_full: bool = False  # one fact alone was too much for the entity

    def take(self, facts: Sequence[Numbered]) -> None:
        """Record facts, in their order. Raises IdempotencyKeyReused and Unavailable."""
        self.waiting = [facts[start : start + MAX_PART_FACTS] for start in range(0, len(facts), MAX_PART_FACTS)]
        while self.waiting:
            part = self.waiting.pop(0)
            try:
                self.note(self.record(part), [place for place, _ in part])
            except (IdempotencyKeyReused, Unavailable):  # the next part would fare no better
                raise
            except Refusal as refusal:
                self._without(part, refusal)

    def note(self, outcome: WriteResult, places: Iterable[int]) -> None:
        """Take in what a transaction did, of this request or of an earlier one with the same key."""
        self.outcomes.append(outcome)
        self.places += places

    def together(self) -> WriteResult | None:
        """Return what all transactions did, as of the last; None if there was none."""
        if not self.outcomes:
            return None
        last = self.outcomes[-1].entity
        facts = {fact.id: last.facts.get(fact.id, fact) for each in self.outcomes for fact in each.facts}
        return WriteResult(last, [*facts.values()], created=any(each.created for each in self.outcomes))

    def _without(self, part: Sequence[Numbered], refusal: Refusal) -> None:
        """Refuse what is to blame, and let the rest of a part wait for another try."""
        blamed = _blamed(refusal, {place for place, _ in part})
        if isinstance(refusal, OF_THE_ENTITY):
            everything = [each for waiting in (part, *self.waiting) for each in waiting]
            self.waiting = []
            self._refuse(everything, refusal)
        elif blamed:
            self.refused += [Refused((place,), _alone(refusal, faults)) for place, faults in blamed.items()]
            rest = [each for each in part if each[0] not in blamed]
            self.waiting[:0] = [rest] if rest else []
        elif len(part) == 1 or self.is_full or not isinstance(refusal, OF_SIZE):
            self.is_full = self.is_full or isinstance(refusal, Oversized)
            self._refuse(part, refusal)
        else:
            cut = _cut(part, refusal)
            self.waiting[:0] = [part[:cut], part[cut:]]

    def _refuse(self, facts: Sequence[Numbered], refusal: Refusal) -> None:
        self.refused.append(Refused(tuple(place for place, _ in facts), refusal))


def _blamed(refusal: Refusal, places: Collection[int]) -> dict[int, list[Fault]]:
    """Sort faults by the facts that they point at."""
    blamed: dict[int, list[Fault]] = {}
    for fault in refusal.faults:
        found = re.match(r"/facts/(\d+)(/|$)", fault.pointer)
        if found and int(found[1]) in places:
            blamed.setdefault(int(found[1]), []).append(fault)
    return blamed


def _alone(refusal: Refusal, faults: Sequence[Fault]) -> Refusal:
    """Return the refusal as it would be if these were its only faults."""
    if len(faults) == len(refusal.faults):
        return refusal
    if isinstance(refusal, Invalid):
        return Faults([*faults]).as_refusal()
    context = refusal.context
    if isinstance(refusal, Retracted):
        own = next(each for each in context["retracted"] if each["pointer"] == faults[0].pointer)
        context = {"fact": own["fact"], "retraction": own["retraction"]}
    return type(refusal)(faults[0].detail, faults=tuple(faults), context=context)


def _cut(part: Sequence[Numbered], refusal: Refusal) -> int:
    """Say how many of the first facts to try alone: as many as there is room for, or a half."""
    beyond = refusal.context["actions"] - refusal.context["limit"] if isinstance(refusal, TooManyActions) else 0
    return len(part) - beyond if 0 < beyond < len(part) else len(part) // 2
