"""Recall: among names with common and rare words, each is found exactly first, and with an error among the best three.

`python -m bench.recall` measures the same in tables of up to a million facts.
"""

from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bench.made_names import entities
from bench.real_names import Entity
from bench.resolve import fill
from bench.units import Billed
from chalicelib.domain.name_normalization import squeeze
from chalicelib.operations.search.autocomplete import autocomplete
from chalicelib.operations.search.search import search
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock, examples
from tests.operations.builders import refs_of, world_on

NAMES = 400
FORGIVEN = 6  # letters of a name whose errors are forgiven, with one letter left out
UNITS_OF_AN_EXACT_NAME = 4
UNITS_OF_AN_ERROR = 15
REGISTER = entities(NAMES, titles=NAMES)
NAMED = st.sampled_from(REGISTER[:NAMES])


@pytest.fixture(scope="module")
def register() -> Iterator[World]:
    """A world with names and titles as in a trade register."""
    table = SqliteTable(":memory:")
    fill(table, REGISTER)
    yield world_on(Billed(table), Clock())
    table.close()


def units(world: World) -> float:
    """Return the units read since the last time."""
    assert isinstance(world.table, Billed)
    read = world.table.read
    world.table.clear()
    return read


@settings(max_examples=examples(60), deadline=None)
@given(meant=NAMED)
def test_an_exact_name_is_first_and_costs_a_few_units(register: World, meant: Entity) -> None:
    answer = search(register, q=meant.name, limit=20)
    assert refs_of(answer)[0] == meant.ref
    assert units(register) <= UNITS_OF_AN_EXACT_NAME


@settings(max_examples=examples(60), deadline=None)
@given(meant=NAMED, data=st.data())
def test_a_name_with_an_error_is_among_the_best_three(register: World, meant: Entity, data: st.DataObject) -> None:
    name = meant.name
    places = [at for at in range(len(name) - 1) if name[at : at + 2].isalpha()]
    assume(places and len(squeeze(name)) >= FORGIVEN)
    at = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from([name[at + 1] + name[at], name[at + 1]]))
    answer = search(register, q=name[:at] + wrong + name[at + 2 :], limit=20)
    assert meant.ref in refs_of(answer)[:3]
    assert units(register) <= UNITS_OF_AN_ERROR


@settings(max_examples=examples(30), deadline=None)
@given(meant=NAMED, letters=st.integers(1, 8))
def test_autocomplete_reads_few_units_for_any_beginning(register: World, meant: Entity, letters: int) -> None:
    begun = meant.name[:letters]
    answer = autocomplete(register, q=begun, limit=10)
    assert units(register) <= UNITS_OF_AN_EXACT_NAME
    assert not answer.meta["complete"] or meant.ref in refs_of(answer) or len(answer.items) == 10
