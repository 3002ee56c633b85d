"""Counts by groups: what they cost, how they are ordered, and what they are refused for."""

from typing import Any

import pytest

from chalicelib.domain.errors import BadParameter, Unavailable
from chalicelib.kinds import KINDS
from chalicelib.kinds.grouping import dimensions_of
from chalicelib.operations.lists import counts as operation
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.numbering.sequencer import sequence
from chalicelib.operations.upkeep.table_repair import audit_all, repair_all
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.counter_rows import RecentCells, recent_row
from chalicelib.store.records.entity_rows import read_own_row, view_rows
from chalicelib.store.records.revision_rows import read_revision, revision_row
from chalicelib.store.rows import Put
from tests.conftest import Calls, Clock
from tests.operations.builders import CALLER, a_company, a_model, a_source, an_event, said_by, say, world_on
from tests.operations.lists.counted_worlds import EVENT, PERSON, count


def some_events(world: World) -> None:
    a_source(world)
    a_company(world)
    for number, (date, status) in enumerate(
        [("2025-01-26", "completed"), ("2025", "announced"), ("2024-11", "completed"), ({"missing": "unknown"}, None)]
    ):
        more: dict[str, Any] = {} if status is None else {"status": status}
        who = [{"value": "company/deepseek", "role": "developer"}]
        an_event(world, f"e{number}", date=date, participants=who, **more)


def test_counting_by_counters_is_two_calls(dynamo_world: World, calls: Calls) -> None:
    some_events(dynamo_world)
    first = count(dynamo_world, EVENT, ("type", "month"))
    for by, filters in (
        (("type", "month"), {}),
        (("year",), {"status": "completed"}),
        ((), {"type": "release", "date[gte]": "2025"}),
    ):
        calls.clear()
        count(dynamo_world, EVENT, by, **filters)
        assert calls.names == ["Query", "BatchGetItem"]
    assert count(dynamo_world, EVENT, ("type", "month")) == first


def test_counting_with_another_filter_reads_the_rows_of_its_list(dynamo_world: World, calls: Calls) -> None:
    some_events(dynamo_world)
    calls.clear()
    counted = count(dynamo_world, EVENT, ("status",), participants="company/deepseek")
    assert calls.names == ["Query"]
    assert list(counted.items) == [
        {"status": "completed", "count": 2},
        {"status": "announced", "count": 1},
        {"status": "unknown", "count": 1},
    ]
    assert counted.meta == {"total": 4, "read": 4}


def test_a_write_is_counted_by_the_next_request(world: World) -> None:
    some_events(world)
    assert count(world, EVENT).items == [{"count": 4}]
    an_event(world, "late")
    assert count(world, EVENT).items == [{"count": 5}]


def test_times_come_in_order_and_other_groups_by_size(world: World) -> None:
    some_events(world)
    assert list(count(world, EVENT, ("quarter", "status")).items) == [
        {"quarter": "2024-Q4", "status": "completed", "count": 1},
        {"quarter": "2025-Q1", "status": "announced", "count": 1},
        {"quarter": "2025-Q1", "status": "completed", "count": 1},
        {"quarter": "unknown", "status": "unknown", "count": 1},
    ]
    assert [item["year"] for item in count(world, EVENT, ("status", "year")).items] == [
        "2024",
        "2025",
        "2025",
        "unknown",
    ]


def test_a_kind_without_dimensions_is_counted_as_a_whole(world: World) -> None:
    assert dimensions_of(PERSON) == ()
    assert count(world, PERSON).items == []
    assert count(world, PERSON).meta == {"total": 0, "as_of": 0, "settled": True}


def test_an_entity_is_counted_by_the_code_that_it_shows_and_listed_by_every_standing_one(world: World) -> None:
    a_source(world)
    a_source(world, "other")
    a_company(world, country="CN")
    say(world, "company/deepseek", country="SG", evidence=said_by("other"))
    company = KINDS["company"]
    (shown,) = {item["country"] for item in count(world, company, ("country",)).items}
    for code in ("CN", "SG"):
        assert list(count(world, company, ("country",), country=code).items) == [{"country": shown, "count": 1}]
    assert count(world, company, country="CN,SG").meta["total"] == 1


def test_more_rows_than_a_request_reads_are_refused_with_what_has_counters(quick: World) -> None:
    some_events(quick)
    for number in range(510):
        an_event(quick, f"more{number}", participants=[{"value": "company/deepseek", "role": "developer"}])
    with pytest.raises(BadParameter) as refused:
        count(quick, EVENT, ("type",), participants="company/deepseek", title__exists="true")
    assert {fault.pointer: fault.code for fault in refused.value.faults} == {
        "participants": "too_many",
        "title[exists]": "too_many",
    }
    assert "filters by type, status and by whole months of date" in refused.value.detail
    early = count(quick, EVENT, ("type",), type="release").meta
    assert (early["settled"], early["total"]) == (False, early["as_of"] - 2)  # the source and the company
    while sequence(quick)[1]:
        pass
    assert count(quick, EVENT, ("type",), type="release").meta["total"] == 514


