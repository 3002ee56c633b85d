"""Conflicts: standing facts of one slot that no single truth satisfies."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.evidence import Certainty
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import FOREVER, Instant
from chalicelib.domain.resolving.bisection import first_where
from chalicelib.domain.resolving.giving_way import is_assertion, is_expecting
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.values import Exclusions, Value, identity, overlaps
from chalicelib.late_dataclass import dataclass

if TYPE_CHECKING:
    from chalicelib.domain.resolving.answer_types import SideJson


class Side(NamedTuple):
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
    if len(facts) <= 1:
        return None
    groups = _groups(_compared(facts, ranks))
    said = [_Said(name, fact) for name, group in groups.items() for fact in _spellings(group)]
    clashes = _find_clashes(said, rules)
    if not clashes.names:
        return None
    sides = {name: _side(groups[name], ranks) for name in sorted(clashes.names)}
    preferred = [each for each in said if each.name in sides and sides[each.name].preferred]
    settled = bool(preferred) and not _find_clashes(preferred, rules).names
    return Conflict(tuple(sides.values()), settled, clashes.opened_at)


class _Clashes(NamedTuple):
    """The groups that another one excludes, and when the second of the first two was recorded."""

    names: frozenset[_Name]
    opened_at: Instant


_NO_CLASHES = _Clashes(frozenset(), FOREVER)


def _find_clashes(said: Sequence[_Said], rules: SlotRules) -> _Clashes:
    """Find the groups that another one excludes: by another value, or by denying one that agrees with it."""
    if len({each.name for each in said}) <= 1:
        return _NO_CLASHES
    ordered = sorted(said, key=lambda each: each.fact.recorded_at)
    affirmed = [each for each in ordered if not each.is_denied]
    excluded = _excluded(affirmed, rules)
    denied = _denied(ordered, rules) if len(affirmed) < len(said) else _NO_CLASHES
    return _Clashes(excluded.names | denied.names, min(excluded.opened_at, denied.opened_at))


def _excluded(ordered: Sequence[_Said], rules: SlotRules) -> _Clashes:
    """Find the groups that another value excludes: if there are any, one is excluded by a value recorded before."""
    first: _Said | None = None
    exclusions = Exclusions(fixed=rules.fixed, label=rules.label)
    for each in ordered:
        if first is None and exclusions.exclude(each.value):
            first = each
        exclusions.add(each.value)
    if first is None:
        return _NO_CLASHES
    names = frozenset(each.name for each in ordered if exclusions.exclude(each.value))
    return _Clashes(names, first.fact.recorded_at)


def _denied(ordered: Sequence[_Said], rules: SlotRules) -> _Clashes:
    """Find the groups of denials, and of what they deny; the first two by bisection."""
    affirmed, denied = _apart(ordered)
    found = [*_agreeing(affirmed, denied, rules), *_agreeing(denied, affirmed, rules)]
    if not found:
        return _NO_CLASHES
    many = 2
    while many < len(ordered) and not _has_denied(ordered[:many], rules):
        many *= 2
    so_many = range(many // 2 + 1, min(many, len(ordered)))
    needed = first_where(lambda number: _has_denied(ordered[:number], rules), so_many)
    return _Clashes(frozenset(each.name for each in found), ordered[needed - 1].fact.recorded_at)


def _has_denied(ordered: Sequence[_Said], rules: SlotRules) -> bool:
    """Return whether one denies another, looking among the more for each of the fewer."""
    fewer, more = sorted(_apart(ordered), key=len)
    return next(_agreeing(fewer, more, rules), None) is not None


def _apart(said: Sequence[_Said]) -> tuple[list[_Said], list[_Said]]:
    """Return what is affirmed and what is denied."""
    return [each for each in said if not each.is_denied], [each for each in said if each.is_denied]


def _agreeing(said: Iterable[_Said], others: Sequence[_Said], rules: SlotRules) -> Iterator[_Said]:
    """Yield those whose value agrees with one of the others."""
    laid = overlaps([each.value for each in others], fixed=rules.fixed)
    return (each for each in said if next(iter(laid.agreeing(each.value)), None) is not None)


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


def _spellings(facts: Sequence[Fact]) -> Sequence[Fact]:
    """Return the first fact of each way to write the value: 17 and 17.0 are one value, but round differently."""
    if len(facts) == 1:
        return facts
    latest_first = sorted(facts, key=lambda fact: fact.recorded_at, reverse=True)
    return list({fact.value: fact for fact in latest_first}.values())


def _side(facts: Sequence[Fact], ranks: Mapping[str, Rank]) -> Side:
    ordered = sorted(facts, key=lambda fact: fact.id) if len(facts) > 1 else facts
    return Side(
        value=ordered[0].value.json(),
        denied=ordered[0].evidence.certainty is Certainty.DENIED,
        facts=tuple(fact.id for fact in ordered),
        sources=_sources(ordered),
        preferred=any(ranks[fact.id] is Rank.PREFERRED for fact in ordered),
    )


def _sources(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Name the sources of facts; most sides have one fact."""
    if len(facts) == 1:
        return (facts[0].evidence.source,)
    return tuple(sorted({fact.evidence.source for fact in facts}))
