"""Entity context: the facts of other slots that matter when a slot is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.independent_origins import origin_marks, series_mark
from chalicelib.domain.resolving.presence import absence
from chalicelib.domain.resolving.print_dates import Days, print_days, stated_days
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.values import When
from chalicelib.late_dataclass import dataclass

CONFIRMED = "confirmed"  # the property whose dates say when a source repeated all its values


class LastPrint(NamedTuple):
    """When a series was last in print: the source and its days, and the last days of all its other sources."""

    source: str
    days: Days
    others: Days | None = None

    def besides(self, source: str) -> Days | None:
        """Return the last days of the sources that are not this one."""
        return self.others if source == self.source else self.days

    def with_document(self, source: str, days: Days) -> "LastPrint":
        """Return it with one more document."""
        if source == self.source:
            return self._replace(days=max(days, self.days, key=_order))
        if _order(days) > _order(self.days):
            return LastPrint(source, days, self.days)
        return self._replace(others=days if self.others is None else max(days, self.others, key=_order))


@dataclass(frozen=True)
class EntityContext:
    """The days on which origins confirmed their values, and the facts that replace others, by the replaced id."""

    by_origin: Mapping[str, Days] = field(default_factory=dict)
    by_series: Mapping[str, LastPrint] = field(default_factory=dict)
    replacing: Mapping[str, Sequence[Fact]] = field(default_factory=dict)

    @property
    def has_confirmations(self) -> bool:
        """Whether any origin confirmed anything."""
        return bool(self.by_origin or self.by_series)

    def confirmed(self, fact: Fact, marks: Iterable[str]) -> Days | None:
        """Return the days on which the origin of a fact, which has these marks, last confirmed it; None: never.

        A document of its series is another source: its own says nothing again.
        """
        if not self.has_confirmations:
            return None
        found = [days for mark in marks if (days := self.by_origin.get(mark))] if self.by_origin else []
        last = self.by_series.get(series_mark(fact) or "") if self.by_series else None
        if last is not None and (printed := last.besides(fact.evidence.source)) is not None:
            found.append(printed)
        return max(found, key=_order, default=None)


NO_CONTEXT = EntityContext()


def entity_context(facts: Iterable[Fact], moment: Moment) -> EntityContext:
    """Collect the confirmations and replacements among the facts of an entity at a moment."""
    known = [fact for fact in facts if fact.was_recorded(moment.known_at)]
    return EntityContext(_by_origin(known, moment), _by_series(known, moment), _replacing(known))


def context_of_some(facts: Sequence[Fact], moment: Moment, by_series: Mapping[str, LastPrint]) -> EntityContext:
    """Collect them among some facts: all confirmations, and those of slots that replace one another."""
    return EntityContext(_by_origin(facts, moment), by_series, _replacing(facts))


def last_prints(facts: Sequence[Fact], moment: Moment) -> dict[str, LastPrint]:
    """Return when each series was last in print, of those with a document that is derived from another."""
    derived = {mark for fact in facts if is_derived(fact) and (mark := series_mark(fact)) is not None}
    return {mark: last for mark, last in _by_series(facts, moment).items() if mark in derived}


def is_derived(fact: Fact) -> bool:
    """Return whether the source of a fact is derived from another one and says who published it."""
    return fact.publisher is not None and fact.root != fact.evidence.source


def _replacing(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    replacing: dict[str, list[Fact]] = {}
    for fact in facts:
        for replaced in fact.evidence.replaces:
            replacing.setdefault(replaced, []).append(fact)
    return replacing


def _by_origin(facts: Iterable[Fact], moment: Moment) -> dict[str, Days]:
    """Return the last day that each origin confirmed the entity."""
    found: dict[str, Days] = {}
    for fact in facts:
        if fact.content.property == CONFIRMED and isinstance(fact.value, When) and _is_present(fact, moment):
            for mark in origin_marks(fact):
                _put_latest(found, mark, stated_days(fact.value))
    return found


def _by_series(facts: Sequence[Fact], moment: Moment) -> dict[str, LastPrint]:
    """Return when each series with a derived document on the entity was last in print."""
    sources = {fact.evidence.source: fact for fact in facts if fact.publisher is not None}
    names = {source: series_mark(fact) for source, fact in sources.items() if fact.root != source}
    found: dict[str, LastPrint] = {}
    if not names:
        return found
    for fact in facts:
        source = fact.evidence.source
        series, days = names.get(source) or series_mark(fact), print_days(fact)
        if series is not None and days is not None and _is_present(fact, moment):
            before = found.get(series)
            found[series] = LastPrint(source, days) if before is None else before.with_document(source, days)
    return found


def _put_latest(found: dict[str, Days], name: str, days: Days) -> None:
    before = found.get(name)
    if before is None or _order(days) > _order(before):
        found[name] = days


def _order(days: Days) -> tuple[int, int]:
    return days.last, days.first


def _is_present(fact: Fact, moment: Moment) -> bool:
    """Return whether a fact was on record and in print, regardless of when its value holds."""
    return absence(fact, fact.standing(moment.known_at), moment, lasting=False) is None
