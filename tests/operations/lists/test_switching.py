"""Lists filtered by several codes: they leave a key of which few rows fit for another, and find the same."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import BadCursor
from chalicelib.kinds import KINDS
from chalicelib.operations.lists import row_reader, switching_reader
from chalicelib.operations.lists.list_conditions import read_list_conditions
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.query_plan import plan_list
from chalicelib.operations.lists.row_reader import Continuation, open_position, seal_position
from chalicelib.operations.lists.switching_reader import SwitchingReader
from chalicelib.operations.paging.paging import sealed
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock, examples
from tests.operations.builders import a_model, a_source, on, pages, refs_of, said_by, say, world_on
from tests.operations.lists.test_filters import standing_variants
from tests.operations.lists.test_listing import Counting
from tests.unmeasured import unmeasured

MODEL = KINDS["model"]
STATUSES, LEVELS = ("available", "restricted", "retired"), ("version", "family")
CODES = {"status": STATUSES, "level": LEVELS, "open_weights": (True, False)}
RUN = 130  # models released one after another that share a code
THIN = {"level": "version", "open_weights": "false"}


def optional(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), *map(st.just, values))


DATES = st.sampled_from(["2025-01-01", "2025-01-02", "2025-02", {"missing": "unknown"}])
MODELS = st.fixed_dictionaries({name: optional(values) for name, values in CODES.items()} | {"released": DATES})
RUNS = st.lists(st.tuples(MODELS, st.integers(1, 6)), min_size=3, max_size=8)
ASKED = {name: st.sampled_from(values) for name, values in CODES.items()}
LEVEL = {"level": ASKED.pop("level")}
FILTERS = st.fixed_dictionaries(ASKED, optional=LEVEL)
DISPUTED = st.lists(st.tuples(st.integers(0, 15), st.sampled_from(sorted(CODES)), st.integers(0, 2)), max_size=12)


@contextmanager
def bounds(first: int, most: int) -> Iterator[None]:
    """Let pages read so few rows that they come to their bounds."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (row_reader, switching_reader):
            patched.setattr(module, "FIRST_READ", first)
            patched.setattr(module, "MAX_ROWS_READ", most)
        patched.setattr(switching_reader, "MANY_PARTITIONS", 2)
        yield


