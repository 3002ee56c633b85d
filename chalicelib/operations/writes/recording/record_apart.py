"""Record apart: an entity's facts in as many transactions as they need; a faulty fact is refused alone."""

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
from chalicelib.domain.faults import Faults, summed_up
from chalicelib.operations.transactions.write_result import WriteResult
from chalicelib.operations.write_report import WriteReport

MAX_PART_FACTS = 90  # of one transaction, with room for the revision, the view, its long properties and the receipt
OF_THE_ENTITY = (NotFound, Gone, Merged, Busy, InProgress)  # these refuse all facts of an entity
OF_SIZE = (TooManyActions, Oversized)  # smaller parts may fit

Numbered = tuple[int, Mapping[str, Any]]
"""A fact as sent, with its place in the request."""

Record = Callable[[Sequence[Numbered]], WriteResult]
"""Records some facts of one entity in one transaction."""


@dataclass(frozen=True)
class Refused:
    """The places of facts that were refused, and the refusal."""

    places: tuple[int, ...]
    refusal: Refusal


@dataclass
class Apart:
    """The facts of one entity while they are recorded: the result of each transaction, and the refused facts."""

    ref: str
    record: Record
    outcomes: list[WriteResult] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # of the facts in them
    refused: list[Refused] = field(default_factory=list)
    waiting: list[Sequence[Numbered]] = field(default_factory=list)
    is_full: bool = False  # the entity has no room for even one fact more

    def take(self, facts: Sequence[Numbered]) -> None:
        """Record facts, in their order. Raises IdempotencyKeyReused and Unavailable."""
        self.waiting = [facts[start : start + MAX_PART_FACTS] for start in range(0, len(facts), MAX_PART_FACTS)]
        while self.waiting:
            part = self.waiting.pop(0)
            try:
                self.note(self.record(part), [place for place, _ in part])
            except (IdempotencyKeyReused, Unavailable):  # the next part would fail as well
                raise
            except Refusal as refusal:
                self._retry_without_faulty(part, refusal)

    def note(self, outcome: WriteResult, places: Iterable[int]) -> None:
        """Add the result of a transaction, of this request or of an earlier one with the same key."""
        self.outcomes.append(outcome)
        self.places += places

    def together(self) -> WriteResult | None:
        """Return the result of all transactions together; None if there were none."""
        if not self.outcomes:
            return None
        last = self.outcomes[-1].entity
        facts = {fact.id: last.facts.get(fact.id, fact) for each in self.outcomes for fact in each.facts}
        report = WriteReport.of_all([each.report for each in self.outcomes])
        created = any(each.created for each in self.outcomes)
        return WriteResult(last, [*facts.values()], created=created, report=report)

    def _retry_without_faulty(self, part: Sequence[Numbered], refusal: Refusal) -> None:
        """Refuse the facts that a refusal blames, and queue the rest of the part again."""
        blamed = _faults_by_place(refusal, {place for place, _ in part})
        if isinstance(refusal, OF_THE_ENTITY):
            everything = [each for waiting in (part, *self.waiting) for each in waiting]
            self.waiting = []
            self._note_refused(everything, refusal)
        elif blamed:
            self.refused += [Refused((place,), _refusal_of_faults(refusal, faults)) for place, faults in blamed.items()]
            rest = [each for each in part if each[0] not in blamed]
            self.waiting[:0] = [rest] if rest else []
        elif len(part) == 1 or self.is_full or not isinstance(refusal, OF_SIZE):
            self.is_full = self.is_full or isinstance(refusal, Oversized)
            self._note_refused(part, refusal)
        else:
            cut = _first_to_retry(part, refusal)
            self.waiting[:0] = [part[:cut], part[cut:]]

    def _note_refused(self, facts: Sequence[Numbered], refusal: Refusal) -> None:
        self.refused.append(Refused(tuple(place for place, _ in facts), refusal))


def _faults_by_place(refusal: Refusal, places: Collection[int]) -> dict[int, list[Fault]]:
    """Group faults by the place of the fact that they point at."""
    blamed: dict[int, list[Fault]] = {}
    for fault in refusal.faults:
        found = re.match(r"/facts/(\d+)(/|$)", fault.pointer)
        if found and int(found[1]) in places:
            blamed.setdefault(int(found[1]), []).append(fault)
    return blamed


def _refusal_of_faults(refusal: Refusal, faults: Sequence[Fault]) -> Refusal:
    """Return the refusal with these faults alone."""
    if len(faults) == len(refusal.faults):
        return refusal
    if isinstance(refusal, Invalid):
        return Faults([*faults]).as_refusal()
    context = refusal.context
    if isinstance(refusal, Retracted):
        own = next(each for each in context["retracted"] if each["pointer"] == faults[0].pointer)
        context = {"fact": own["fact"], "retraction": own["retraction"]}
    return type(refusal)(summed_up(faults), faults=tuple(faults), context=context)


def _first_to_retry(part: Sequence[Numbered], refusal: Refusal) -> int:
    """Return how many of the first facts to try alone: those that there is room for, or a half."""
    beyond = refusal.context["actions"] - refusal.context["limit"] if isinstance(refusal, TooManyActions) else 0
    return len(part) - beyond if 0 < beyond < len(part) else len(part) // 2
