"""Conflicts: standing facts of one slot that no single truth satisfies."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.evidence import Certainty
from chalicelib.domain.facts import Fact, Rank
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.bisection import first_where
from chalicelib.domain.resolving.giving_way import is_assertion, is_expecting
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.values import Value, identity, overlaps

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
        """Whether the group denies its value."""
        return self.name[1]

    @property
    def value(self) -> Value:
        """The value as it was written."""
        return self.fact.value


def find_conflict(facts: Sequence[Fact], ranks: Mapping[str, Rank], rules: SlotRules) -> Conflict | None:
    """Compare the facts of a slot that no other has ended; None if all can be true.

    `ranks` gives each fact's rank at the moment of the read. `left_open` and `unknown` are not compared.
    """
    if len(facts) < 2:  # noqa: PLR2004  it takes two
        return None
    groups = _groups(_compared(facts, ranks))
    said = [_Said(name, fact) for name, group in groups.items() for fact in _spellings(group)]
    if not (clashing := set(_clashing(said, rules))):
        return None
    sides = {name: _side(groups[name], ranks) for name in sorted(clashing)}
    preferred = [each for each in said if each.name in sides and sides[each.name].preferred]
    settled = bool(preferred) and not _is_any(_clashing(preferred, rules))
    return Conflict(tuple(sides.values()), settled, _opened_at(said, rules))


def _clashing(said: Sequence[_Said], rules: SlotRules) -> Iterator[_Name]:
    """Find the groups that another one excludes: by another value, or by denying one that agrees with it."""
    if len({each.name for each in said}) < 2:  # noqa: PLR2004  it takes two
        return
    affirmed, denied = ([each for each in said if each.is_denied is denied] for denied in (False, True))
    of_affirmed, of_denied = (
        overlaps([each.value for each in side], fixed=rules.fixed, label=rules.label) for side in (affirmed, denied)
    )
    for each in affirmed:
        if of_affirmed.exclude(each.value) or _is_any(of_denied.agreeing(each.value)):
            yield each.name
    yield from (each.name for each in denied if _is_any(of_affirmed.agreeing(each.value)))


def _is_any(found: Iterable[object]) -> bool:
    return next(iter(found), None) is not None


def _opened_at(said: Sequence[_Said], rules: SlotRules) -> Instant:
    """Return when the second of the first two facts that exclude each other was recorded, found by bisection."""
    ordered = sorted(said, key=lambda each: each.fact.recorded_at)
    many = 2
    while many < len(ordered) and not _is_any(_clashing(ordered[:many], rules)):
        many *= 2
    so_many = range(many // 2 + 1, min(many, len(ordered)))
    needed = first_where(lambda number: _is_any(_clashing(ordered[:number], rules)), so_many)
    return ordered[needed - 1].fact.recorded_at


def _compared(facts: Sequence[Fact], ranks: Mapping[str, Rank]) -> list[Fact]:
    """Leave out facts that claim nothing and, if any fact is asserted, those that are only expected or rumoured."""
    asserted = any(map(is_assertion, facts))
    return [
        fact
        for fact in facts
        if fact.evidence.certainty is not Certainty.LEFT_OPEN
        and not fact.is_unknown
        and not (asserted and is_expecting(fact, ranks))
    ]


def _groups(facts: Sequence[Fact]) -> dict[_Name, list[Fact]]:
    groups: dict[_Name, list[Fact]] = {}
    for fact in facts:
        denied = fact.evidence.certainty is Certainty.DENIED
        groups.setdefault((identity(fact.value), denied), []).append(fact)
    return groups


def _spellings(facts: Sequence[Fact]) -> list[Fact]:
    """Return the first fact of each way to write the value: 17 and 17.0 are one value, but round differently."""
    latest_first = sorted(facts, key=lambda fact: fact.recorded_at, reverse=True)
    return list({fact.value: fact for fact in latest_first}.values())


def _side(facts: Sequence[Fact], ranks: Mapping[str, Rank]) -> Side:
    ordered = sorted(facts, key=lambda fact: fact.id)
    return Side(
        value=ordered[0].value.json(),
        denied=ordered[0].evidence.certainty is Certainty.DENIED,
        facts=tuple(fact.id for fact in ordered),
        sources=tuple(sorted({fact.evidence.source for fact in ordered})),
        preferred=any(ranks[fact.id] is Rank.PREFERRED for fact in ordered),
    )
