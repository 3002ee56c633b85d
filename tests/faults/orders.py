"""Two writers and more: one does all that it does between two calls of the other, and the state is that of an order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.faults.checks import State, comparable, findings, state_of
from tests.faults.interposing import Act, let
from tests.faults.stage import Result, Service, at

Interpose = Callable[[Callable[[], object]], Act]


class Outcome(NamedTuple):
    """What came of some requests: the answer of each, and all that is on record after them."""

    answers: tuple[str, ...]
    state: State


class Case(NamedTuple):
    """One case: `others` do all that they do at the call of this number of `name`; by how much their clocks differ."""

    name: str
    others: tuple[str, ...]
    number: int
    shift: int = 0

    def __str__(self) -> str:
        clock = f", {self.shift} ms apart" if self.shift else ""
        return f"{' then '.join(self.others)} at call {self.number} of {self.name}{clock}"


@dataclass
class Orders:
    """The outcomes of requests one after the other, each order tried once, and of requests that meet."""

    service: Service
    tried: dict[tuple[str, ...], Outcome] = field(default_factory=dict)
    audited: set[State] = field(default_factory=set)
    cases: int = 0

    def serial(self, names: Sequence[str]) -> Outcome:
        """Return the outcome of an order; the answers are in the order of their names."""
        order = (*names,)
        if order not in self.tried:
            self.service.reset()
            results = {name: self.service.insist(name, self.service.ask(name)) for name in order}
            self.tried[order] = self._outcome(results)
        return self.tried[order]

    def meet(self, case: Case, interpose: Interpose = let) -> Iterator[str]:
        """Let requests meet, and send again those that ask for it; yield what is wrong then."""
        self.service.reset()
        self.cases += 1
        results: dict[str, Result] = {}

        def other() -> None:
            for name in case.others:
                results[name] = self.service.ask(name, shift=case.shift)

        results[case.name] = self.service.ask(case.name, acts=at(case.number, interpose(other)))
        if not case.others or not {*case.others} <= {*results}:
            return
        results = {name: self.service.insist(name, each) for name, each in results.items()}
        yield from self._wrong(case, results)

    def _wrong(self, case: Case, results: dict[str, Result]) -> Iterator[str]:
        broken = [f"{name} answers {each.status}" for name, each in results.items() if each.status >= 500]  # noqa: PLR2004
        outcome = self._outcome(results)
        orders = [self.serial(order) for order in orders_of(case)]
        if broken:
            yield f"{case}: {broken}"
        if outcome.state not in {each.state for each in orders}:
            yield f"{case}: the state is that of no order: {_difference(outcome, orders[0])}"
        elif outcome not in orders:
            yield f"{case}: the answers are of no order: {outcome.answers}"

    def _outcome(self, results: dict[str, Result]) -> Outcome:
        state = state_of(self.service)
        return Outcome(tuple(comparable(results[name]) for name in sorted(results)), state)


def orders_of(case: Case) -> Iterator[tuple[str, ...]]:
    """Yield each order in which a request may come among others, which come one after the other."""
    for place in range(len(case.others) + 1):
        yield (*case.others[:place], case.name, *case.others[place:])


def _difference(found: Outcome, expected: Outcome) -> str:
    more, less = found.state - expected.state, expected.state - found.state
    return f"more: {sorted(more)[:3]}, less: {sorted(less)[:3]}"


__all__ = ["Case", "Interpose", "Orders", "Outcome", "findings", "orders_of"]
