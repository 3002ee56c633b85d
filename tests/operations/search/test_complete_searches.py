"""Complete searches: an answer says whether a name can be missing that matches as asked, or that is closer."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bench.scale.names import spread_name
from chalicelib.operations.search.find_named import find_named
from chalicelib.operations.search.name_search import MIN_ROWS
from chalicelib.operations.search.search import search
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import a_company, a_source, refs_of, world_on
from tests.unmeasured import unmeasured

WITH_AN_ERROR = f"{spread_name(7)[:-1]}x Labs"  # of the company c7


@pytest.fixture
def names() -> Iterator[World]:
    """A world with a source."""
    with closing(SqliteTable(":memory:")) as table:
        world = world_on(table, Clock())
        a_source(world)
        yield world


@pytest.fixture
@unmeasured()
def labs(names: World) -> World:
    """A world with more names of one beginning, and of one ending, than are read of a range."""
    for number in range(4 * MIN_ROWS):
        a_company(names, f"c{number}", name=f"{spread_name(number)} Labs")
        a_company(names, f"d{number}", name=f"Deepmodel {number}")
    return names


def test_an_exact_name_is_complete_unless_more_names_begin_with_it_than_are_read(labs: World) -> None:
    for name, is_complete in (("Deepmodel", False), ("Quorvex", True), (f"{spread_name(9)} Labs", True)):
        a_company(labs, name.lower().replace(" ", "-"), name=name)
        answer = search(labs, q=name, limit=20)
        assert answer.items[0]["match"] == "exact"
        assert answer.meta["complete"] is is_complete


def test_a_name_with_an_error_is_complete_once_no_closer_one_can_be_missing(labs: World) -> None:
    answer = search(labs, q=WITH_AN_ERROR, limit=20)
    assert (refs_of(answer)[0], answer.meta["complete"]) == ("company/c7", True)


def test_an_answer_is_not_complete_if_a_name_with_one_error_can_be_missing_and_none_is_as_close(labs: World) -> None:
    answer = search(labs, q="Zzyzzq Labs", limit=20)
    assert (answer.items, answer.meta["complete"]) == ([], False)


def test_a_name_with_an_error_of_which_all_similar_names_are_read_is_complete(names: World) -> None:
    a_company(names, "quorvex", name="Quorvex Labs")
    for typed, refs in (("Quorvx Labs", ["company/quorvex"]), ("Zzyzzq Labs", [])):
        answer = search(names, q=typed, limit=20)
        assert (refs_of(answer), answer.meta["complete"]) == (refs, True)


def test_filters_and_earlier_moments_need_all_similar_names(labs: World) -> None:
    assert search(labs, q=WITH_AN_ERROR, kind="company", limit=20).meta["complete"]
    assert not find_named(labs, q=WITH_AN_ERROR, kind="company").complete


def test_a_name_with_all_words_is_closer_than_any_with_an_error(labs: World) -> None:
    a_company(labs, "quorvex", name="Quorvex Research Labs")
    answer = search(labs, q="Quorvex Labs", limit=20)
    assert (refs_of(answer), answer.meta["complete"]) == (["company/quorvex"], True)
