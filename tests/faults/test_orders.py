"""Every verb meets every other one between any two of its calls, and the state is that of one of the two orders."""

from collections.abc import Iterator, Sequence
from random import Random

import pytest

from tests.conftest import is_thorough
from tests.faults.orders import Case, Orders
from tests.faults.verbs import COMPOUND, ERASES, WRITES

SEED = 15
SHIFT = 5_000  # ms between the clocks of two Lambdas
BY_CHANCE = 500  # of three writers
IN_GATE = 1  # of the others, at a call that the seed chooses

THREE: Sequence[tuple[str, tuple[str, ...]]] = (
    ("patch", ("retract", "rank")),
    ("patch", ("rank", "erase")),
    ("record", ("patch", "patch if unchanged")),
    ("create", ("patch the other", "retire")),
    ("batch", ("create", "patch")),
    ("rank", ("retract", "revise")),
    ("retract", ("erase", "patch")),
    ("reinstate", ("rank", "retract")),
    ("reverse a retirement", ("patch", "create")),
    ("record a price", ("retract a price", "patch")),
    ("import", ("create", "patch")),
    ("retire", ("record", "patch the other")),
    ("create an event", ("merge", "reverse a merge")),
    ("patch the other", ("reverse a merge", "retire the survivor")),
    ("patch the other", ("merge the survivor", "patch")),
    ("reverse a merge", ("patch the other", "retract")),
    ("merge", ("create", "patch the other")),
    ("create", ("merge", "erase an entity")),
    ("import", ("merge", "erase")),
)


def cases_of(orders: Orders, name: str) -> Iterator[Case]:
    """Yield the cases of a verb: in the gate each pair once, at the call that decides, and some at any other."""
    random, calls = Random(f"{SEED} {name}"), len(orders.calls_of(name))
    others = [other for other in WRITES if other != name]
    if is_thorough():
        yield from (Case(name, (other,), number) for other in others for number in range(1, calls + 1))
        return
    critical = orders.critical(name)
    yield from (Case(name, (other,), critical) for other in others if is_turn(name, other))
    yield from (Case(name, (other,), random.randint(1, calls)) for other in random.sample(others, IN_GATE))


def is_turn(name: str, other: str) -> bool:
    """Return whether this pair is tried in the gate: each verb with an erasure, and with a fifth of the others."""
    return other == ERASES or hash_of(name, other) % 5 == 0


def hash_of(*names: str) -> int:
    """Return a number of names that is the same in each run."""
    return sum("/".join(names).encode())


@pytest.mark.parametrize("name", WRITES)
def test_two_writers_lead_to_the_state_of_an_order(orders: Orders, name: str) -> None:
    wrong = [each for case in cases_of(orders, name) for each in orders.meet(case)]
    assert wrong == []


@pytest.mark.parametrize("shift", [-SHIFT, SHIFT])
def test_the_clocks_of_two_writers_may_differ(orders: Orders, shift: int) -> None:
    for name in WRITES:
        others = [other for other in WRITES if other != name]
        chosen = others if is_thorough() else others[hash_of(name) % 20 :][: hash_of(name, str(shift)) % 2]
        cases = (Case(name, (other,), orders.critical(name), shift) for other in chosen)
        assert [each for case in cases for each in orders.meet(case)] == []


@pytest.mark.parametrize(("name", "others"), THREE, ids=lambda each: each if isinstance(each, str) else "+".join(each))
def test_three_writers_lead_to_the_state_of_an_order(orders: Orders, name: str, others: tuple[str, ...]) -> None:
    every = range(1, len(orders.calls_of(name)) + 1)
    for number in every if is_thorough() else (orders.critical(name),):
        assert [*orders.meet(Case(name, others, number))] == []


def test_three_writers_by_chance_lead_to_the_state_of_an_order(orders: Orders) -> None:
    random, alone = Random(SEED), [name for name in WRITES if name not in COMPOUND]
    for _ in range(BY_CHANCE if is_thorough() else 2):
        name, *others = random.sample(alone, 3)
        case = Case(name, (*others,), random.randint(1, len(orders.calls_of(name))), random.choice((0, SHIFT, -SHIFT)))
        assert [*orders.meet(case)] == []


def test_an_erasure_reads_again_what_names_it_if_that_is_written_meanwhile(orders: Orders) -> None:
    renaming = [n for n, call in enumerate(orders.calls_of(ERASES), 1) if call == "Query"]
    for number in renaming if is_thorough() else [n for n in renaming if n in range(40, 46)]:
        assert [*orders.meet(Case(ERASES, ("merge the survivor",), number))] == []
