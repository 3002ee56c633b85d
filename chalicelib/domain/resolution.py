"""Resolution: reads one slot at a moment and says which value is shown, why, and what was passed over.

The steps and their order are those of the design's section "Reading a slot".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.conflicts import Conflict, find_conflict
from chalicelib.domain.facts import Fact, Rank
from chalicelib.domain.instants import Instant
from chalicelib.domain.moments import Moment
from chalicelib.domain.origins import count_origins
from chalicelib.domain.succession import holds_at, successor
from chalicelib.domain.values import Value, agrees, inside

RANKS = [Rank.PREFERRED, Rank.NORMAL]


@dataclass(frozen=True)
class Rejected:
    """A fact of the slot that is not shown, and the reason."""

    fact: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """What a slot says at a moment: `why` names each step that decided, `standing` the facts left to choose from."""

    chosen: Fact | None
    why: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    standing: tuple[Fact, ...]
    conflict: Conflict | None

    @property
    def is_disputed(self) -> bool:
        """Say whether the conflict, if there is one, is open."""
        return self.conflict is not None and not self.conflict.settled

    def json_value(self) -> dict[str, Any]:
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

    What was recorded after `known_at` is not even among the rejected: an answer of then stays as it was.
    """
    ordered = sorted((fact for fact in facts if fact.was_recorded(moment.known_at)), key=lambda fact: fact.id)
    rejected: dict[str, str] = {}
    ranks = {fact.id: fact.standing(moment.known_at).rank for fact in ordered}
    left = _present(ordered, lasting=lasting, moment=moment.at(now), ranks=ranks, rejected=rejected)
    if lasting:
        left = _after_succession(left, rejected)
    conflict = find_conflict(left, ranks, fixed=not lasting)
    pool = _showable(left, rejected)
    chosen, why = _choose(pool, _Criteria(ranks, pool, lasting), rejected)
    reasons = tuple(Rejected(fact.id, rejected[fact.id]) for fact in ordered if fact.id in rejected)
    return Reading(chosen, why, reasons, tuple(left), conflict)


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
    """Say whether the source can have been in print before the moment's bound."""
    return moment.published_before is None or in_print(fact) < moment.published_before


def in_print(fact: Fact) -> Instant:
    """Give the first instant at which the source can have been in print; unknown: when we recorded it."""
    if fact.published is None or fact.published.start is None:
        return fact.recorded_at
    return fact.published.earliest


def _after_succession(facts: list[Fact], rejected: dict[str, str]) -> list[Fact]:
    """Step 2: what gave way to a fact that starts later."""
    left = []
    for fact in facts:
        follower = successor(fact, facts)
        if follower is None:
            left.append(fact)
        else:
            rejected[fact.id] = f"followed by {follower.id}"
    return left


def _showable(facts: Sequence[Fact], rejected: dict[str, str]) -> list[Fact]:
    """Leave denials and what was left open; leave `unknown` while anything else stands."""
    shown = []
    for fact in facts:
        if fact.evidence.certainty.can_be_shown:
            shown.append(fact)
        else:
            rejected[fact.id] = f"{fact.evidence.certainty.value} is never the value shown"
    known = [fact for fact in shown if fact.affirms]
    if known:
        rejected.update({fact.id: "unknown, and a value stands" for fact in shown if fact.is_unknown})
    return known or shown


class _Criteria:
    """The order of step 4: each criterion gives a fact a number or text, the smaller the better, and words for it."""

    def __init__(self, ranks: dict[str, Rank], pool: Sequence[Fact], lasting: bool) -> None:
        self._ranks = ranks
        self._pool = pool
        self._lasting = lasting
        self._origins: dict[Value, int] = {}
        self.steps: tuple[tuple[str, Callable[[Fact], Any], Callable[[Fact], str]], ...] = (
            ("rank", lambda f: RANKS.index(ranks[f.id]), lambda f: ranks[f.id].value),
            ("certainty", lambda f: f.evidence.certainty.weakness, lambda f: f.evidence.certainty.value),
            ("basis", lambda f: f.evidence.basis.weakness, lambda f: f.evidence.basis.value),
            ("independent origins", lambda f: -self.origins(f), lambda f: str(self.origins(f))),
            (
                "publication",
                self._publication,
                lambda f: "unknown" if f.published is None else str(f.published.json()),
            ),
            ("id", lambda f: f.id, lambda f: f.id),
        )

    def origins(self, fact: Fact) -> int:
        """Count the independent origins of the facts that agree with this one."""
        if fact.value not in self._origins:
            fixed = not self._lasting
            agreeing = (other for other in self._pool if agrees(fact.value, other.value, fixed=fixed))
            self._origins[fact.value] = count_origins(agreeing)
        return self._origins[fact.value]

    def _publication(self, fact: Fact) -> int:
        """Order by the first day in print: lasting the later first, fixed the earlier; unknown last."""
        if fact.published is None or fact.published.start is None:
            return 1_000_000_000
        day = int(fact.published.first_day.replace("-", ""))
        return -day if self._lasting else day


def _choose(pool: Sequence[Fact], criteria: _Criteria, rejected: dict[str, str]) -> tuple[Fact | None, tuple[str, ...]]:
    """Step 4: the best by the criteria, then, while something as certain lies inside it, the best of that."""
    if not pool:
        return None, ()
    why: list[str] = []
    chosen = _best(pool, criteria, why, rejected)
    while narrower := [f for f in pool if _narrows(f, chosen)]:
        rejected[chosen.id] = "another that is at least as certain lies inside it"
        why.append(f"precision: lies inside {chosen.id}")
        chosen = _best(narrower, criteria, why, rejected)
    rejected.pop(chosen.id, None)
    return chosen, tuple(why) or ("only: nothing else stands in this slot",)


def _narrows(fact: Fact, chosen: Fact) -> bool:
    return fact.evidence.certainty.weakness <= chosen.evidence.certainty.weakness and inside(fact.value, chosen.value)


def _best(pool: Sequence[Fact], criteria: _Criteria, why: list[str], rejected: dict[str, str]) -> Fact:
    left = list(pool)
    for name, key, words in criteria.steps:
        if len(left) == 1:
            break
        least = min(key(fact) for fact in left)
        kept = [fact for fact in left if key(fact) == least]
        if len(kept) < len(left):
            why.append(f"{name}: {words(kept[0])}")
            rejected.update({fact.id: f"{name}: {words(fact)}" for fact in left if fact not in kept})
        left = kept
    return left[0]
