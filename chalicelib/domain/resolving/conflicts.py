"""Conflicts: standing facts of one slot that no single truth satisfies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.evidence import Certainty
from chalicelib.domain.facts import Fact, Rank
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.bisection import first_where
from chalicelib.domain.values import Value, overlaps

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import SideJson


@dataclass(frozen=True)
class Side:
    """The facts of a conflict that say the same: one value, affirmed or denied."""

    value: Any
    denied: bool
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    preferred: bool

    def json_value(self) -> "SideJson":
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


_Name = tuple[str, bool]  # of a group: its value, and whether it is denied


class _Said(NamedTuple):
    """One way in which a group says its value, with the first fact that does."""

    name: _Name
    fact: Fact

    @property
    def is_denied(self) -> bool:
        """Say whether the group denies its value."""
        return self.name[1]

    @property
    def value(self) -> Value:
        """Give the value as it was written."""
        return self.fact.value


def find_conflict(facts: Sequence[Fact], ranks: dict[str, Rank], *, fixed: bool) -> Conflict | None:
    """Compare the facts of a slot that were left after succession; None when they can all be true.

    `ranks` gives each fact's rank at the moment of the read. `left_open` and `unknown` are not compared.
    """
    groups = _groups(_compared(facts))
    said = [_Said(name, fact) for name, group in groups.items() for fact in _spellings(group)]
    if not (clashing := _clashing(said, fixed=fixed)):
        return None
    sides = {name: _side(groups[name], ranks) for name in sorted(clashing)}
    preferred = [each for each in said if each.name in sides and sides[each.name].preferred]
    settled = bool(preferred) and not _clashing(preferred, fixed=fixed)
    return Conflict(tuple(sides.values()), settled, _opened_at(said, fixed=fixed))


def _clashing(said: Sequence[_Said], *, fixed: bool) -> set[_Name]:
    """Find the groups that another one excludes: by another value, or by denying one that agrees with it."""
    if len({each.name for each in said}) < 2:  # noqa: PLR2004  it takes two
        return set()
    affirmed, denied = ([each for each in said if each.is_denied is denied] for denied in (False, True))
    of_affirmed, of_denied = (overlaps([each.value for each in side], fixed=fixed) for side in (affirmed, denied))
    found = {
        each.name for each in affirmed if of_affirmed.exclude(each.value) or _is_any(of_denied.agreeing(each.value))
    }
    return found | {each.name for each in denied if _is_any(of_affirmed.agreeing(each.value))}


def _is_any(places: Iterable[int]) -> bool:
    return next(iter(places), None) is not None


def _opened_at(said: Sequence[_Said], *, fixed: bool) -> Instant:
    """Give when the second of the first two that exclude each other was recorded: how many it takes is sought."""
    ordered = sorted(said, key=lambda each: each.fact.recorded_at)
    many = 2
    while many < len(ordered) and not _clashing(ordered[:many], fixed=fixed):
        many *= 2
    so_many = range(many // 2 + 1, min(many, len(ordered)))
    needed = first_where(lambda number: bool(_clashing(ordered[:number], fixed=fixed)), so_many)
    return ordered[needed - 1].fact.recorded_at


def _compared(facts: Sequence[Fact]) -> list[Fact]:
    """Leave out facts that claim nothing, and `expected` and `rumoured` ones if any fact is firmer."""
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


def _groups(facts: Sequence[Fact]) -> dict[_Name, list[Fact]]:
    groups: dict[_Name, list[Fact]] = {}
    for fact in facts:
        denied = fact.evidence.certainty is Certainty.DENIED
        groups.setdefault((fact.value.canonical(), denied), []).append(fact)
    return groups


def _spellings(facts: Sequence[Fact]) -> list[Fact]:
    """Give the first fact of each way to write the value: 17 and 17.0 are one value, but round differently."""
    latest_first = sorted(facts, key=lambda fact: fact.recorded_at, reverse=True)
    return list({fact.value: fact for fact in latest_first}.values())


def _side(facts: Sequence[Fact], ranks: dict[str, Rank]) -> Side:
    ordered = sorted(facts, key=lambda fact: fact.id)
    return Side(
        value=ordered[0].value.json(),
        denied=ordered[0].evidence.certainty is Certainty.DENIED,
        facts=tuple(fact.id for fact in ordered),
        sources=tuple(sorted({fact.evidence.source for fact in ordered})),
        preferred=any(ranks[fact.id] is Rank.PREFERRED for fact in ordered),
    )
