"""Clocks that differ: a write by a clock that is ahead is noticed by the next one, and dates nothing to the future."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import AheadOfClock, BadCursor
from chalicelib.domain.instants import Instant, plus_ms, seconds_between
from chalicelib.operations.entities.history import history
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.upkeep.audit import Finding, Remedy, audit
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.upkeep.tick import tick
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.record import record
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    a_company,
    a_fact,
    a_source,
    an_event,
    assert_whole,
    fact_ids,
    ref,
    revisions,
    said_by,
    say,
    state,
    view,
    world_on,
)

NOW = "2026-11-23T10:00:00.000Z"
LATER = "2026-11-23T10:01:00.000Z"
A_YEAR_AHEAD = "2027-11-23T10:00:00.000Z"
AHEAD, SOUND = "company/ahead", "company/sound"


def stage(world: World, clock: Clock, last: Instant = A_YEAR_AHEAD) -> World:
    """Write two companies, one of which was then written to by a clock that is ahead."""
    a_source(world)
    a_source(world, "other")
    a_company(world, "sound", country="CN")
    a_company(world, "ahead", country="CN", website="https://ahead.example/")
    retract(RequestContext(world, CALLER), fact_id=fact_ids(world, AHEAD, "website")[0], reason="Misread.")
    clock.set(last)
    say(world, AHEAD, founded="2023")
    clock.set(LATER)
    return world


@pytest.fixture
def staged(quick: World, clock: Clock) -> World:
    return stage(quick, clock)


def merged(world: World, loser: str, survivor: str) -> Any:
    return merge(RequestContext(world, CALLER), ref=ref(loser), into=ref(survivor), reason="The same.")


VERBS: dict[str, Callable[[World], Any]] = {
    "patch": lambda world: say(world, AHEAD, country="SG", evidence=said_by("other")),
    "record": lambda world: state(world, a_fact(AHEAD, value="SG")),
    "record about two": lambda world: state(world, a_fact(SOUND, value="SG"), a_fact(AHEAD, value="SG")),
    "dry run": lambda world: record(RequestContext(world, CALLER).rehearsed(), facts=[a_fact(AHEAD, value="SG")]),
    "retract": lambda world: retract(
        RequestContext(world, CALLER), fact_id=fact_ids(world, AHEAD, "country")[0], reason="Misread."
    ),
    "reinstate": lambda world: reinstate(
        RequestContext(world, CALLER), fact_id=fact_ids(world, AHEAD, "website")[0], reason="Read again."
    ),
    "rank": lambda world: rank(
        RequestContext(world, CALLER), fact_id=fact_ids(world, AHEAD, "country")[0], rank="preferred", reason="Asked."
    ),
    "retire": lambda world: retire(RequestContext(world, CALLER), ref=ref(AHEAD), reason="Made up."),
    "merge into another": lambda world: merged(world, AHEAD, SOUND),
    "merge another into it": lambda world: merged(world, SOUND, AHEAD),
}


@pytest.mark.parametrize("verb", VERBS)
def test_what_lies_ahead_of_the_clock_is_written_to_by_no_verb(
    staged: World, verb: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(AheadOfClock, match=r"31,53\d,\d{3} s ahead") as refusal:
        VERBS[verb](staged)

    assert refusal.value.context == {"ref": AHEAD, "updated_at": A_YEAR_AHEAD, "retry_after": 60}
    assert (len(revisions(staged, AHEAD)), len(revisions(staged, SOUND))) == (3, 1)
    (line,) = caplog.records
    assert line.getMessage().startswith(f"{AHEAD} was last written at {A_YEAR_AHEAD}, 3153")
    assert vars(line)["metrics"] == {"AheadOfClock": (1, "Count")}


def test_of_several_entities_the_others_are_written_to(staged: World) -> None:
    facts = [a_fact(AHEAD, value="SG"), a_fact(SOUND, value="SG")]

    ahead, sound = record(RequestContext(staged, CALLER), facts=facts, atomic=False).outcomes

    assert (ahead["ref"], ahead["refusal"].code) == (AHEAD, "ahead_of_clock")
    assert sound["created"]


def test_what_is_on_record_already_is_answered_as_ever(staged: World) -> None:
    assert not say(staged, AHEAD, country="CN").created
    assert retract(
        RequestContext(staged, CALLER), fact_id=fact_ids(staged, SOUND, "country")[0], reason="Misread."
    ).fact


@given(lead=st.integers(-5_000, 200_000))
def test_a_write_is_later_than_the_last_and_never_more_than_a_minute_ahead(lead: int) -> None:
    clock, table = Clock(), SqliteTable(":memory:")
    world = stage(world_on(table, clock), clock, plus_ms(NOW, 100_000 + lead))
    last = view(world, AHEAD)["updated_at"]
    world = replace(world, now=lambda: plus_ms(NOW, 100_000))
    if lead > 60_000:
        with pytest.raises(AheadOfClock) as refusal:
            VERBS["patch"](world)
        wait = refusal.value.context["retry_after"]
        assert wait == 60 or lead < 60_000 + 1_000 * wait <= lead + 1_000
    else:
        written = VERBS["patch"](world).view["updated_at"]
        assert written == max(plus_ms(last, 1), plus_ms(NOW, 100_000))
    table.close()


@pytest.mark.parametrize(("lead", "lines"), [(0, 0), (900, 0), (30_000, 1)])
def test_a_clock_that_is_a_little_ahead_is_noticed_and_stops_nobody(
    quick: World, clock: Clock, caplog: pytest.LogCaptureFixture, lead: int, lines: int
) -> None:
    stage(quick, clock, plus_ms(NOW, 600_000 + lead))
    clock.set(plus_ms(NOW, 600_000))
    quick = replace(quick, now=lambda: plus_ms(NOW, 600_000))

    assert say(quick, AHEAD, country="SG", evidence=said_by("other")).created

    assert [line.name for line in caplog.records] == ["aifacts.clocks"] * lines


def test_a_merge_shows_the_survivor_where_what_points_at_the_loser_lies_ahead(quick: World, clock: Clock) -> None:
    a_source(quick)
    for slug in ("loser", "survivor"):
        a_company(quick, slug)
    clock.set(A_YEAR_AHEAD)
    an_event(quick, participants=[{"value": "company/loser", "role": "developer"}])
    clock.set(LATER)

    assert merged(quick, "company/loser", "company/survivor").body["moved"] == 1

    (participant,) = view(quick, "event/launch")["participants"]
    assert participant["value"] == "company/survivor"
    assert view(quick, "company/survivor")["updated_at"] < A_YEAR_AHEAD


def test_the_tick_continues_despite_entities_ahead_of_the_clock(staged: World) -> None:
    done = tick(staged, stop=lambda: False)
    assert (done.failed, done.feed_lag is not None) == ({}, True)
    assert len(changes(staged, after=0, limit=100).items) == 6


def ahead(findings: list[Finding]) -> list[tuple[str, Remedy]]:
    return [(each.what, each.remedy) for each in findings if each.remedy in (Remedy.AHEAD, Remedy.ACCEPTED)]


def test_an_audit_names_what_lies_ahead_and_a_repair_alone_opens_nothing(staged: World) -> None:
    (finding,) = audit(staged, ref=AHEAD)
    assert finding.detail.startswith(f"it was last written at {A_YEAR_AHEAD}, 31,53")
    assert audit(staged, ref=SOUND) == []

    repair(staged, CALLER, ref=AHEAD)

    assert ahead(audit(staged, ref=AHEAD)) == [(AHEAD, Remedy.AHEAD)]
    with pytest.raises(AheadOfClock):
        VERBS["patch"](staged)


def test_an_accepted_entity_continues_ahead_of_the_clock_and_takes_no_other_with_it(
    staged: World, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    repair(staged, CALLER, ref=AHEAD, accepts_ahead=True)
    assert ahead(audit(staged, ref=AHEAD)) == [(AHEAD, Remedy.ACCEPTED)]
    caplog.clear()

    for verb in ("patch", "record about two"):
        VERBS[verb](staged)

    assert caplog.records == []
    assert 0 < seconds_between(A_YEAR_AHEAD, view(staged, AHEAD)["updated_at"]) < 1
    assert seconds_between(LATER, view(staged, SOUND)["updated_at"]) < 60
    assert_whole(staged, AHEAD, SOUND)
    clock.set("2029-01-01T00:00:00.000Z")  # another clock, still further ahead
    say(staged, AHEAD, aliases=["Further"])
    clock.set(LATER)
    with pytest.raises(AheadOfClock):
        say(staged, AHEAD, aliases=["No further"])


def test_what_lay_ahead_is_written_to_again_when_its_time_has_come(staged: World, clock: Clock) -> None:
    clock.set(plus_ms(A_YEAR_AHEAD, -59_000))
    assert VERBS["patch"](staged).created
    assert ahead(audit(staged, ref=AHEAD)) == []


@pytest.fixture
def cursor_of_a_year_ahead(staged: World, clock: Clock) -> str:
    clock.set(A_YEAR_AHEAD)
    cursor = history(staged, ref=ref(AHEAD), limit=1).next
    assert cursor is not None
    clock.set(LATER)
    return cursor


def test_a_cursor_that_was_sealed_by_a_clock_ahead_is_refused(staged: World, cursor_of_a_year_ahead: str) -> None:
    with pytest.raises(BadCursor, match="from the future"):
        history(staged, ref=ref(AHEAD), limit=1, cursor=cursor_of_a_year_ahead)
