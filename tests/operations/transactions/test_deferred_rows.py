"""Entities that are found by more rows than one transaction holds."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from chalicelib.domain.errors import Busy
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.merging.refresh_referrers import refresh
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.index.index_rows import project
from chalicelib.store.rows import Action, Key
from chalicelib.store.table import WrappedTable
from tests.conftest import Clock
from tests.operations.builders import CALLER, a_company, a_source, found_by, on, ref, say, view, world_on
from tests.operations.faulty import Dying, Killed, Losing, Overtaken

MANY = [f"Acme number {n} of many companies" for n in range(25)]  # six words each: more rows than one transaction holds
NAME = "company/deepseek"

Verb = Callable[[World], Any]


def create_many(world: World) -> Any:
    return a_company(world, aliases=MANY)


def rename(world: World) -> Any:
    return say(world, NAME, country="CN", organisation_type="lab")


def retire_it(world: World) -> Any:
    return retire(RequestContext(world, CALLER), ref=ref(NAME), reason="A test is over.")


VERBS: dict[str, tuple[list[Verb], Verb]] = {
    "create": ([], create_many),
    "patch": ([create_many], rename),
    "retire": ([create_many], retire_it),
}


def rows_of(world: World) -> set[Key]:
    """Name the rows by which the entity should be found."""
    seen = load_entity(world, NAME).view
    return set() if seen is None else set(project(seen))


def assert_found_as_its_view_says(world: World, before: set[Key] | None = None) -> None:
    seen = load_entity(world, NAME).view
    assert seen is not None
    assert (seen.has_pending_rows, seen.pending_deletes) == (False, ())
    assert found_by(world, NAME) == project(seen)
    assert world.table.get(sorted((before or set()) - rows_of(world))) == {}


def fresh(before: list[Verb]) -> World:
    world = world_on(SqliteTable(":memory:"), Clock())
    a_source(world)
    for verb in before:
        verb(world)
    return world


@pytest.mark.parametrize("verb", VERBS)
def test_what_does_not_fit_into_the_transaction_follows_it(verb: str) -> None:
    before, act = VERBS[verb]
    world = fresh(before)
    rows = rows_of(world)
    assert act(world).created
    assert_found_as_its_view_says(world, rows)


def test_rows_that_are_over_are_kept_as_closed_ones(quick: World) -> None:
    a_source(quick)
    create_many(quick)
    dated = {key: row for key, row in found_by(quick, NAME).items() if "since" in row.body}
    retire_it(quick)
    historical = quick.table.get([keys.historical_key(key, row.body["since"]) for key, row in dated.items()])
    assert len(historical) == len(dated) > 100
    assert {row.body["until"] for row in historical.values()} == {view_of_the_retired(quick).updated_at}


def view_of_the_retired(world: World) -> View:
    seen = load_entity(world, NAME).view
    assert seen is not None
    return seen


@pytest.mark.parametrize("verb", VERBS)
def test_a_death_between_any_two_calls_is_mended_by_the_next_refresh(verb: str) -> None:
    before, act = VERBS[verb]
    survived, call = False, 0
    while not survived:
        call += 1
        world = fresh(before)
        rows = rows_of(world)
        try:
            act(on(world, Dying(world.table, at=call)))
            survived = True
        except Killed:
            if load_entity(world, NAME).view is None:
                continue
            refresh(RequestContext(world, CALLER), ref=NAME, cause="repaired")
        assert_found_as_its_view_says(world, rows)
    assert call > 4


def test_the_next_writer_catches_up_first() -> None:
    world = fresh([])
    dying = on(world, Dying(world.table, at=3))
    with pytest.raises(Killed):
        create_many(dying)
    behind = load_entity(world, NAME).view
    assert behind is not None
    assert behind.has_pending_rows
    rename(world)
    assert_found_as_its_view_says(world)
    assert view(world, NAME)["country"] == "CN"


def test_a_writer_in_between_leaves_no_rows_of_an_older_view() -> None:
    world = fresh([create_many])
    rival = on(world, Overtaken(world.table, lambda: None, lambda: say(world, NAME, name="DeepSeek AI")))
    say(rival, NAME, country="CN", organisation_type="lab")
    assert_found_as_its_view_says(world)


def test_a_lost_answer_leaves_it_behind_until_the_next_write() -> None:
    world = fresh([])
    create_many(on(world, Losing(world.table, lands=True)))
    rename(world)
    assert_found_as_its_view_says(world)


def test_a_lost_answer_to_catching_up_loses_no_pending_rows() -> None:
    world = fresh([create_many])
    rows = rows_of(world)
    with pytest.raises(Killed):
        retire_it(on(world, Dying(world.table, at=3)))
    assert view_of_the_retired(world).pending_deletes
    refresh(RequestContext(on(world, Losing(world.table, lands=False)), CALLER), ref=NAME, cause="repaired")
    assert_found_as_its_view_says(world, rows)


class BusyAfterwards(WrappedTable):
    """Takes one commit and is throttled from then on."""

    taken = 0

    def commit(self, actions: Sequence[Action]) -> None:
        self.taken += 1
        if self.taken > 1:
            raise Busy("throttled")
        super().commit(actions)


def test_what_was_written_is_answered_although_its_rows_have_to_wait() -> None:
    world = fresh([])
    assert create_many(on(world, BusyAfterwards(world.table))).created
    rename(world)
    assert_found_as_its_view_says(world)