def text_of(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else value


@settings(max_examples=examples(40), deadline=None)
@given(
    runs=RUNS,
    disputed=DISPUTED,
    filters=FILTERS,
    several=st.booleans(),
    descending=st.booleans(),
    limit=st.integers(1, 4),
    first=st.integers(1, 4),
    most=st.integers(6, 12),
)
def test_the_pages_of_a_list_by_several_codes_are_those_that_have_them_all_each_once(
    runs: list[tuple[dict[str, Any], int]],
    disputed: list[tuple[int, str, int]],
    filters: dict[str, Any],
    several: bool,
    descending: bool,
    limit: int,
    first: int,
    most: int,
) -> None:
    with closing(SqliteTable(":memory:")) as table, bounds(first, most):
        world = world_on(table, Clock())
        fill(world, [model for model, times in runs for _ in range(times)], disputed)
        asked = {name: text_of(value) for name, value in filters.items()}
        if several and "status" in asked:
            asked["status"] = f"{asked['status']},retired"
        everything = [
            ref
            for page in pages(listing, world=world, kind=MODEL, limit=100, descending=descending)
            for ref in refs_of(page)
        ]
        found = [
            ref
            for page in pages(listing, world=world, kind=MODEL, limit=limit, descending=descending, filters=asked)
            for ref in refs_of(page)
        ]
        assert found == [ref for ref in everything if fits(world, ref, asked)]


def fill(world: World, models: list[dict[str, Any]], disputed: list[tuple[int, str, int]]) -> None:
    """Record models and, of some, that another source gives another code."""
    for slug in ("report", "other"):
        a_source(world, slug)
    for number, fields in enumerate(models):
        a_model(world, f"m{number}", **{name: value for name, value in fields.items() if value is not None})
    for number, name, code in disputed:
        if number < len(models):
            value = CODES[name][code % len(CODES[name])]
            say(world, f"model/m{number}", **{name: value}, evidence=said_by("other"))


def fits(world: World, ref: str, asked: Mapping[str, str]) -> bool:
    variants = list(standing_variants(world, ref, "model"))
    return all(any(text_of(one.get(name)) in codes.split(",") for one in variants) for name, codes in asked.items())


@pytest.fixture
@unmeasured()
def runs(in_memory: World) -> World:
    """Two runs of models that have a level, the newer one longer than is read first; and the weights of each run."""
    a_source(in_memory)
    for number in range(RUN + 30):
        is_newer = number < RUN
        a_model(
            in_memory,
            f"m{number:03}",
            level="version",
            status="available",
            open_weights=is_newer,
            released="2025-06-01" if is_newer else "2025-01-01",
        )
    return in_memory


def test_a_key_of_which_no_row_fits_is_left_for_another_that_the_next_page_begins_with(runs: World) -> None:
    counting = Counting(runs.table)
    first = listing(on(runs, counting), kind=MODEL, limit=20, filters=THIN)
    assert (len(first.items), counting.queries, first.meta["read"]) == (20, 2, 100 + 30)
    counting.queries = 0
    second = listing(on(runs, counting), kind=MODEL, limit=20, filters=THIN, cursor=first.next)
    assert (len(second.items), counting.queries, second.meta["read"]) == (10, 1, 10)
    assert second.next is None


def test_a_list_by_a_usual_code_and_another_is_read_by_the_other_and_not_further_than_twice_the_page(
    runs: World,
) -> None:
    counting = Counting(runs.table)
    for weights in ("true", "false"):
        counting.queries = counting.read = 0
        filters = {"status": "available", "open_weights": weights}
        page = listing(on(runs, counting), kind=MODEL, limit=10, filters=filters)
        assert (len(page.items), counting.queries, page.meta["read"], counting.read) == (10, 1, 20, 21)


def test_a_key_is_kept_that_is_expected_to_fill_the_page_and_twice_as_many_rows_are_read_as_that_takes(
    in_memory: World,
) -> None:
    a_source(in_memory)
    for number, weights in zip(range(60), cycle((False, *[True] * 4)), strict=False):
        a_model(in_memory, f"m{number:02}", level="version", open_weights=weights)
    counting = Counting(in_memory.table)
    with bounds(10, 50):
        page = listing(on(in_memory, counting), kind=MODEL, limit=5, filters=THIN)
    assert (len(page.items), counting.queries, page.meta["read"]) == (5, 2, 10 + 30)


def test_rows_read_by_another_key_that_do_not_fit_are_no_next_page(in_memory: World) -> None:
    a_source(in_memory)
    for number in range(20):
        level, day = "version" if number < 17 else "family", 28 - number
        a_model(in_memory, f"m{number}", level=level, open_weights=number < 12, released=f"2025-01-{day:02}")
    with bounds(10, 50):
        page = listing(in_memory, kind=MODEL, limit=5, filters=THIN)
    assert (refs_of(page), page.next) == ([f"model/m{number}" for number in range(12, 17)], None)


def test_of_a_disputed_code_the_view_is_asked_whichever_key_finds_the_entity(in_memory: World) -> None:
    for slug in ("report", "other"):
        a_source(in_memory, slug)
    for number in range(12):
        a_model(in_memory, f"m{number:02}", status="restricted", open_weights=True)
    for slug, status in (("n1", "available"), ("n2", "available"), ("n3", "restricted")):
        a_model(in_memory, slug, status=status, open_weights=False)
    for slug, status in (("n1", "retired"), ("n2", "restricted")):
        say(in_memory, f"model/{slug}", status=status, evidence=said_by("other"))
    filters = {"status": "restricted", "open_weights": "false"}
    with bounds(10, 50):
        page = listing(in_memory, kind=MODEL, limit=5, filters=filters, descending=False)
    assert refs_of(page) == ["model/n2", "model/n3"]


def test_where_no_row_fits_a_page_ends_at_the_bound_and_each_key_is_read_from_where_the_other_ended(
    in_memory: World,
) -> None:
    a_source(in_memory)
    for number in range(60):
        for level, weights in (("version", True), ("family", False)):
            a_model(in_memory, f"m{number:03}-{level}", level=level, open_weights=weights)
    with bounds(10, 50):
        found = [*pages(listing, world=in_memory, kind=MODEL, limit=5, filters=THIN)]
    assert [page.items for page in found] == [[], []]
    assert [page.meta["read"] for page in found] == [50, 12]


@pytest.mark.parametrize("number", [0, 1, 7])
def test_a_cursor_keeps_the_key_by_which_its_list_is_read(in_memory: World, number: int) -> None:
    sealed_here = seal_position(in_memory, "2025-01-01#model/v3", plan=number, question="q")
    assert open_position(in_memory, sealed_here, question="q") == ("2025-01-01#model/v3", number)


def test_a_cursor_from_before_has_no_key_and_a_wrong_one_is_refused(in_memory: World) -> None:
    before = {"behind": "2025-01-01#model/v3"}
    assert open_position(in_memory, sealed(in_memory, before, question="q"), question="q").plan == 0
    for wrong in (-1, "1", None):
        with pytest.raises(BadCursor):
            open_position(in_memory, sealed(in_memory, {**before, "plan": wrong}, question="q"), question="q")


def test_a_list_continues_by_its_last_key_if_its_cursor_names_one_that_is_no_more(in_memory: World) -> None:
    plan = plan_list(MODEL, read_list_conditions(MODEL, THIN).conditions, descending=True)
    assert SwitchingReader(in_memory, plan, Continuation(None, 7), limit=5).number == 1
