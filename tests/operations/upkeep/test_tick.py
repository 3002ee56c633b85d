"""The tick: does what is due once, with bounded work, after any failure of earlier ticks."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.errors import Busy
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.upkeep import tick as ticking
from chalicelib.operations.upkeep.renew_views import renew
from chalicelib.operations.upkeep.tick import Ticked, tick
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.index.index_rows import project
from chalicelib.store.rows import Delete, Page
from chalicelib.store.table import WrappedTable
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_source,
    found_by,
    on,
    ref,
    revisions,
    said_by,
    say,
    view,
    world_on,
)
from tests.operations.faulty import Colliding, Dying, Killed, Losing, Overtaken

TURNS, STEADY = "company/deepseek", "company/steady"
LATER = "2026-12-01T09:00:00.000Z"
MANY = [f"Acme number {n} of many companies" for n in range(25)]  # more rows than one transaction holds


def never() -> bool:
    return False


def a_tick(world: World) -> Ticked:
    return tick(world, stop=never)


def stored(world: World, entity: str) -> View:
    found = load_entity(world, entity).view
    assert found is not None
    return found


def turning(world: World, slug: str, after: str) -> None:
    """Create a company that was a lab until the end of November."""
    a_company(world, slug, organisation_type={"value": "lab", "valid": "2020/2026-11-30"})
    say(world, f"company/{slug}", organisation_type={"value": after, "valid": "2026-12-01"})


def stage(world: World) -> None:
    """Write one that time changes on 1 December, and one of which it changes nothing that is seen."""
    a_source(world)
    turning(world, "deepseek", "company")
    turning(world, "steady", "lab")


@pytest.fixture
def staged(quick: World, clock: Clock) -> World:
    """The stage, on the day after."""
    stage(quick)
    clock.set(LATER)
    return quick


def listed(world: World, **filters: str) -> dict[str, Any]:
    items = listing(world, kind=KINDS["company"], limit=50, filters=filters).items
    return {item["ref"]: item["organisation_type"] for item in items}


def assert_up_to_date(world: World) -> None:
    for entity in (TURNS, STEADY):
        assert stored(world, entity).holds_at(world.now())
        assert found_by(world, entity) == project(stored(world, entity))
    assert [revision.cause for revision in revisions(world, TURNS)] == ["created", "recorded", "time"]
    assert [revision.cause for revision in revisions(world, STEADY)] == ["created", "recorded"]
    assert listed(world) == {TURNS: "company", STEADY: "lab"}
    assert listed(world, organisation_type="company").keys() == {TURNS}
    assert world.table.query(keys.UNTIL, keys.until_shard(0), end=keys.through(world.now())).rows == []


def test_a_list_shows_what_time_has_changed(world: World, clock: Clock) -> None:
    stage(world)
    clock.set(LATER)
    assert listed(world, organisation_type="lab").keys() == {TURNS, STEADY}

    done = a_tick(world)

    assert (done.renewed, done.refreshed, done.failed) == (2, 1, {})
    assert_up_to_date(world)


def test_before_its_time_nothing_is_touched(quick: World) -> None:
    stage(quick)
    before = stored(quick, TURNS)

    done = a_tick(quick)

    assert (done.renewed, done.view_lag, stored(quick, TURNS)) == (0, 0, before)


def test_where_nothing_is_seen_to_change_there_is_no_revision_and_the_next_turn_is_noted(
    quick: World, clock: Clock
) -> None:
    a_source(quick)
    for month in ("2026-12", "2027-01", "2027-02"):
        a_company(quick, f"c{month}")
    a_company(quick, "steady", organisation_type={"value": "lab", "valid": "2020/2026-11-30"})
    say(quick, STEADY, organisation_type={"value": "lab", "valid": "2026-12-01/2027-01-31"})
    say(quick, STEADY, organisation_type={"value": "lab", "valid": "2027-02-01"})
    shown = view(quick, STEADY)
    clock.set(LATER)

    assert not renew(quick, CALLER, ref=STEADY)

    assert stored(quick, STEADY).until == "2027-02-01T00:00:00.000Z"
    assert view(quick, STEADY) == shown
    clock.set("2027-02-01T00:00:00.000Z")
    assert not renew(quick, CALLER, ref=STEADY)
    assert stored(quick, STEADY).until is None


def test_a_lasting_conflict_is_not_read_afresh_for_ever(quick: World, clock: Clock) -> None:
    a_source(quick)
    a_source(quick, "other")
    turning(quick, "steady", "lab")
    say(quick, STEADY, country="CN")
    say(quick, STEADY, country="SG", evidence=said_by("other"))
    before = open_conflicts(quick, limit=9).items
    clock.set(LATER)

    a_tick(quick)

    (row,) = quick.table.query(None, keys.conflicts("company", "country")).rows
    assert "fresh_until" not in row.body
    assert open_conflicts(quick, limit=9).items == before
    assert found_by(quick, STEADY) == project(stored(quick, STEADY))


def test_a_second_tick_finds_nothing_to_do(staged: World) -> None:
    a_tick(staged)

    done = a_tick(staged)

    assert done.numbered == 1  # the revision that the first one made
    assert (done.renewed, done.refreshed) == (0, 0)
    assert_up_to_date(staged)
    assert a_tick(staged).numbered == 0


def test_months_without_a_tick_are_made_up_for_in_one(staged: World, clock: Clock) -> None:
    clock.set("2027-06-30T00:00:00.000Z")

    done = a_tick(staged)

    assert done.view_lag == 211 * 86_400
    assert done.feed_lag is not None
    assert done.feed_lag > 200 * 86_400
    assert (done.numbered, done.refreshed) == (5, 1)
    assert_up_to_date(staged)


def test_two_ticks_at_the_same_time_do_everything_once(staged: World) -> None:
    rival = Overtaken(staged.table, *([lambda: a_tick(staged)] * 6))

    done = a_tick(on(staged, rival))

    assert done.failed == {}
    assert_up_to_date(staged)
    a_tick(staged)
    feed = changes(staged, after=0, limit=100).items
    assert [item["number"] for item in feed] == list(range(1, 7))


def test_a_death_at_any_call_is_made_up_for_by_the_next_tick(clock: Clock) -> None:
    survived, call = False, 0
    while not survived:
        call += 1
        clock.set("2026-11-23T10:00:00.000Z")
        world = world_on(SqliteTable(":memory:"), clock)
        stage(world)
        clock.set(LATER)
        try:
            a_tick(on(world, Dying(world.table, at=call)))
            survived = True
        except Killed:
            pass
        a_tick(world)
        assert_up_to_date(world)
        a_tick(world)
        assert len(changes(world, after=0, limit=100).items) == 6
    assert call > 10


@pytest.mark.parametrize("lands", [True, False])
def test_a_lost_answer_changes_nothing(staged: World, lands: bool) -> None:
    a_tick(on(staged, Losing(staged.table, lands=lands, times=3)))
    a_tick(staged)

    assert_up_to_date(staged)


def test_a_failed_renewal_is_reported_and_delays_no_other(quick: World, clock: Clock) -> None:
    stage(quick)
    turning(quick, "broken", "company")
    fact = next(iter(load_entity(quick, "company/broken").facts))
    quick.table.commit([Delete(keys.fact_key(fact))])
    clock.set(LATER)

    done = a_tick(quick)

    assert {what: type(error) for what, error in done.failed.items()} == {"company/broken": Busy}
    assert (done.renewed, done.refreshed) == (2, 1)


def test_a_feed_that_cannot_be_numbered_keeps_no_view_waiting(staged: World) -> None:
    class NoFeed(WrappedTable):
        def get(self, wanted: Any, *, consistent: bool = False) -> Any:
            if keys.head_key() in wanted:
                raise Busy("throttled")
            return super().get(wanted, consistent=consistent)

    done = a_tick(on(staged, NoFeed(staged.table)))

    assert (list(done.failed), done.renewed, done.numbered) == (["the feed"], 2, 0)


def test_a_table_that_fails_in_the_middle_of_a_list_is_reported(staged: World) -> None:
    class NoSecondLook(WrappedTable):
        def query(self, index: str | None, pk: str, **options: Any) -> Page:
            if index == keys.UNTIL and options.get("end"):
                raise Busy("throttled")
            return super().query(index, pk, **options)

    assert list(a_tick(on(staged, NoSecondLook(staged.table))).failed) == ["the views"]


def test_a_tick_that_never_wins_gives_up(staged: World) -> None:
    done = a_tick(on(staged, Colliding(staged.table)))

    assert set(done.failed) == {"the feed", TURNS}


def test_more_than_a_tick_may_do_is_left_to_the_next(
    quick: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage(quick)
    for n in range(5):
        turning(quick, f"c{n}", "company")
    clock.set(LATER)
    monkeypatch.setattr(ticking, "MAX_RENEWED_VIEWS", 4)
    monkeypatch.setattr(ticking, "PAGE", 2)

    assert [a_tick(quick).renewed for _ in range(3)] == [4, 3, 0]


@pytest.mark.parametrize(("checks", "numbered", "renewed"), [(0, 0, 0), (1, 5, 0), (2, 5, 1)])
def test_a_tick_ends_when_its_time_is_over(staged: World, checks: int, numbered: int, renewed: int) -> None:
    left = iter([False] * checks)

    done = tick(staged, stop=lambda: next(left, True))

    assert (done.numbered, done.renewed) == (numbered, renewed)


def test_a_thousand_revisions_are_numbered_in_one_tick(quick: World) -> None:
    a_source(quick)
    for n in range(200):
        a_company(quick, f"c{n}")

    assert a_tick(quick).numbered == 201


def test_pending_rows_are_written(quick: World) -> None:
    a_source(quick)
    with pytest.raises(Killed):
        a_company(on(quick, Dying(quick.table, at=3)), aliases=MANY)
    assert stored(quick, TURNS).has_pending_rows

    done = a_tick(quick)

    assert (done.renewed, done.refreshed) == (1, 0)
    assert not stored(quick, TURNS).has_pending_rows
    assert found_by(quick, TURNS) == project(stored(quick, TURNS))


def test_what_is_retired_is_left_alone(staged: World, clock: Clock) -> None:
    clock.set("2026-11-24T00:00:00.000Z")
    retire(RequestContext(staged, CALLER), ref=ref(TURNS), reason="A test.")
    clock.set(LATER)

    assert not renew(staged, CALLER, ref=TURNS)

    assert [revision.cause for revision in revisions(staged, TURNS)][-1] == "retired"


def test_a_writer_in_between_is_not_written_over(staged: World) -> None:
    others: list[Callable[[], Any]] = [lambda: say(staged, STEADY, website="https://example.org/")]

    renew(on(staged, Overtaken(staged.table, *others)), CALLER, ref=STEADY)

    assert view(staged, STEADY)["website"] == "https://example.org/"
    assert stored(staged, STEADY).holds_at(staged.now())