def test_more_groups_than_an_answer_has_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    some_events(world)
    monkeypatch.setattr(operation, "MAX_GROUPS", 2)
    with pytest.raises(BadParameter, match="There are 3 groups; 2 are the most"):
        count(world, EVENT, ("month",))


def test_a_wrong_filter_is_refused_before_anything_is_read(dynamo_world: World, calls: Calls) -> None:
    calls.clear()
    with pytest.raises(BadParameter):
        count(dynamo_world, EVENT, ("type",), status="finished")
    assert calls.names == []


def without_groups(table: SqliteTable) -> None:
    """Make a table one from before groups were counted."""
    for row in table.scan().rows:
        if row.key.sk.startswith("R#") and row.key.pk.startswith("E#"):
            revision = read_revision(row)
            kept = {name: n for name, n in revision.counts.items() if "?" not in name}
            row.body["counts"] = kept
            table.commit([Put(revision_row(type(revision)(**{**revision.__dict__, "counts": kept})))])
        elif row.key.pk.startswith("E#") and row.key.sk == "@":
            view = read_own_row(row)
            table.commit([Put(view_rows(type(view)(**{**view.__dict__, "cells": ()}))[0])])
    sequence(world_on(table, Clock()))
    table._connection.execute("DELETE FROM items WHERE pk = 'C' AND sk <> '@'")


def test_a_table_from_before_counters_is_counted_by_rows_until_it_is_repaired() -> None:
    table = SqliteTable(":memory:")
    world = world_on(table, Clock())
    some_events(world)
    sequence(world)
    expected = list(count(world, EVENT, ("status", "month")).items)
    without_groups(table)

    assert count(world, EVENT, ("status", "month")).meta == {"total": 4, "read": 4}
    assert list(count(world, EVENT, ("status", "month")).items) == expected
    say(world, "event/e0", status="cancelled", evidence=said_by("report", quote="Off."))
    assert count(world, EVENT, ("status", "month")).meta == {"total": 4, "read": 4}
    assert "total" not in listing(world, kind=EVENT, limit=1, filters={"type": "release"}).meta
    assert any("counts of its revisions" in each.detail for each in audit_all(world, table))

    assert not [step for step in repair_all(world, table, CALLER) if step.failed]

    assert count(world, EVENT, ("status", "month")).meta["total"] == 4
    assert "as_of" in count(world, EVENT, ("status", "month")).meta
    assert [*audit_all(world, table)] == []
    table.close()


def test_a_large_table_from_before_counters_refuses_to_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "MAX_ROWS_READ", 2)
    table = SqliteTable(":memory:")
    world = world_on(table, Clock())
    some_events(world)
    sequence(world)
    without_groups(table)
    with pytest.raises(Unavailable, match="events") as refused:
        count(world, EVENT, ("type",))
    assert "make repair" in refused.value.cause
    table.close()


def test_an_audit_finds_a_wrong_counter_and_a_repair_mends_it() -> None:
    table = SqliteTable(":memory:")
    world = world_on(table, Clock())
    some_events(world)
    right = count(world, EVENT, ("type",))
    table.commit([Put(recent_row(RecentCells("event", at=5, total=4)))])
    assert [each.detail for each in audit_all(world, table)] == [
        "the counters of events are not the sum of its revisions"
    ]

    assert not [step for step in repair_all(world, table, CALLER) if step.failed]

    assert [*audit_all(world, table)] == []
    assert count(world, EVENT, ("type",)).items == right.items
    table.close()


def test_a_total_says_as_of_which_change_it_holds(quick: World) -> None:
    some_events(quick)
    sequence(quick)
    an_event(quick, "not-numbered")
    page = listing(quick, kind=EVENT, limit=2)
    assert page.meta == {"read": 2, "returned": 2, "total": 4, "total_as_of": 6}
    assert listing(quick, kind=EVENT, limit=20).meta == {"read": 5, "returned": 5, "total": 5}
    assert listing(quick, kind=EVENT, limit=2, cursor=page.next).meta["total"] == 4
    assert "total" not in listing(quick, kind=EVENT, limit=2, known_at="2026-11-24T00:00:00.000Z").meta
    assert "total" not in listing(quick, kind=EVENT, limit=2, filters={"date": "2025"}).meta


def test_a_total_that_is_behind_the_page_is_left_out(quick: World) -> None:
    some_events(quick)
    assert "total" not in listing(quick, kind=EVENT, limit=2).meta
    assert "total" not in listing(quick, kind=EVENT, limit=2, filters={"type": "release"}).meta


@pytest.mark.parametrize("slug", ["counts"])
def test_a_slug_that_would_hide_a_path_is_refused(quick: World, slug: str) -> None:
    a_source(quick)
    with pytest.raises(Exception, match="address under each kind"):
        a_model(quick, slug)
