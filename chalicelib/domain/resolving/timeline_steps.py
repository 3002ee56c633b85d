"""Steps: what a slot of a lasting property says over valid time, a new step only where the answer changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.facts import Fact, Rank
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant, plus_ms
from chalicelib.domain.resolving.read_time import NOW, Moment
from chalicelib.domain.resolving.resolution import Reading, resolve, was_in_print
from chalicelib.domain.resolving.succession import Successors, lifetime


@dataclass(frozen=True)
class Step:
    """A slot's reading from one instant until another, exclusive; FOREVER means that it has no end."""

    first: Instant
    until: Instant
    chosen: Fact
    reading: Reading

    def continues_as(self, other: "Step") -> bool:
        """Say whether the other begins where this one ends, shows the same fact, and has the same against it."""
        shown = (self.until, self.chosen.id, self.reading.conflict)
        return shown == (other.first, other.chosen.id, other.reading.conflict)


def timeline_steps(
    facts: Iterable[Fact], *, moment: Moment = NOW, first: Instant = BEGINNING, until: Instant = FOREVER
) -> list[Step]:
    """Read the facts of one slot at every instant from `first` until `until`; where they say nothing there is no step.

    The moment's `valid_at` is not looked at. The step of an instant shows what `resolve` shows at that instant.
    """
    return list(each_step(facts, moment=moment, first=first, until=until))


def each_step(
    facts: Iterable[Fact], *, moment: Moment = NOW, first: Instant = BEGINNING, until: Instant = FOREVER
) -> Iterator[Step]:
    """Give the steps one by one: what is not asked for is not read."""
    last: Step | None = None
    for step in _stretches(_present(facts, moment), moment, first, until):
        if last is not None and last.continues_as(step):
            last = replace(last, until=step.until)
        else:
            if last is not None:
                yield last
            last = step
    if last is not None:
        yield last


def relevant_facts(facts: Iterable[Fact], *, moment: Moment = NOW, instant: Instant) -> list[Fact]:
    """Give the facts that began before the instant and can matter at it or later, by the time they began."""
    left: list[Fact] = []
    for fact in _present(facts, moment):
        if lifetime(fact)[0] < instant:
            left = _after(left, [fact])
    return [fact for fact in left if lifetime(fact)[1] >= instant]


def _present(facts: Iterable[Fact], moment: Moment) -> list[Fact]:
    """Leave out what no `valid_at` would show; give the rest by the time it begins."""
    return sorted((fact for fact in facts if _is_present(fact, moment)), key=lambda fact: (lifetime(fact)[0], fact.id))


def _is_present(fact: Fact, moment: Moment) -> bool:
    standing = fact.standing(moment.known_at)
    return standing.stands and was_in_print(fact, moment) and standing.rank is not Rank.DEPRECATED


def _stretches(facts: Sequence[Fact], moment: Moment, first: Instant, until: Instant) -> Iterator[Step]:
    """Read the slot anew wherever a fact begins or has ended."""
    turns = _turns(facts, first, until)
    waiting = list(reversed(facts))
    held: list[Fact] = []
    for turn, following in zip(turns, [*turns[1:], until], strict=True):
        begun: list[Fact] = []
        while waiting and lifetime(waiting[-1])[0] <= turn:
            begun.append(waiting.pop())
        held = [fact for fact in _after(held, begun) if lifetime(fact)[1] >= turn]
        reading = resolve(held, lasting=True, moment=replace(moment, valid_at=turn), now=turn)
        if reading.chosen is not None:
            yield Step(turn, following, reading.chosen, reading)


def _turns(facts: Sequence[Fact], first: Instant, until: Instant) -> list[Instant]:
    spans = [lifetime(fact) for fact in facts]
    turns = {begins for begins, _ in spans} | {plus_ms(ends, 1) for _, ends in spans if ends < FOREVER}
    return [first, *sorted(turn for turn in turns if first < turn < until)]


def _after(held: Sequence[Fact], begun: Sequence[Fact]) -> list[Fact]:
    """Add what begins, and drop what gave way to a fact without an end: it can never be shown again."""
    together = [*held, *begun]
    endless = [fact for fact in begun if lifetime(fact)[1] == FOREVER]
    successors = Successors(endless)
    return [fact for fact in together if successors.of(fact) is None] if endless else together
