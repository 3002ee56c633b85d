"""Resolution: reads one slot at a moment and says which value is shown, why, and what was passed over.

The steps and their order are those of the design's section "Reading a slot".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain.facts import Fact, Rank
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.choice import choose
from chalicelib.domain.resolving.conflicts import Conflict, find_conflict
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.succession import Successors, holds_at

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import SlotReadingJson


@dataclass(frozen=True)
class Rejected:
    """A fact of the slot that is not shown, and the reason."""

    fact: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """A slot's value at a moment: `why` names each step that decided, `standing` the facts left to choose from."""

    chosen: Fact | None
    why: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    standing: tuple[Fact, ...]
    conflict: Conflict | None

    @property
    def is_disputed(self) -> bool:
        """Say whether the conflict, if there is one, is open."""
        return self.conflict is not None and not self.conflict.settled

    def json_value(self) -> "SlotReadingJson":
        """Write the reading as `explain=true` shows it."""
        conflict = self.conflict
        return {
            "chosen": None if self.chosen is None else self.chosen.id,
            "why": list(self.why),
            "rejected": [{"fact": each.fact, "reason": each.reason} for each in self.rejected],
            "conflict": None if conflict is None else "settled" if conflict.settled else "open",
        }


def resolve(facts: Iterable[Fact], *, lasting: bool, moment: Moment, now: Instant) -> Reading:
    """Read the facts of one slot. The order in which they come never matters.

    A fact recorded after `known_at` is not even among the rejected: the answer is the one given at that moment.
    """
    ordered = sorted((fact for fact in facts if fact.was_recorded(moment.known_at)), key=lambda fact: fact.id)
    rejected: dict[str, str] = {}
    ranks = {fact.id: fact.standing(moment.known_at).rank for fact in ordered}
    left = _present(ordered, lasting=lasting, moment=moment.at(now), ranks=ranks, rejected=rejected)
    if lasting:
        left = _after_succession(left, rejected)
    conflict = find_conflict(left, ranks, fixed=not lasting)
    pool = _showable(left, rejected)
    choice = choose(pool, ranks, lasting=lasting)
    rejected |= choice.rejected
    reasons = tuple(Rejected(fact.id, rejected[fact.id]) for fact in ordered if fact.id in rejected)
    return Reading(choice.chosen, choice.why, reasons, tuple(left), conflict)


def _present(
    facts: Sequence[Fact], *, lasting: bool, moment: Moment, ranks: dict[str, Rank], rejected: dict[str, str]
) -> list[Fact]:
    """Step 1: what was not retracted, in print and valid, and is not deprecated."""
    left = []
    for fact in facts:
        reason = _absence(fact, lasting, moment, ranks[fact.id])
        if reason is None:
            left.append(fact)
        else:
            rejected[fact.id] = reason
    return left


def _absence(fact: Fact, lasting: bool, moment: Moment, rank: Rank) -> str | None:
    if not fact.standing(moment.known_at).stands:
        return "retracted"
    if not was_in_print(fact, moment):
        return "not yet in print"
    if lasting and moment.valid_at is not None and not holds_at(fact, moment.valid_at):
        return "not valid then"
    return "deprecated" if rank is Rank.DEPRECATED else None


def was_in_print(fact: Fact, moment: Moment) -> bool:
    """Return whether the source was surely in print before the moment's bound."""
    return moment.published_before is None or in_print(fact) < moment.published_before


def in_print(fact: Fact) -> Instant:
    """Return the first instant of the last day on which the source can have appeared; unknown: when it was recorded.

    An interval without an end counts by its start.
    """
    published = fact.published
    if published is None or published.start is None:
        return fact.recorded_at
    is_open = published.is_interval and published.end is None
    last = published.start.latest if is_open else published.latest
    return f"{last[:10]}T00:00:00.000Z"


def _after_succession(facts: list[Fact], rejected: dict[str, str]) -> list[Fact]:
    """Step 2: what gave way to a fact that starts later."""
    left = []
    successors = Successors(facts)
    for fact in facts:
        follower = successors.of(fact)
        if follower is None:
            left.append(fact)
        else:
            rejected[fact.id] = f"followed by {follower.id}"
    return left


def _showable(facts: Sequence[Fact], rejected: dict[str, str]) -> list[Fact]:
    """Leave out denials and facts left open, and `unknown` if the slot has another standing fact."""
    shown = []
    for fact in facts:
        if fact.evidence.certainty.can_be_shown:
            shown.append(fact)
        else:
            rejected[fact.id] = f"{fact.evidence.certainty.value} is never the value shown"
    known = [fact for fact in shown if fact.affirms]
    if known:
        rejected.update({fact.id: "unknown, and the slot has a known value" for fact in shown if fact.is_unknown})
    return known or shown
