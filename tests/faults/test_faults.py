"""A fault at any call of any verb leaves a state that the same request, sent again, completes."""

from collections.abc import Iterator
from functools import partial

import pytest

from tests.conftest import is_thorough
from tests.faults.checks import comparable, findings, seen, state_of
from tests.faults.interposing import FAULTS, Act, Turn, in_pages, in_part, let, stale_after
from tests.faults.orders import Case, Orders, difference
from tests.faults.stage import Result, Service, at
from tests.faults.verbs import COMPOUND, WRITES

SETTLED = (200, 201)
IN_GATE = 4  # faults of a verb


def faults_of(orders: Orders, name: str) -> Iterator[tuple[int, str, Act]]:
    """Yield the faults of a verb: in the gate some at its calls, by turns, and all of them over all verbs."""
    every = [(n, what, act) for n in range(1, len(orders.calls_of(name)) + 1) for what, act in FAULTS.items()]
    step = len(every) // IN_GATE
    return iter(every if is_thorough() else every[len(name) % step :: step])


def wrong_after(orders: Orders, name: str, first: Result, *, audited: bool) -> Iterator[str]:
    """Send a request again if it has to be; yield what differs from where nothing went wrong.

    The last answer of a request of several transactions lacks the effects of its earlier attempts, and its entities
    may have a revision more.
    """
    service, well = orders.service, orders.serial([name])
    orders.cases += 1
    done = service.insist(name, first)
    is_as_ever = (name, comparable(done)) in well.answers
    if not (is_as_ever or (name in COMPOUND and done.status in SETTLED)):
        yield f"it answers {done.status} {done.code} {done.body}"
    if (state := state_of(service)) == well.state:
        yield from findings(service) if audited else ()
        return
    yield from findings(service)
    if name not in COMPOUND:
        yield f"the state differs: {difference(state, well.state)}"
    elif (now := seen(service)) != (expected := orders.seen_after((name,))):
        yield f"readers see something else: {difference(now, expected)}"


@pytest.mark.parametrize("name", WRITES)
def test_a_request_is_completed_after_any_fault(service: Service, orders: Orders, name: str) -> None:
    wrong: list[str] = []
    for number, what, act in faults_of(orders, name):
        orders.serial([name])
        service.reset()
        first = service.ask(name, acts=at(number, act))
        allowed = first.is_retryable or first.status < 500
        wrong += [] if allowed else [f"{what} at call {number}: {first.status} {first.code}"]
        wrong += [
            f"{what} at call {number}: {each}" for each in wrong_after(orders, name, first, audited=is_thorough())
        ]
    assert wrong == []


@pytest.mark.parametrize("name", WRITES)
def test_the_same_request_sent_twice_at_once_is_done_once(service: Service, orders: Orders, name: str) -> None:
    calls = len(orders.calls_of(name))
    for number in range(1, calls + 1) if is_thorough() else sorted({1, orders.critical(name), calls}):
        twins = list[Result]()
        orders.serial([name])
        service.reset()
        twins.append(service.ask(name, acts=at(number, let(partial(_ask_also, service, name, twins)))))
        for each in twins:
            assert [*wrong_after(orders, name, each, audited=False)] == [], number


def _ask_also(service: Service, name: str, answers: list[Result]) -> None:
    answers.append(service.ask(name))


@pytest.mark.parametrize("name", WRITES)
def test_pages_of_one_row_and_batches_in_part_change_nothing(service: Service, orders: Orders, name: str) -> None:
    for every_call in (in_pages(1), in_pages(3), in_part):
        orders.serial([name])
        service.reset()
        first = service.ask(name, acts=Turn(always=every_call))
        assert [*wrong_after(orders, name, first, audited=False)] == []


@pytest.mark.parametrize("name", WRITES)
def test_a_writer_that_reads_what_was_there_before_the_last_write_loses_nothing(
    service: Service, orders: Orders, name: str
) -> None:
    others = [other for other in WRITES if other != name]
    for other in others if is_thorough() else others[len(name) % 12 :: 12]:
        assert [*orders.meet(Case(name, (other,), 1), stale_after)] == []
    service.reset()
