"""Entities that refer to another as it was: a write that looked it up before it was merged, and came after that."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.upkeep import late_referrers
from chalicelib.operations.upkeep.tick import Ticked, tick
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from chalicelib.store import keys
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_model,
    a_source,
    an_event,
    assert_whole,
    on,
    ref,
    refs_of,
    revisions,
    say,
    view,
)
from tests.operations.faulty import Dying, Killed, Overtaken

LOSER, SURVIVOR, GROUP = "company/ali-baba", "company/alibaba", "company/group"
SOON = 121  # seconds after which no request is left that began before


@pytest.fixture
def staged(quick: World) -> World:
    """Two names of one company, and a group."""
    a_source(quick)
    a_company(quick, "alibaba")
    a_company(quick, "ali-baba")
    a_company(quick, "group")
    return quick


def unite(world: World, loser: str = LOSER, survivor: str = SURVIVOR) -> None:
    merge(RequestContext(world, CALLER), ref=ref(loser), into=ref(survivor), reason="The same.")


def part(world: World) -> None:
    reverse_merge(RequestContext(world, CALLER), ref=ref(LOSER), reason="Two.")


def overtaken(world: World, by: Callable[[World], None]) -> World:
    """Return the world for a write that another overtakes: it has looked up what it refers to."""
    return on(world, Overtaken(world.table, lambda: by(world)))


def a_tick(world: World) -> Ticked:
    done = tick(world, stop=lambda: False)
    assert done.failed == {}
    return done


def developer(world: World, model: str = "model/v3") -> Any:
    return view(world, model).get("developer")


def pointing_at(world: World, entity: str) -> set[str]:
    return {keys.parse_link(row.key).ref for row in world.table.query(None, keys.links(entity)).rows}


def causes(world: World, entity: str) -> list[str]:
    return [each.cause for each in revisions(world, entity)]


def test_a_create_that_a_merge_overtook_points_at_the_survivor_after_two_minutes(staged: World, clock: Clock) -> None:
    a_model(overtaken(staged, unite), developer=[LOSER])
    a_tick(staged)
    assert developer(staged) == [LOSER]

    clock.advance(seconds=SOON)
    a_tick(staged)

    assert developer(staged) == [SURVIVOR]
    assert causes(staged, "model/v3") == ["created", "merged"]
    assert staged.table.query(None, keys.links(LOSER)).rows == []
    assert_whole(staged, "model/v3", SURVIVOR, LOSER)


def test_an_event_that_a_merge_overtook_is_on_the_timeline_of_the_survivor(staged: World, clock: Clock) -> None:
    an_event(overtaken(staged, unite), participants=[{"value": LOSER, "role": "subject"}])
    clock.advance(seconds=SOON)
    a_tick(staged)
    assert refs_of(timeline(staged, ref=ref(SURVIVOR), limit=10)) == ["event/launch"]


def test_a_write_that_two_merges_overtook_points_at_the_last_survivor(staged: World, clock: Clock) -> None:
    def both(world: World) -> None:
        unite(world)
        unite(world, SURVIVOR, GROUP)

    a_model(overtaken(staged, both), developer=[LOSER])
    clock.advance(seconds=SOON)
    a_tick(staged)
    assert developer(staged) == [GROUP]


def test_a_write_that_knew_of_the_first_of_two_merges_points_at_the_last_survivor(staged: World, clock: Clock) -> None:
    unite(staged)
    a_model(overtaken(staged, lambda world: unite(world, SURVIVOR, GROUP)), developer=[LOSER])
    clock.advance(seconds=SOON)
    a_tick(staged)
    assert developer(staged) == [GROUP]


def test_a_write_that_a_reversal_overtook_points_at_the_entity_itself(staged: World, clock: Clock) -> None:
    unite(staged)
    a_model(overtaken(staged, part), developer=[LOSER])
    assert developer(staged) == [SURVIVOR]
    clock.advance(seconds=SOON)
    a_tick(staged)
    assert developer(staged) == [LOSER]
    assert causes(staged, "model/v3") == ["created", "merge_reversed"]


def test_a_value_that_is_shown_only_later_points_at_the_survivor(staged: World, clock: Clock) -> None:
    a_company(staged, "third")
    say(staged, "company/third", parent={"value": LOSER, "valid": "2026-12-24"})
    unite(staged)
    clock.advance(seconds=SOON)
    a_tick(staged)
    clock.set("2026-12-25T00:00:00.000Z")
    a_tick(staged)
    assert view(staged, "company/third")["parent"] == SURVIVOR
    assert_whole(staged, "company/third")


def test_a_merge_that_nobody_overtook_is_looked_at_once_and_leaves_no_revision(staged: World, clock: Clock) -> None:
    a_model(staged, developer=[LOSER])
    unite(staged)
    before = {each: causes(staged, each) for each in (LOSER, SURVIVOR, "model/v3")}
    assert a_tick(staged).renewed == 0
    clock.advance(seconds=SOON)
    assert [a_tick(staged).renewed, a_tick(staged).renewed] == [1, 0]
    assert {each: causes(staged, each) for each in before} == before


def test_a_change_of_an_entity_that_was_given_back_does_not_end_the_search(staged: World, clock: Clock) -> None:
    unite(staged)
    a_model(overtaken(staged, part), developer=[LOSER])
    say(staged, LOSER, country="CN")
    clock.advance(seconds=SOON)
    a_tick(staged)
    assert developer(staged) == [LOSER]


def test_what_a_merge_leaves_to_the_next_request_the_tick_does_as_well(
    staged: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_referrers, "MAX_REFRESHED", 4)
    for n in range(30):
        a_model(staged, f"m{n}", developer=[LOSER])
    unite(staged)
    assert len(pointing_at(staged, LOSER)) == 5
    clock.advance(seconds=SOON)
    a_tick(staged)
    assert len(pointing_at(staged, LOSER)) == 1
    a_tick(staged)
    assert (pointing_at(staged, LOSER), len(pointing_at(staged, SURVIVOR)), a_tick(staged).renewed) == (set(), 30, 0)


def test_what_a_reversal_leaves_to_the_next_request_the_tick_does_as_well(staged: World, clock: Clock) -> None:
    for n in range(60):
        a_model(staged, f"m{n}", developer=[LOSER])
    unite(staged)
    clock.advance(seconds=SOON)
    a_tick(staged)
    assert len(pointing_at(staged, SURVIVOR)) == 60
    part(staged)
    clock.advance(seconds=SOON)
    assert len(pointing_at(staged, SURVIVOR)) == 35
    a_tick(staged)
    assert (pointing_at(staged, SURVIVOR), len(pointing_at(staged, LOSER))) == (set(), 60)


def test_an_entity_that_was_given_back_and_retired_at_once_is_named_by_its_own_ref(staged: World, clock: Clock) -> None:
    def given_back_and_retired(world: World) -> None:
        part(world)
        retire(RequestContext(world, CALLER), ref=ref(LOSER), reason="No company.")

    unite(staged)
    a_model(overtaken(staged, given_back_and_retired), developer=[LOSER])
    clock.advance(seconds=SOON)
    a_tick(staged)
    assert developer(staged) == [LOSER]


def test_a_tick_that_dies_while_it_looks_is_completed_by_the_next(staged: World, clock: Clock) -> None:
    a_model(overtaken(staged, unite), developer=[LOSER])
    clock.advance(seconds=SOON)
    for call in range(1, 40):  # each dies a call later
        with suppress(Killed):
            a_tick(on(staged, Dying(staged.table, at=call)))
    a_tick(staged)
    assert (developer(staged), causes(staged, "model/v3")) == ([SURVIVOR], ["created", "merged"])
    assert a_tick(staged).renewed == 0
