"""Two writers and more: one does all that it does between two calls of the other, and the state is that of an order."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.faults.checks import State, comparable, findings, seen, seen_after_repair, seen_later, state_of
from tests.faults.interposing import Act, let
from tests.faults.stage import Result, Service, at
from tests.faults.verbs import COMPOUND, ERASES, FOLLOWED, PART_WAY

Interpose = Callable[[Callable[[], object]], Act]
FIRST_FAILURE = 500


class Outcome(NamedTuple):
    """The outcome of some requests: the answer of each by name, the rows on record, and the answers to readers."""

    answers: tuple[tuple[str, str], ...]
    state: State
    seen: State | None = None


class Case(NamedTuple):
    """One case: `others` do all that they do at the call of this number of `name`; by how much their clocks differ."""

    name: str
    others: tuple[str, ...]
    number: int
    shift: int = 0

    def __str__(self) -> str:
        clock = f", whose clock differs by {self.shift} ms" if self.shift else ""
        return f"{' then '.join(self.others)}{clock}, at call {self.number} of {self.name}"


@dataclass
class Orders:
    """The outcomes of requests one after the other, each order tried once, and of requests that meet."""

    service: Service
    tried: dict[tuple[str, ...], Outcome] = field(default_factory=dict)
    sound: set[State] = field(default_factory=set)
    calls: dict[str, list[str]] = field(default_factory=dict)
    cases: int = 0

    def calls_of(self, name: str) -> list[str]:
        """List the calls of a verb that meets nobody."""
        if name not in self.calls:
            self.calls[name] = self.service.calls_of(name)
        return self.calls[name]

    def critical(self, name: str) -> int:
        """Return the number of the first commit of a verb: all that it knows is read, and nothing is written."""
        calls = self.calls_of(name)
        return next((place for place, call in enumerate(calls, 1) if call == "TransactWriteItems"), len(calls))

    def serial(self, names: Sequence[str]) -> Outcome:
        """Return the outcome of an order."""
        order = (*names,)
        if order not in self.tried:
            self.service.reset()
            results = {name: self.service.insist(name, self.service.ask(name)) for name in order}
            self.tried[order] = Outcome(_answers(results), state_of(self.service))
        return self.tried[order]

    def meet(self, case: Case, interpose: Interpose = let) -> Iterator[str]:
        """Let requests meet, and send again those that ask for it; yield what is wrong then."""
        orders = [self.serial(order) for order in orders_of(case)]
        self.service.reset()
        results: dict[str, Result] = {}

        def other() -> None:
            for name in case.others:
                results[name] = self.service.ask(name, shift=case.shift)

        first = self.service.ask(case.name, acts=at(case.number, interpose(other)))
        if not results:  # it has fewer calls
            return
        self.cases += 1
        results[case.name] = first
        done = {name: self.service.insist(name, each) for name, each in results.items()}
        yield from (f"{case}: {wrong}" for wrong in self._wrong(case, done, orders))

    def _wrong(self, case: Case, results: dict[str, Result], orders: Sequence[Outcome]) -> Iterator[str]:
        yield from (f"{n} answers {each.status}" for n, each in results.items() if each.status >= FIRST_FAILURE)
        found = Outcome(_answers(results), state_of(self.service))
        yield from self._unsound(case, found.state)
        alike = [order for order in orders if order.state == found.state]
        if not alike:
            yield from self._unlike_any(case, found)
        elif not is_answered_as(case, found, alike):
            yield f"the answers are those of no order that leads there: {found.answers}"

    def _unsound(self, case: Case, state: State) -> Iterator[str]:
        """Yield what an audit finds; a state in which it found nothing stays sound."""
        if state not in self.sound or case.shift:
            wrong = findings(self.service, may_name_erased=ERASES in (case.name, *case.others))
            self.sound |= set() if wrong else {state}
            yield from wrong

    def _unlike_any(self, case: Case, found: Outcome) -> Iterator[str]:
        """Compare what readers see where rows differ, such as by a revision that shows nothing new."""
        names = {case.name, *case.others}
        now = self._seen_now(names)
        expected = [self.seen_after(order) for order in orders_of(case)]
        if now not in expected and not any(pair <= names for pair in PART_WAY):
            yield f"readers see what no order leads to: {difference(now, expected[0])}"

    def _seen_now(self, names: Set[str]) -> State:
        """Return what readers see, after a merge once the tick has looked for what refers to the entity as it was."""
        if ERASES in names:
            return seen_after_repair(self.service)
        return seen_later(self.service) if names & FOLLOWED else seen(self.service)

    def seen_after(self, order: tuple[str, ...]) -> State:
        """Return what readers see after an order that was tried."""
        if self.tried[order].seen is None:
            self.service.reset()
            for name in order:
                self.service.insist(name, self.service.ask(name))
            self.tried[order] = self.tried[order]._replace(seen=seen(self.service))
        return self.tried[order].seen or frozenset()


def orders_of(case: Case) -> Iterator[tuple[str, ...]]:
    """Yield each order in which a request may come among others, which come one after the other."""
    for place in range(len(case.others) + 1):
        yield (*case.others[:place], case.name, *case.others[place:])


def is_answered_as(case: Case, found: Outcome, orders: Sequence[Outcome]) -> bool:
    """Return whether the answers are those of one of some orders that led to the same state.

    Of two faults that others brought about, a request may name one in one order, and both if they meet.
    """
    if not COMPOUND.isdisjoint((case.name, *case.others)):
        return True
    if len(case.others) == 1:
        return found.answers in {order.answers for order in orders}
    return _effects(found) in [_effects(order) for order in orders]


def _effects(outcome: Outcome) -> dict[str, str]:
    """Return the answers by name, those that refuse without the reason."""
    return {name: "refused" if answer.startswith("[4") else answer for name, answer in outcome.answers}


def difference(found: State, expected: State) -> str:
    """Return the first rows that are too many and the first that are missing."""
    more, less = sorted(found - expected)[:3], sorted(expected - found)[:3]
    return f"\n  + {more}\n  - {less}"


def _answers(results: dict[str, Result]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, comparable(each)) for name, each in results.items()))
