"""Crowded endings: a name with an error at its beginning is found among many names with the same ending."""

from collections.abc import Iterator
from contextlib import closing
from string import ascii_lowercase

import pytest

from chalicelib.domain.matching.candidate_score import MatchQuery
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.operations.search.name_ranges import MAX_OUTER_LETTERS, narrower_ranges, near_ranges
from chalicelib.operations.search.resolve import resolve
from chalicelib.operations.search.search import search
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import a_company, a_source, refs_of, world_on
from tests.unmeasured import unmeasured

NAMES = [f"{beginning}{letter}ona Labs" for beginning in ("Ka", "Zo") for letter in ascii_lowercase]


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
    """A world with more names than are read of a range that begin with the same syllable, and end in the same word."""
    for number, name in enumerate(NAMES):
        a_company(names, f"c{number}", name=name)
    return names


@pytest.mark.parametrize("number", [3, 17, 25])
@pytest.mark.parametrize("beginning", ["Ak", "K"], ids=["swapped", "left out"])
def test_a_name_whose_first_two_letters_are_swapped_or_one_of_them_left_out_is_found(
    labs: World, number: int, beginning: str
) -> None:
    wrong = f"{beginning}{NAMES[number][2:]}"
    assert refs_of(search(labs, q=wrong, limit=20))[0] == f"company/c{number}"
    (answer,) = resolve(labs, wanted=[MatchQuery(FoldedName(wrong), "company")]).answers
    assert answer.match.candidates[0].ref == f"company/c{number}"


def test_ranges_with_too_many_names_are_parted_by_the_outer_letters_also_if_the_outermost_two_are_swapped() -> None:
    whole = "akronalabs"
    wanted, ends = [each for each in near_ranges(whole) if each.span and "labs" in each.span[0]][:1], []
    while wanted:
        wanted = [part for each in wanted for part in narrower_ranges(each, whole)]
        ends.append([each.start.rpartition("#")[2] for each in wanted])
    assert ends == [["a", "ka"], ["ak", "kar"], ["akr", "karo"], []]
    assert len(ends) == MAX_OUTER_LETTERS + 1


@pytest.mark.parametrize(
    ("read", "ends"),
    [("004labs#", ["a", "ka"]), ("004labs#ka", ["akr", "kar"]), ("004labs#karel", ["akr", "karo"])],
    ids=["of many beginnings", "of one syllable", "of one name and its like"],
)
def test_parts_that_would_have_too_many_names_again_are_passed_over(read: str, ends: list[str]) -> None:
    (crowded,) = (each for each in near_ranges("akronalabs") if each.start == "004labs#")
    parts = narrower_ranges(crowded, "akronalabs", read)
    assert [each.start.rpartition("#")[2] for each in parts] == ends


def test_of_a_short_name_enough_letters_are_left_for_an_error() -> None:
    (crowded,) = (each for each in near_ranges("akola") if each.start == "002la#")
    assert [each.start.rpartition("#")[2] for each in narrower_ranges(crowded, "akola", "002la#akol")] == ["a", "ka"]


def test_of_a_crowded_ending_few_rows_are_read(labs: World) -> None:
    found = resolve(labs, wanted=[MatchQuery(FoldedName("Akzona Labs"), "company")])
    assert found.answers[0].match.candidates[0].ref == "company/c25"
    assert found.read <= 12


def test_of_an_ending_that_is_crowded_elsewhere_the_wider_parts_are_read_if_no_name_fits(names: World) -> None:
    for number, letter in enumerate(ascii_lowercase):
        a_company(names, f"c{number}", name=f"Aaa{letter}b Laboratories")
    a_company(names, "karima", name="Karima Laboratories")
    (answer,) = resolve(names, wanted=[MatchQuery(FoldedName("Kaxima Laboratories"), "company")]).answers
    assert answer.match.candidates[0].ref == "company/karima"
