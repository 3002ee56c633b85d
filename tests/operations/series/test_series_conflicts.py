"""Conflicts within a series: a row for each day, written with the facts, and found as of now and any earlier moment."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest

from bench.units import Billed
from chalicelib.domain.errors import Refusal
from chalicelib.operations.entities.series.series_conflicts import conflict_rows
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.upkeep.audit import audit, is_orphan, read_kept
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.upkeep.table_repair import repair_all
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Action, Delete
from chalicelib.store.table import Collision
from tests.conftest import Calls, Clock
from tests.operations.builders import (
    CALLER,
    a_fact,
    a_source,
    an_instrument,
    on,
    pages,
    ref,
    said_by,
    state,
    world_on,
)

NVDA = "instrument/nvda"
OTHER = said_by("other")
Item = Mapping[str, Any]


class FailsAfterTheFirst(SqliteTable):
    """A table that refuses, while it fails, every commit but the first one."""

    def __init__(self) -> None:
        super().__init__(":memory:")
        self.is_failing, self._commits = False, 0

    def commit(self, actions: Sequence[Action]) -> None:
        self._commits = self._commits + 1 if self.is_failing else 0
        if self._commits > 1:
            raise Collision([0])
        super().commit(actions)


def price(amount: str, valid: str = "2025-01-27/2025-01-27", **more: Any) -> dict[str, Any]:
    return a_fact(NVDA, "price", {"amount": amount, "unit": "USD"}, valid=valid, **more)


def every(world: World, limit: int = 25, **clocks: Any) -> list[Item]:
    found = pages(lambda **more: open_conflicts(world, **more), limit=limit, moment=Moment(**clocks))
    return [item for page in found for item in page.items]


def days(world: World, **clocks: Any) -> list[str]:
    return [item["day"] for item in every(world, **clocks)]


@pytest.fixture
def quick(clock: Clock) -> World:
    """A world on SQLite with an instrument."""
    world = world_on(SqliteTable(":memory:"), clock)
    stage(world)
    return world


def stage(world: World) -> None:
    a_source(world)
    a_source(world, "other")
    an_instrument(world)


def test_a_contradicted_price_is_listed_with_its_day_its_sides_and_what_is_shown(world: World) -> None:
    stage(world)
    state(world, price("118.42"), price("118.42", "2025-01-28/2025-01-28"))
    assert every(world) == []
    state(world, price("120.58", evidence=OTHER), price("118.42", "2025-01-28/2025-01-28", evidence=OTHER))

    (found,) = every(world)

    assert (found["ref"], found["property"], found["day"], found["state"]) == (NVDA, "price", "2025-01-27", "open")
    assert [side["value"]["amount"] for side in found["sides"]] == ["118.42", "120.58"]
    assert (found["shown"]["unit"], bool(found["why"])) == ("USD", True)
    assert stats(world)["conflicts"] == 1
    assert audit(world, ref=NVDA) == []


@pytest.mark.parametrize(
    ("early", "late", "disputed"),
    [
        ("2025-01-20/2025-02-10", "2025-01-27/2025-01-27", ["2025-01-27"]),  # a value that lasts meets a day within it
        ("2025-01-27/2025-01-27", "2025-01-20/2025-02-10", ["2025-01-27"]),  # recorded first or last
        ("2025-01-20/2025-01-26", "2025-01-27/2025-01-27", []),
        ("2025-01-27", "2025-01-27", ["2025-01-27"]),
        ("2025-01-26", "2025-01-27", []),  # without an end: followed
        ("2024-11-20/2024-12-20", "2025-01-27/2025-01-27", []),
    ],
)
def test_a_day_is_disputed_where_values_that_hold_on_it_exclude_each_other(
    quick: World, early: str, late: str, disputed: list[str]
) -> None:
    state(quick, price("118.42", early))
    state(quick, price("120.58", late, evidence=OTHER))
    assert days(quick) == disputed
    assert audit(quick, ref=NVDA) == []


def test_a_conflict_is_listed_as_of_the_moments_at_which_it_was_open(quick: World) -> None:
    (first,) = state(quick, price("118.42"))
    before = quick.now()
    (other,) = state(quick, price("120.58", evidence=OTHER))
    disputed = quick.now()
    rank(RequestContext(quick, CALLER), fact_id=first, rank="preferred", reason="The exchange's own.")
    settled = quick.now()
    rank(RequestContext(quick, CALLER), fact_id=first, rank="normal", reason=None)
    retract(RequestContext(quick, CALLER), fact_id=other, reason="Misread.")
    retracted = quick.now()
    reinstate(RequestContext(quick, CALLER), fact_id=other, reason="It was right.")

    assert days(quick) == ["2025-01-27"]
    open_at = {at: days(quick, known_at=at) for at in (before, disputed, settled, retracted)}
    assert open_at == {before: [], disputed: ["2025-01-27"], settled: [], retracted: []}
    assert stats(quick)["conflicts"] == 1


def test_a_retired_instrument_has_no_open_conflicts_but_had_them_before(quick: World) -> None:
    state(quick, price("118.42"), price("120.58", evidence=OTHER))
    then = quick.now()
    retire(RequestContext(quick, CALLER), ref=ref(NVDA), reason="Delisted.")
    assert (days(quick), days(quick, known_at=then), stats(quick)["conflicts"]) == ([], ["2025-01-27"], 0)
    assert audit(quick, ref=NVDA) == []


def test_prices_of_an_instrument_that_is_created_with_them_are_compared_too(quick: World) -> None:
    prices = [
        {"value": {"amount": amount, "unit": "USD"}, "valid": "2025-01-27/2025-01-27", "evidence": evidence}
        for amount, evidence in (("5", said_by("report")), ("6", OTHER))
    ]
    try:
        an_instrument(quick, "twice", price=prices)
    except Refusal:  # a series takes one value in a flat body
        pytest.skip("one value only")
    assert days(quick) == ["2025-01-27"]


def test_a_dry_run_writes_no_conflict(quick: World) -> None:
    state(quick, price("118.42"))
    record(RequestContext(quick, CALLER).rehearsed(), facts=[price("120.58", evidence=OTHER)])
    assert (days(quick), stats(quick)["conflicts"]) == ([], 0)


def test_conflicts_that_do_not_fit_into_the_transaction_follow_it(quick: World) -> None:
    many = [f"2025-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 29)]
    state(quick, *(price("1", f"{day}/{day}") for day in many))
    state(quick, *(price("2", f"{day}/{day}", evidence=OTHER) for day in many))
    assert sorted(days(quick)) == many
    assert stats(quick)["conflicts"] == len(many)
    assert audit(quick, ref=NVDA) == []


def test_conflicts_that_a_write_could_not_finish_are_written_before_the_next(quick: World) -> None:
    table = FailsAfterTheFirst()
    world = world_on(table, Clock())
    stage(world)
    many = [f"2025-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 29)]
    state(world, *(price("1", f"{day}/{day}") for day in many))
    table.is_failing = True
    state(world, *(price("2", f"{day}/{day}", evidence=OTHER) for day in many))
    table.is_failing = False
    assert len(days(world)) < len(many)
    state(world, price("1", "2026-01-01/2026-01-01"))
    assert sorted(days(world)) == many
    assert audit(world, ref=NVDA) == []


def test_repair_brings_the_conflicts_of_an_older_table(quick: World) -> None:
    state(quick, price("118.42"), price("120.58", evidence=OTHER))
    before = every(quick)
    rows = conflict_rows(read_kept(quick, NVDA).series)
    quick.table.commit([Delete(key) for key in rows])
    assert any("is missing" in finding.detail for finding in audit(quick, ref=NVDA))

    repair(quick, CALLER, ref=NVDA)

    assert audit(quick, ref=NVDA) == []
    assert every(quick) == before
    assert not any(is_orphan(quick, row) for row in rows.values())
    assert isinstance(quick.table, SqliteTable)
    assert not [step for step in repair_all(quick, quick.table, CALLER) if step[1] == "removed"]
    assert every(quick) == before


DECISIONS: list[tuple[Any, dict[str, str]]] = [
    (retract, {}),
    (reinstate, {}),
    (rank, {"rank": "preferred"}),
    (rank, {"rank": "deprecated"}),
]


@pytest.mark.parametrize("seed", range(6))
def test_after_any_writes_the_rows_are_those_of_a_whole_reading_and_lists_of_then_agree(
    quick: World, seed: int
) -> None:
    random, ids = Random(seed), list[str]()
    seen: list[tuple[str, list[str]]] = []
    for _ in range(40):
        first = random.randrange(1, 29)
        last = min(28, first + random.choice([0, 0, 0, 3, 20]))
        valid = random.choice([f"2025-01-{first:02}/2025-01-{last:02}"] * 5 + [f"2025-01-{first:02}"])
        certainty = random.choice(["asserted", "asserted", "rumoured", "denied"])
        evidence = said_by(random.choice(["report", "other"]), certainty=certainty)
        try:
            if ids and random.random() < 0.3:
                verb, more = random.choice(DECISIONS)
                verb(RequestContext(quick, CALLER), fact_id=random.choice(ids), reason="So.", **more)
            else:
                ids += state(quick, price(random.choice("345"), valid, evidence=evidence))
        except Refusal:
            continue
        seen.append((quick.now(), sorted(days(quick))))
        assert len(conflict_rows(read_kept(quick, NVDA).series)) == len(seen[-1][1]) == stats(quick)["conflicts"]
    assert audit(quick, ref=NVDA) == []
    for at, then in seen:
        assert sorted(days(quick, known_at=at)) == then


def test_the_calls_of_writing_and_listing_are_as_stated(dynamo_world: World, calls: Calls) -> None:
    stage(dynamo_world)
    state(dynamo_world, price("118.42"))
    calls.clear()
    state(dynamo_world, price("120.58", evidence=OTHER))
    assert calls.names == ["Query", "Query", "GetItem", "TransactWriteItems"]
    (written,) = (call.params["TransactItems"] for call in calls if call.operation == "TransactWriteItems")
    assert len(written) == 4  # revision, fact, view and the conflict
    at = dynamo_world.now()
    calls.clear()
    assert len(every(dynamo_world)) == 1
    assert calls.names == ["Query", "GetItem"]
    calls.clear()
    assert len(every(dynamo_world, known_at=at)) == 1
    assert calls.names == ["Query", "Query", "Query", "Query"]


def test_prices_far_apart_are_one_query_for_each_stretch(dynamo_world: World, calls: Calls) -> None:
    stage(dynamo_world)
    calls.clear()
    state(dynamo_world, *(price("1", f"{day}/{day}") for day in ("2024-01-02", "2024-01-20", "2025-01-02")))
    series = [call for call in calls if keys.series(NVDA, "price") in str(call.params)]
    assert [call.operation for call in series] == ["Query", "Query", "TransactWriteItems"]


def test_a_price_reads_a_month_of_its_slot_and_a_conflict_writes_four_units(quick: World) -> None:
    sources = [said_by("report"), OTHER]
    for day in range(1, 32):
        state(quick, *(price("118.42", f"2025-01-{day:02}/2025-01-{day:02}", evidence=each) for each in sources))
    billed = Billed(quick.table)
    world = on(quick, billed)
    used = []
    for amount, day_after in (("118.42", "2025-02-01"), ("120.58", "2025-02-01")):
        billed.clear()
        state(world, price(amount, f"{day_after}/{day_after}", evidence=sources[amount == "120.58"]))
        used.append((billed.calls, billed.read, billed.written))
    assert used == [(3, 10.0, 8), (4, 11.0, 12)]  # the second reads its source as well, and writes the conflict


def in_euros(amount: str, **more: Any) -> dict[str, Any]:
    return {**price("1", **more), "value": {"amount": amount, "unit": "EUR"}}


def groups(world: World, **clocks: Any) -> list[tuple[str, str]]:
    found = every(world, **clocks)
    return sorted((item["shown"]["unit"], item["slot"].get("condition", "")) for item in found)


def test_each_unit_and_condition_in_conflict_on_a_day_is_listed(quick: World) -> None:
    late = {"condition": "after hours"}
    pairs = [
        (price("118.42"), price("120.58", evidence=OTHER)),
        (in_euros("113"), in_euros("115", evidence=OTHER)),
        (price("117", **late), price("116", **late, evidence=OTHER)),
    ]
    for number, pair in enumerate(pairs, 1):
        state(quick, *pair)
        assert stats(quick)["conflicts"] == len(every(quick)) == number
    known_at = quick.now()

    assert groups(quick) == [("EUR", ""), ("USD", ""), ("USD", "after hours")]
    assert len(every(quick, limit=1)) == 3
    assert audit(quick, ref=NVDA) == []

    (first,) = [item for item in every(quick) if item["shown"]["amount"] in ("118.42", "120.58")]
    retract(RequestContext(quick, CALLER), fact_id=first["sides"][0]["facts"][0], reason="Misread.")

    assert groups(quick) == [("EUR", ""), ("USD", "after hours")]
    assert stats(quick)["conflicts"] == 2
    assert groups(quick, known_at=known_at) == [("EUR", ""), ("USD", ""), ("USD", "after hours")]
    assert audit(quick, ref=NVDA) == []


def test_a_conflict_within_a_series_is_listed_on_each_day_on_which_it_holds(quick: World) -> None:
    state(quick, price("118.42", "2025-01-20/2025-02-10"), price("120.58", "2025-01-27/2025-01-28", evidence=OTHER))
    of_b: dict[str, Any] = {"scope": {"text": "class B"}}
    state(quick, price("90", **of_b), price("91", **of_b, evidence=OTHER))

    def listed(**clocks: Any) -> list[tuple[str, Any]]:
        return [(item["day"], item["slot"].get("scope")) for item in every(quick, **clocks)]

    noon = "2025-01-27T12:00:00.000Z"
    assert listed(valid_at=noon) == [("2025-01-27", None), ("2025-01-27", {"text": "class B"})]
    assert listed(valid_at="2025-01-28T00:00:00.000Z") == [("2025-01-27", None)]
    assert listed(valid_at="2025-01-26T00:00:00.000Z") == listed(valid_at="2025-01-29T00:00:00.000Z") == []
    assert listed(valid_at=noon, known_at="2020-01-01T00:00:00.000Z") == []
    retire(RequestContext(quick, CALLER), ref=ref(NVDA), reason="Made up.")
    assert listed(valid_at=noon) == []


def test_what_was_in_print_decides_a_conflict_within_a_series(quick: World) -> None:
    for source, published in (("early", "2025-01-27"), ("late", "2025-03-01")):
        a_source(quick, source, published=published)
    state(quick, price("118.42", evidence=said_by("early")), price("120.58", evidence=said_by("late")))

    at = {"valid_at": "2025-01-27T00:00:00.000Z"}

    assert days(quick, **at, published_before="2025-02-01T00:00:00.000Z") == []
    assert days(quick, **at, published_before="2025-04-01T00:00:00.000Z") == ["2025-01-27"]
