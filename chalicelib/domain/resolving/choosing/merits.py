"""Merits: the place of a fact by each criterion of step 7, and the criterion that decides between two facts."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.choosing.value_order import value_order
from chalicelib.domain.resolving.entity_context import EntityContext
from chalicelib.domain.resolving.independent_origins import count_origins, origin_marks
from chalicelib.domain.resolving.print_dates import Days, print_days
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.values import Quantity, Span, Value, identity, overlaps

MAX_COMPARED_VALUES = 64  # if a slot has more different values, only identical ones count together
SETTLING_DAYS = 3  # after the first print, in which an amount of an event settles

ORIGINS, PUBLICATION, EXACTNESS, VALUE, SAME = range(3, 8)  # after rank, certainty and basis
CRITERIA = 8

Place = tuple[int, int, int]


class Merit(NamedTuple):
    """A fact's place by each criterion, the smaller the better; facts go in the order of `order`.

    `place` is that of its publication: first by group (0 unless an amount has settled, 2 unknown), then by day.
    """

    firmness: tuple[bool, int, int]
    origins: int
    place: Place
    value: tuple[Any, ...]  # its order, and the id: the last two order those that say the same
    printed: Days | None
    confirmed: bool  # the day is that of a confirmation

    @property
    def order(self) -> tuple[Any, ...]:
        """The sort key; the smallest is the best."""
        return (*self.firmness, -self.origins, self.place, self.value)


def decided(best: Merit, other: Merit) -> int:
    """Return the first criterion by which one fact is not as good as another."""
    if best.firmness != other.firmness:
        return [one == two for one, two in zip(best.firmness, other.firmness, strict=True)].index(False)
    if best.origins != other.origins:
        return ORIGINS
    if (by_print := _decided_by_print(best, other)) is not None:
        return by_print
    return VALUE if best.value[:-2] != other.value[:-2] else SAME


def _decided_by_print(best: Merit, other: Merit) -> int | None:
    """Return how the days in print decide between two facts; a vague date decides nothing against a date inside it."""
    if best.place == other.place:
        return None
    if best.place[0] != other.place[0] or best.printed is None or other.printed is None:
        return PUBLICATION
    is_nested = best.printed.first >= other.printed.first and best.printed.last <= other.printed.last
    return EXACTNESS if is_nested else PUBLICATION


def find_merits(
    pool: Sequence[Fact], ranks: Mapping[str, Rank], rules: SlotRules, *, context: EntityContext
) -> dict[str, Merit]:
    """Weigh the facts that can be shown."""
    firm = {
        fact.id: (ranks[fact.id] is not Rank.PREFERRED, fact.evidence.certainty.weakness, fact.evidence.basis.weakness)
        for fact in pool
    }
    alike = Counter(firm.values())
    origins, prints = _Origins(pool, rules), _Prints(pool, rules, context)
    return {
        fact.id: Merit(
            firm[fact.id],
            origins.count(fact) if alike[firm[fact.id]] > 1 else 0,  # otherwise an earlier criterion decides
            prints.place(fact),
            (*value_order(fact.value), fact.id),
            *prints.of(fact),
        )
        for fact in pool
    }


def agreeing_facts(chosen: Fact, standing: Sequence[Fact], rules: SlotRules) -> Sequence[Fact]:
    """Return the facts that stand in a slot and agree with the one that is shown, this one included."""
    if len(standing) == 1:
        return standing
    pool = [fact for fact in standing if fact.affirms == chosen.affirms and fact.evidence.certainty.can_be_shown]
    return _Origins(pool, rules).agreeing(chosen)


class _Origins:
    """The independent origins of the facts that agree with one, counted once for each set of such facts."""

    def __init__(self, pool: Sequence[Fact], rules: SlotRules) -> None:
        by_value: dict[Value, list[Fact]] = {}
        by_identity: dict[str, list[Fact]] = {}
        for fact in pool:
            by_value.setdefault(fact.value, []).append(fact)
            by_identity.setdefault(identity(fact.value), []).append(fact)
        self._said = list(by_value.values())
        self._same = by_identity if len(by_identity) > MAX_COMPARED_VALUES else None
        self._overlaps = overlaps([] if self._same else list(by_value), fixed=rules.fixed)
        self._counts: dict[Hashable, int] = {}

    def count(self, fact: Fact) -> int:
        """Count the independent origins of the facts that agree with this one."""
        reach = identity(fact.value) if self._same else self._overlaps.reach(fact.value)
        if reach not in self._counts:
            agreeing = self.agreeing(fact)
            self._counts[reach] = count_origins(agreeing) if len(agreeing) > 1 else 1
        return self._counts[reach]

    def agreeing(self, fact: Fact) -> Sequence[Fact]:
        """Return the facts that agree with this one."""
        if self._same:
            return self._same[identity(fact.value)]
        return list(chain.from_iterable(self._said[place] for place in self._overlaps.agreeing(fact.value)))


class _Prints:
    """The days in print: later is better on lasting properties, where a confirmation counts; else earlier."""

    def __init__(self, pool: Sequence[Fact], rules: SlotRules, context: EntityContext) -> None:
        self._lasting = rules.lasting
        self._days = {fact.id: _last_said(fact, rules, context) for fact in pool}
        first = min((days.last for days, _ in self._days.values() if days), default=0)
        self._settled = first + SETTLING_DAYS if rules.settles and _are_amounts(pool) else None

    def of(self, fact: Fact) -> tuple[Days | None, bool]:
        """Return the days in which a fact was last in print, and whether they are those of a confirmation."""
        return self._days[fact.id]

    def place(self, fact: Fact) -> Place:
        """Return the place of a fact's days, which are None if they are unknown."""
        days, _ = self._days[fact.id]
        if days is None:
            return 2, 0, 0
        if self._lasting or (self._settled is not None and days.first <= self._settled):
            return 0, -days.first, days.last
        return int(self._settled is not None), days.last, -days.first


def _last_said(fact: Fact, rules: SlotRules, context: EntityContext) -> tuple[Days | None, bool]:
    printed = print_days(fact)
    confirmed = context.confirmed(fact, origin_marks(fact)) if rules.lasting and context.has_confirmations else None
    if confirmed is None or (printed is not None and printed.last >= confirmed.last):
        return printed, False
    return confirmed, True


def _are_amounts(pool: Sequence[Fact]) -> bool:
    return any(isinstance(fact.value, Quantity | Span) for fact in pool)
