"""Choice: which of the facts that can be shown is shown, why, and what each of the others lacks.

The best by the criteria is chosen, then, while something as certain lies inside it, the best of that. Each round
chooses from a part of the pool before it, and the facts chosen in turn stand in the order of the criteria.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.bisection import first_where
from chalicelib.domain.resolving.choosing.merits import CRITERIA, SAME, Merit, decided, find_merits
from chalicelib.domain.resolving.choosing.value_order import value_words
from chalicelib.domain.resolving.entity_context import NO_CONTEXT, EntityContext
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.values import inside

ALONE = "only: this slot has no other standing fact"
AGREED = "only: all standing facts give the same value"
MORE_PRECISE = "precision: another that is at least as certain lies inside it"
CRITERIA_NAMES = ("rank", "certainty", "basis", "independent origins", "publication")
TIES_WON = ("tie: dated more exactly", "tie: the smaller value")
TIES_LOST = ("tie: another is dated more exactly", "tie: another is the smaller value", "same: says what is shown")


class Choice(NamedTuple):
    """The fact that is shown, None where there is none; each step that decided; why each of the others is not."""

    chosen: Fact | None
    why: tuple[str, ...]
    rejected: Mapping[str, str]


def choose(
    pool: Sequence[Fact], ranks: Mapping[str, Rank], rules: SlotRules, *, context: EntityContext = NO_CONTEXT
) -> Choice:
    """Choose among the facts of a slot that can be shown."""
    if len(pool) <= 1:
        return Choice(pool[0] if pool else None, (ALONE,) if pool else (), {})
    merits = find_merits(pool, ranks, rules, context=context)
    ordered = sorted(pool, key=lambda fact: merits[fact.id].order)
    match ordered:
        case [best, other] if not _narrows(other, best):  # one round with one that lost
            return _choose_first(best, other, merits, ranks)
    rounds = _Rounds(ordered, merits, ranks)
    rejected = {fact.id: rounds.lacks(fact) for fact in ordered if fact is not rounds.chosen[-1]}
    return Choice(rounds.chosen[-1], tuple(rounds.why()) or (AGREED,), rejected)


def _choose_first(best: Fact, other: Fact, merits: Mapping[str, Merit], ranks: Mapping[str, Rank]) -> Choice:
    """Choose between two facts, given the better one, as the rounds would: most slots in dispute have two facts."""
    at = decided(merits[best.id], merits[other.id])
    lost = _criterion_words(at, other, merits[other.id], ranks[other.id])
    won = _criterion_words(at, best, merits[best.id], ranks[best.id])
    tie = at - len(CRITERIA_NAMES)
    why = (AGREED,) if at == SAME else (won or TIES_WON[tie],)
    return Choice(best, why, {other.id: lost or TIES_LOST[tie]})


class _Loss(NamedTuple):
    """The criterion by which a fact lost, from its first round until the end, exclusive."""

    criterion: int
    first: int
    end: int


class _Rounds:
    """The rounds of a choice, from what was chosen in each."""

    def __init__(self, ordered: Sequence[Fact], merits: Mapping[str, Merit], ranks: Mapping[str, Rank]) -> None:
        self.chosen = [ordered[0]]
        for fact in ordered[1:]:
            if _narrows(fact, self.chosen[-1]):
                self.chosen.append(fact)
        self._ordered = ordered
        self._merits = merits
        self._ranks = ranks
        self._won = {fact.id: number for number, fact in enumerate(self.chosen)}
        self._lost = {fact.id: tuple(self._losses(fact)) for fact in ordered}

    def lacks(self, fact: Fact) -> str:
        """Return why a fact is not shown: the step that decided in its last round."""
        if fact.id in self._won:
            return MORE_PRECISE
        at = self._lost[fact.id][-1].criterion
        return (
            _criterion_words(at, fact, self._merits[fact.id], self._ranks[fact.id])
            or TIES_LOST[at - len(CRITERIA_NAMES)]
        )

    def why(self) -> Iterator[str]:
        """Yield, round by round, each criterion that decided, and that a value lies inside the one chosen before."""
        decisive = self._decisive()
        for number, best in enumerate(self.chosen):
            if number:
                yield f"precision: lies inside {value_words(self.chosen[number - 1].value)}"
            yield from (self._won_by(at, best) for at in range(SAME) if decisive[at][number])

    def _won_by(self, at: int, best: Fact) -> str:
        words = _criterion_words(at, best, self._merits[best.id], self._ranks[best.id])
        return words or TIES_WON[at - len(CRITERIA_NAMES)]

    def _decisive(self) -> list[list[int]]:
        """Count for each criterion and round how many it ruled out."""
        turns = [[0] * (len(self.chosen) + 1) for _ in range(CRITERIA)]
        for fact in self._ordered:
            for at, first, end in self._lost[fact.id]:
                turns[at][first] += 1
                turns[at][end] -= 1
        return [list(accumulate(each)) for each in turns]

    def _losses(self, fact: Fact) -> Iterator[_Loss]:
        """Yield the criteria by which a fact lost, with the rounds; each fact chosen is closer to it in the order."""
        first, end = 0, self._won[fact.id] if fact.id in self._won else self._last(fact) + 1
        while first < end:
            at = self._decided(first, fact)
            until = end if first == end - 1 else self._until(at, range(first, end), fact)
            yield _Loss(at, first, until)
            first = until

    def _until(self, at: int, rounds: range, fact: Fact) -> int:
        """Return the first of these rounds in which a later criterion than this decided; their end if none is."""
        if self._decided(rounds[-1], fact) == at:
            return rounds.stop
        return first_where(lambda number: self._decided(number, fact) > at, rounds)

    def _last(self, fact: Fact) -> int:
        """Return the last round that a fact was in: it lies inside what was chosen in all those before."""
        rounds = range(1, len(self.chosen))
        return first_where(lambda number: not _narrows(fact, self.chosen[number - 1]), rounds) - 1

    def _decided(self, number: int, fact: Fact) -> int:
        """Return the first criterion by which a fact is not as good as what was chosen in a round."""
        return decided(self._merits[self.chosen[number].id], self._merits[fact.id])


def _narrows(fact: Fact, chosen: Fact) -> bool:
    return fact.evidence.certainty.weakness <= chosen.evidence.certainty.weakness and inside(fact.value, chosen.value)


def _criterion_words(at: int, fact: Fact, merit: Merit, rank: Rank) -> str | None:
    """Return a fact's place by a criterion, in words; None for the criteria that decide a tie."""
    if at >= len(CRITERIA_NAMES):
        return None
    words = (
        rank.value,
        fact.evidence.certainty.value,
        fact.evidence.basis.value,
        str(merit.origins),
        _print_words(fact, merit),
    )
    return f"{CRITERIA_NAMES[at]}: {words[at]}"


def _print_words(fact: Fact, merit: Merit) -> str:
    if merit.confirmed and merit.printed is not None:
        return f"confirmed {date.fromordinal(merit.printed.last).isoformat()}"
    return "unknown" if fact.published is None else fact.published.json()
