"""Steps: what a slot of a lasting property says over valid time, a new step only where the answer changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant, plus_ms
from chalicelib.domain.resolving.entity_context import NO_CONTEXT, EntityContext
from chalicelib.domain.resolving.presence import lifetime, was_in_print
from chalicelib.domain.resolving.print_dates import print_days
from chalicelib.domain.resolving.read_time import NOW, Moment
from chalicelib.domain.resolving.resolution import Reading, resolve
from chalicelib.domain.resolving.rules import LASTING, SlotRules
from chalicelib.domain.resolving.succession import Successors
from chalicelib.late_dataclass import dataclass


@dataclass(frozen=True)
class Step:
    """A slot's reading from one instant until another, exclusive; FOREVER means that it has no end."""

    first: Instant
    until: Instant
    chosen: Fact
    reading: Reading

    def continues_as(self, other: "Step") -> bool:
        """Return whether the other begins where this one ends, shows the same fact, and has the same against it."""
        shown = (self.until, self.chosen.id, self.reading.conflict)
        return shown == (other.first, other.chosen.id, other.reading.conflict)


class SlotHistory(NamedTuple):
    """The facts of one slot, and the rules and the context to read it at any instant."""

    facts: Iterable[Fact]
    rules: SlotRules = LASTING
    context: EntityContext = NO_CONTEXT


def timeline_steps(
    facts: Iterable[Fact] | SlotHistory, *, moment: Moment = NOW, first: Instant = BEGINNING, until: Instant = FOREVER
) -> list[Step]:
    """Read the facts of one slot at every instant from `first` until `until`; where they say nothing there is no step.

    The moment's `valid_at` is not looked at. The step of an instant shows what `resolve` shows at that instant.
    """
    return list(each_step(facts, moment=moment, first=first, until=until))


def each_step(
    facts: Iterable[Fact] | SlotHistory, *, moment: Moment = NOW, first: Instant = BEGINNING, until: Instant = FOREVER
) -> Iterator[Step]:
    """Yield the steps one by one; only the requested ones are read."""
    slot = facts if isinstance(facts, SlotHistory) else SlotHistory(facts)
    last: Step | None = None
    for step in each_stretch(slot, moment=moment, first=first, until=until):
        if last is not None and last.continues_as(step):
            last = replace(last, until=step.until)
        else:
            if last is not None:
                yield last
            last = step
    if last is not None:
        yield last


def relevant_facts(facts: Iterable[Fact] | SlotHistory, *, moment: Moment = NOW, instant: Instant) -> list[Fact]:
    """Return the facts that began before the instant and can matter at it or later, by the time they began."""
    slot = facts if isinstance(facts, SlotHistory) else SlotHistory(facts)
    left: list[Fact] = []
    for fact in _present(slot.facts, moment):
        if lifetime(fact)[0] < instant:
            left = _after(left, [fact], slot)
    return [fact for fact in left if lifetime(fact)[1] >= instant]


def _present(facts: Iterable[Fact], moment: Moment) -> list[Fact]:
    """Leave out what no `valid_at` would show; give the rest by the time it begins."""
    return sorted((fact for fact in facts if _is_present(fact, moment)), key=lambda fact: (lifetime(fact)[0], fact.id))


def _is_present(fact: Fact, moment: Moment) -> bool:
    standing = fact.standing(moment.known_at)
    return standing.stands and was_in_print(fact, moment) and standing.rank is not Rank.DEPRECATED


def each_stretch(
    slot: SlotHistory, *, moment: Moment = NOW, first: Instant = BEGINNING, until: Instant = FOREVER
) -> Iterator[Step]:
    """Read the slot anew wherever a fact begins or has ended, or its source appears: one step for each of these."""
    facts = _present(slot.facts, moment)
    turns = _turns(facts, first, until)
    waiting = list(reversed(facts))
    held: list[Fact] = []
    for turn, following in zip(turns, [*turns[1:], until], strict=True):
        begun: list[Fact] = []
        while waiting and lifetime(waiting[-1])[0] <= turn:
            begun.append(waiting.pop())
        held = [fact for fact in _after(held, begun, slot) if lifetime(fact)[1] >= turn]
        at_turn = replace(moment, valid_at=turn)
        reading = resolve(held, slot.rules, moment=at_turn, now=turn, context=slot.context)
        if reading.chosen is not None:
            yield Step(turn, following, reading.chosen, reading)


def _turns(facts: Sequence[Fact], first: Instant, until: Instant) -> list[Instant]:
    turns = {turn for fact in facts for turn in turns_of(fact)}
    return [first, *sorted(turn for turn in turns if first < turn < until)]


def turns_of(fact: Fact) -> Iterator[Instant]:
    """Yield the instants at which a fact of a lasting property begins, has ended or, where undated, has appeared."""
    begins, ends = lifetime(fact)
    if begins > BEGINNING:
        yield begins
    if ends < FOREVER:
        yield plus_ms(ends, 1)
    if fact.content.valid is None and (printed := print_days(fact)) is not None and printed.first > 0:
        yield _start_of(printed.first)


@lru_cache(maxsize=1024)  # the facts of a source appeared on one day
def _start_of(day: int) -> Instant:
    return f"{date.fromordinal(day).isoformat()}T00:00:00.000Z"


def _after(held: Sequence[Fact], begun: Sequence[Fact], slot: SlotHistory) -> list[Fact]:
    """Add the facts that begin, and drop those that gave way to a fact without an end: they never return.

    Facts that state their end are kept until then. Facts that replace others are kept, or those would come back.
    """
    together = [*held, *begun]
    endless = [fact for fact in begun if lifetime(fact)[1] == FOREVER]
    if not endless:
        return together
    successors = Successors(endless, staged=slot.rules.staged, context=slot.context)
    return [fact for fact in together if not _is_droppable(fact) or successors.of(fact) is None]


def _is_droppable(fact: Fact) -> bool:
    return lifetime(fact)[1] == FOREVER and not (fact.evidence.replaces or fact.supersedes)
