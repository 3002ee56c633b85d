"""The rules of reading a slot as they are written down, each fact compared with each: the product must agree."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product
from typing import Any

from chalicelib.domain.evidence import Certainty
from chalicelib.domain.facts import Fact, Rank
from chalicelib.domain.instants import BEGINNING, Instant
from chalicelib.domain.resolving.conflicts import Conflict, _compared, _groups, _side, _spellings
from chalicelib.domain.resolving.independent_origins import _marks
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import Reading, Rejected, _present, _showable
from chalicelib.domain.resolving.succession import lifetime
from chalicelib.domain.values import Value, When, agrees, excludes, inside

RANKS = [Rank.PREFERRED, Rank.NORMAL]


def resolve(facts: Iterable[Fact], *, lasting: bool, moment: Moment, now: Instant) -> Reading:
    """Read the facts of one slot. The order in which they come never matters.

    A fact recorded after `known_at` is not among the rejected: the answer at `known_at` never changes.
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


def successor(fact: Fact, others: Sequence[Fact]) -> Fact | None:
    """Find the fact that this one gives way to, the latest to start; None when there is none."""
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
    """Return the last instant at which the fact may have begun: without `valid`, when its source was published."""
    begun = fact.published if fact.content.valid is None else _start(fact.content.valid)
    return BEGINNING if begun is None else begun.latest


def _ends_after(fact: Fact, start: When) -> bool:
    """Check whether the fact's own stated end lies clearly after the start of another."""
    valid = fact.content.valid
    if valid is None or not valid.is_interval or valid.end is None:
        return False
    return valid.end.widened()[0] > start.widened()[1]


def find_conflict(facts: Sequence[Fact], ranks: dict[str, Rank], *, fixed: bool) -> Conflict | None:
    """Compare the facts of a slot that were left after succession; None when they can all be true.

    `ranks` gives each fact's rank at the moment of the read. `left_open` and `unknown` are not compared.
    """
    groups = _groups(_compared(facts))
    found = {pair: _first_clash(groups[pair[0]], groups[pair[1]], fixed) for pair in combinations(sorted(groups), 2)}
    clashes = {pair: instant for pair, instant in found.items() if instant is not None}
    if not clashes:
        return None
    sides = {name: _side(groups[name], ranks) for pair in clashes for name in pair}
    preferred = [name for name, side in sides.items() if side.preferred]
    settled = bool(preferred) and not any(left in preferred and right in preferred for left, right in clashes)
    return Conflict(tuple(side for _, side in sorted(sides.items())), settled, min(clashes.values()))


def _first_clash(left: Sequence[Fact], right: Sequence[Fact], fixed: bool) -> Instant | None:
    """Return when the second of the first two that exclude each other was recorded; None when none do."""
    pairs = product(_spellings(left), _spellings(right))
    return min((max(a.recorded_at, b.recorded_at) for a, b in pairs if _clash(a, b, fixed)), default=None)


def _clash(one: Fact, other: Fact, fixed: bool) -> bool:
    denials = sum(fact.evidence.certainty is Certainty.DENIED for fact in (one, other))
    if denials == 1:
        return agrees(one.value, other.value, fixed=fixed)
    return denials == 0 and excludes(one.value, other.value, fixed=fixed)


def count_origins(facts: Iterable[Fact]) -> int:
    """Count the groups of facts that share no speaker, publisher or root with one another, however indirectly."""
    groups: list[set[str]] = []
    for fact in facts:
        marks = _marks(fact)
        apart = [group for group in groups if not group & marks]
        merged = marks.union(*(group for group in groups if group & marks))
        groups = [*apart, merged]
    return len(groups)


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
    return chosen, tuple(why) or ("only: this slot has no other standing fact",)


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
