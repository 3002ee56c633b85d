"""Choice: which of the facts that can be shown is shown, why, and what each of the others lacks.

The best by the criteria is chosen, then, while something as certain lies inside it, the best of that. Each round
chooses from a part of the pool before it, and the facts chosen in turn stand in the order of the criteria.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from chalicelib.domain.facts import Fact, Rank
from chalicelib.domain.resolving.bisection import first_where
from chalicelib.domain.resolving.independent_origins import count_origins
from chalicelib.domain.values import Value, inside, overlaps

CRITERIA = ("rank", "certainty", "basis", "independent origins", "publication", "id")
_UNKNOWN_DAY = 1_000_000_000


class Choice(NamedTuple):
    """The fact that is shown, None where there is none; each step that decided; why each of the others is not."""

    chosen: Fact | None
    why: tuple[str, ...]
    rejected: Mapping[str, str]


class _Merit(NamedTuple):
    """A fact's place by each criterion, the smaller the better."""

    rank: bool
    certainty: int
    basis: int
    origins: int
    publication: int
    id: str


def choose(pool: Sequence[Fact], ranks: Mapping[str, Rank], *, lasting: bool) -> Choice:
    """Choose among the facts of a slot that can be shown."""
    if len(pool) < 2:  # noqa: PLR2004  it takes two to choose
        return Choice(pool[0] if pool else None, ("only: this slot has no other standing fact",) if pool else (), {})
    merits = _merits(pool, ranks, lasting=lasting)
    ordered = sorted(pool, key=lambda fact: merits[fact.id])
    rounds = _Rounds(ordered, merits, ranks)
    rejected = {fact.id: rounds.lacks(fact) for fact in ordered if fact is not rounds.chosen[-1]}
    return Choice(rounds.chosen[-1], tuple(rounds.why()), rejected)


class _Rounds:
    """The rounds of a choice, from what was chosen in each."""

    def __init__(self, ordered: Sequence[Fact], merits: Mapping[str, _Merit], ranks: Mapping[str, Rank]) -> None:
        self.chosen = [ordered[0]]
        for fact in ordered[1:]:
            if _narrows(fact, self.chosen[-1]):
                self.chosen.append(fact)
        self._ordered = ordered
        self._merits = merits
        self._ranks = ranks
        self._won = {fact.id: number for number, fact in enumerate(self.chosen)}

    def lacks(self, fact: Fact) -> str:
        """Say why a fact is not shown: what decided in the last round that it was in."""
        if fact.id in self._won:
            return "another that is at least as certain lies inside it"
        return self._words(self._decided(self._last(fact), fact), fact)

    def why(self) -> Iterator[str]:
        """Give what decided in each round, criterion by criterion, and inside what each round but the first looked."""
        decisive = self._decisive()
        for number, best in enumerate(self.chosen):
            if number:
                yield f"precision: lies inside {self.chosen[number - 1].id}"
            yield from (self._words(at, best) for at in range(len(CRITERIA)) if decisive[at][number])

    def _decisive(self) -> list[list[int]]:
        """Count for each criterion and round how many it ruled out."""
        turns = [[0] * (len(self.chosen) + 1) for _ in CRITERIA]
        for fact in self._ordered:
            for at, first, end in self._lost(fact):
                turns[at][first] += 1
                turns[at][end] -= 1
        return [list(accumulate(each)) for each in turns]

    def _lost(self, fact: Fact) -> Iterator[tuple[int, int, int]]:
        """Give by which criterion a fact lost in which rounds: those chosen come ever closer to it in their order."""
        first, end = 0, self._won[fact.id] if fact.id in self._won else self._last(fact) + 1
        while first < end:
            at = self._decided(first, fact)
            until = self._until(at, range(first, end), fact)
            yield at, first, until
            first = until

    def _until(self, at: int, rounds: range, fact: Fact) -> int:
        """Give the first of these rounds that another criterion than this decided."""
        return first_where(lambda number: self._decided(number, fact) > at, rounds)

    def _last(self, fact: Fact) -> int:
        """Give the last round that a fact was in: it lies inside what was chosen in all those before."""
        rounds = range(1, len(self.chosen))
        return first_where(lambda number: not _narrows(fact, self.chosen[number - 1]), rounds) - 1

    def _decided(self, number: int, fact: Fact) -> int:
        """Give the first criterion by which a fact is not as good as what was chosen in a round."""
        best, merit = self._merits[self.chosen[number].id], self._merits[fact.id]
        return next(at for at, (one, other) in enumerate(zip(best, merit, strict=True)) if one != other)

    def _words(self, at: int, fact: Fact) -> str:
        words = (
            self._ranks[fact.id].value,
            fact.evidence.certainty.value,
            fact.evidence.basis.value,
            str(-self._merits[fact.id].origins),
            "unknown" if fact.published is None else str(fact.published.json()),
            fact.id,
        )
        return f"{CRITERIA[at]}: {words[at]}"


def _narrows(fact: Fact, chosen: Fact) -> bool:
    return fact.evidence.certainty.weakness <= chosen.evidence.certainty.weakness and inside(fact.value, chosen.value)


def _merits(pool: Sequence[Fact], ranks: Mapping[str, Rank], *, lasting: bool) -> dict[str, _Merit]:
    firm = {
        fact.id: (ranks[fact.id] is not Rank.PREFERRED, fact.evidence.certainty.weakness, fact.evidence.basis.weakness)
        for fact in pool
    }
    alike = Counter(firm.values())
    origins = _Origins(pool, fixed=not lasting)
    return {
        fact.id: _Merit(
            *firm[fact.id],
            -origins.count(fact) if alike[firm[fact.id]] > 1 else 0,  # else something before this has decided
            _publication(fact, lasting=lasting),
            fact.id,
        )
        for fact in pool
    }


class _Origins:
    """The independent origins of the facts that agree with one, counted once for each set of such facts."""

    def __init__(self, pool: Sequence[Fact], *, fixed: bool) -> None:
        by_value: dict[Value, list[Fact]] = {}
        for fact in pool:
            by_value.setdefault(fact.value, []).append(fact)
        self._said = list(by_value.values())
        self._overlaps = overlaps(list(by_value), fixed=fixed)
        self._counts: dict[Hashable, int] = {}

    def count(self, fact: Fact) -> int:
        """Count the independent origins of the facts that agree with this one."""
        reach = self._overlaps.reach(fact.value)
        if reach not in self._counts:
            agreeing = self._overlaps.agreeing(fact.value)
            self._counts[reach] = count_origins(chain.from_iterable(self._said[place] for place in agreeing))
        return self._counts[reach]


def _publication(fact: Fact, *, lasting: bool) -> int:
    """Order by the first day in print: lasting the later first, fixed the earlier; unknown last."""
    if fact.published is None or fact.published.start is None:
        return _UNKNOWN_DAY
    day = int(fact.published.first_day.replace("-", ""))
    return -day if lasting else day
