"""Entity context: the facts of other slots that matter when a slot is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.domain.facts import Fact
from chalicelib.domain.resolving.independent_origins import origin_marks, series_mark
from chalicelib.domain.resolving.presence import absence
from chalicelib.domain.resolving.print_dates import Days, print_days, stated_days
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.values import When

CONFIRMED = "confirmed"  # the property whose dates say when a source repeated all its values


@dataclass(frozen=True)
class EntityContext:
    """The days on which origins confirmed their values, and the facts that replace others, by the replaced id."""

    by_origin: Mapping[str, Days] = field(default_factory=dict)
    by_series: Mapping[str, Days] = field(default_factory=dict)
    replacing: Mapping[str, Sequence[Fact]] = field(default_factory=dict)

    @property
    def has_confirmations(self) -> bool:
        """Whether any origin confirmed anything."""
        return bool(self.by_origin or self.by_series)

    def confirmed(self, fact: Fact, marks: Iterable[str]) -> Days | None:
        """Return the days on which the origin of a fact, which has these marks, last confirmed it; None: never."""
        if not self.has_confirmations:
            return None
        found = [days for mark in marks if (days := self.by_origin.get(mark))] if self.by_origin else []
        if self.by_series and (series := series_mark(fact)) in self.by_series:
            found.append(self.by_series[series or ""])
        return max(found, key=lambda days: (days.last, days.first), default=None)


NO_CONTEXT = EntityContext()


def entity_context(facts: Iterable[Fact], moment: Moment) -> EntityContext:
    """Collect the confirmations and replacements among the facts of an entity at a moment."""
    known = [fact for fact in facts if fact.was_recorded(moment.known_at)]
    replacing: dict[str, list[Fact]] = {}
    for fact in known:
        for replaced in fact.evidence.replaces:
            replacing.setdefault(replaced, []).append(fact)
    return EntityContext(_by_origin(known, moment), _by_series(known, moment), replacing)


def _by_origin(facts: Iterable[Fact], moment: Moment) -> dict[str, Days]:
    """Return the last day that each origin confirmed the entity."""
    found: dict[str, Days] = {}
    for fact in facts:
        if fact.content.property == CONFIRMED and isinstance(fact.value, When) and _is_present(fact, moment):
            for mark in origin_marks(fact):
                _put_latest(found, mark, stated_days(fact.value))
    return found


def _by_series(facts: Sequence[Fact], moment: Moment) -> dict[str, Days]:
    """Return the last day in print of each series that has several documents on the entity."""
    sources = {fact.evidence.source: fact for fact in facts if fact.publisher is not None}
    names = {source: series_mark(fact) for source, fact in sources.items() if fact.root != source}
    found: dict[str, Days] = {}
    if not names:
        return found
    for fact in facts:
        series, days = names.get(fact.evidence.source) or series_mark(fact), print_days(fact)
        if series is not None and days is not None and _is_present(fact, moment):
            _put_latest(found, series, days)
    return found


def _put_latest(found: dict[str, Days], name: str, days: Days) -> None:
    before = found.get(name)
    if before is None or (days.last, days.first) > (before.last, before.first):
        found[name] = days


def _is_present(fact: Fact, moment: Moment) -> bool:
    """Return whether a fact was on record and in print, regardless of when its value holds."""
    return absence(fact, fact.standing(moment.known_at), moment, lasting=False) is None
