"""Conflicts: standing facts of one slot that no single truth satisfies."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from chalicelib.domain.evidence import Certainty
from chalicelib.domain.facts import Fact, Rank
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import agrees, excludes


@dataclass(frozen=True)
class Side:
    """The facts of a conflict that say the same: one value, affirmed or denied."""

    value: Any
    denied: bool
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    preferred: bool

    def json_value(self) -> dict[str, Any]:
        """Write the side as the API shows it."""
        return {
            "value": self.value,
            "denied": self.denied,
            "facts": list(self.facts),
            "sources": list(self.sources),
            "preferred": self.preferred,
        }


@dataclass(frozen=True)
class Conflict:
    """Sides that exclude each other; settled when exactly one of them is preferred."""

    sides: tuple[Side, ...]
    settled: bool
    opened_at: Instant  # when the second of two that exclude each other was recorded


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


def _compared(facts: Sequence[Fact]) -> list[Fact]:
    """Leave out what says nothing, and `expected` and `rumoured` facts where something firmer stands."""
    shown = [fact.evidence.certainty.weakness for fact in facts if fact.affirms]
    firmest = min(shown, default=0)
    return [
        fact
        for fact in facts
        if fact.evidence.certainty is not Certainty.LEFT_OPEN
        and not fact.is_unknown
        and not (
            fact.evidence.certainty in (Certainty.EXPECTED, Certainty.RUMOURED)
            and fact.evidence.certainty.weakness > firmest
        )
    ]


def _groups(facts: Sequence[Fact]) -> dict[tuple[str, bool], list[Fact]]:
    groups: dict[tuple[str, bool], list[Fact]] = {}
    for fact in facts:
        denied = fact.evidence.certainty is Certainty.DENIED
        groups.setdefault((fact.value.canonical(), denied), []).append(fact)
    return groups


def _first_clash(left: Sequence[Fact], right: Sequence[Fact], fixed: bool) -> Instant | None:
    """Give when the second of the first two that exclude each other was recorded; None when none do."""
    pairs = product(_spellings(left), _spellings(right))
    return min((max(a.recorded_at, b.recorded_at) for a, b in pairs if _clash(a, b, fixed)), default=None)


def _spellings(facts: Sequence[Fact]) -> list[Fact]:
    """Give the first fact of each way to write the value: 17 and 17.0 are one value, but round differently."""
    latest_first = sorted(facts, key=lambda fact: fact.recorded_at, reverse=True)
    return list({fact.value: fact for fact in latest_first}.values())


def _clash(one: Fact, other: Fact, fixed: bool) -> bool:
    denials = sum(fact.evidence.certainty is Certainty.DENIED for fact in (one, other))
    if denials == 1:
        return agrees(one.value, other.value, fixed=fixed)
    return denials == 0 and excludes(one.value, other.value, fixed=fixed)


def _side(facts: Sequence[Fact], ranks: dict[str, Rank]) -> Side:
    ordered = sorted(facts, key=lambda fact: fact.id)
    return Side(
        value=ordered[0].value.json(),
        denied=ordered[0].evidence.certainty is Certainty.DENIED,
        facts=tuple(fact.id for fact in ordered),
        sources=tuple(sorted({fact.evidence.source for fact in ordered})),
        preferred=any(ranks[fact.id] is Rank.PREFERRED for fact in ordered),
    )
