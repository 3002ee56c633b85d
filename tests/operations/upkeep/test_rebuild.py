"""Repair: everything but facts, decisions and revisions can be made again from them."""

from typing import Any

import pytest

from chalicelib.domain.errors import NotFound
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.merging.refresh_referrers import refresh
from chalicelib.store import keys
from chalicelib.store.records.index.index_rows import project
from chalicelib.store.rows import Delete, Key, Page, Row
from chalicelib.store.table import WrappedTable
from tests.operations.builders import (
    CALLER,
    a_company,
    a_model,
    a_source,
    an_event,
    assert_whole,
    fact_ids,
    on,
    ref,
    said_by,
    say,
    view,
    without_times,
)
from tests.operations.faulty import Overtaken

EVENT = "event/launch"


@pytest.fixture
def staged(quick: World) -> World:
    """An event with everything that makes rows: a dispute, wide properties, identifiers, participants."""
    a_source(quick)
    a_source(quick, "other")
    a_company(quick)
    a_model(quick, developer=["company/deepseek"])
    an_event(
        quick,
        participants=[{"value": "model/v3", "role": "subject"}, {"value": "company/deepseek", "role": "developer"}],
        identifiers=[{"value": "https://example.org/launch", "scheme": "url"}],
        remarks=[{"value": {"text": "Long awaited.", "language": "en"}, "about": "company/deepseek"}],
        status="completed",
    )
    say(quick, EVENT, date="2025-03-01", evidence=said_by("other"))
    return quick


def derived(world: World, entity: str) -> dict[Key, Row]:
    """Read all rows that are made from an entity's facts: its view, wide rows and those by which it is found."""
    now = load_entity(world, entity).view
    assert now is not None
    start, end = keys.VIEW
    own = world.table.query(None, keys.entity(entity), start=start, end=end).rows
    return {row.key: row for row in own} | world.table.get(list(project(now)))


def timeless(rows: dict[Key, Row]) -> dict[Key, object]:
    """Leave revisions and times out of rows."""
    return {
        key: {
            name: without_times(value) if isinstance(value, dict) else value
            for name, value in row.body.items()
            if name not in ("revision", "updated_at", "wide", "since", "card_since")
        }
        for key, row in rows.items()
    }


def test_every_row_of_an_entity_is_made_again_from_its_facts(staged: World) -> None:
    before = derived(staged, EVENT)
    assert {key.pk.split("#")[0] for key in before} == {"E", "L", "T", "N", "H", "X", "D"}
    staged.table.commit([Delete(key) for key in before])
    with pytest.raises(NotFound):
        view(staged, EVENT)
    refresh(RequestContext(staged, CALLER), ref=EVENT, cause="repair")
    after = derived(staged, EVENT)
    assert timeless(after) == timeless(before)
    assert {key: row.indexes for key, row in after.items()} == {key: row.indexes for key, row in before.items()}
    assert_whole(staged, EVENT)


def test_rows_that_are_lost_while_the_view_is_there_come_back_the_same(staged: World) -> None:
    before = derived(staged, EVENT)
    staged.table.commit([Delete(key) for key in before if not key.pk.startswith("E#")])
    refresh(RequestContext(staged, CALLER), ref=EVENT, cause="repair")
    after = derived(staged, EVENT)
    assert timeless(after) == timeless(before)
    assert [r.body.get("since") for r in after.values()] == [r.body.get("since") for r in before.values()]


def test_a_lost_wide_row_comes_back(staged: World) -> None:
    before = view(staged, EVENT)
    staged.table.commit([Delete(keys.wide_key(EVENT, "remarks"))])
    refresh(RequestContext(staged, CALLER), ref=EVENT, cause="repair")
    assert without_times(view(staged, EVENT)) == without_times(before)


def test_a_fact_that_the_view_does_not_know_of_is_taken_in(staged: World) -> None:
    (lost,) = fact_ids(staged, EVENT, "status")
    row = staged.table.get([keys.fact_key(lost)])[keys.fact_key(lost)]
    staged.table.commit([Delete(row.key)])
    refresh(RequestContext(staged, CALLER), ref=EVENT, cause="restored without a fact")
    assert "status" not in view(staged, EVENT)
    assert_whole(staged, EVENT)


def test_a_retired_entity_stays_retired(staged: World) -> None:
    retire(RequestContext(staged, CALLER), ref=ref(EVENT), reason="Never happened.")
    staged.table.commit([Delete(keys.view_key(EVENT))])
    refresh(RequestContext(staged, CALLER), ref=EVENT, cause="repair")
    entity = load_entity(staged, EVENT)
    assert entity.view is not None
    assert entity.view.lifecycle == entity.lifecycles[0]
    assert project(entity.view) == {}


def test_what_is_written_while_a_repair_reads_is_not_lost(staged: World) -> None:
    other = Overtaken(staged.table, lambda: say(staged, EVENT, place="Hangzhou"))
    refresh(RequestContext(on(staged, other), CALLER), ref=EVENT, cause="repair")
    assert view(staged, EVENT)["place"] == "Hangzhou"
    assert_whole(staged, EVENT)


def test_what_is_written_between_the_two_reads_of_a_repair_is_not_lost(staged: World) -> None:
    others = [lambda: say(staged, EVENT, place="Hangzhou")]

    class Between(WrappedTable):
        def query(self, index: str | None, pk: str, **options: Any) -> Page:
            found = self.inner.query(index, pk, **options)
            if others:
                others.pop()()
            return found

    refresh(RequestContext(on(staged, Between(staged.table)), CALLER), ref=EVENT, cause="repair")
    assert view(staged, EVENT)["place"] == "Hangzhou"


def test_a_refresh_larger_than_a_transaction_is_written_in_parts(staged: World) -> None:
    for part in range(5):
        names = [f"a very long name of event number {part} {n}" for n in range(8)]
        say(staged, "company/deepseek", aliases=names)
    before = derived(staged, "company/deepseek")
    assert len(before) > 100
    for key in before:
        staged.table.commit([Delete(key)])
    refresh(RequestContext(staged, CALLER), ref="company/deepseek", cause="repair")
    assert timeless(derived(staged, "company/deepseek")) == timeless(before)


def test_a_refresh_in_parts_never_writes_rows_of_an_old_view(staged: World) -> None:
    for part in range(5):
        names = [f"a very long name of event number {part} {n}" for n in range(8)]
        say(staged, "company/deepseek", aliases=names)
    other = Overtaken(staged.table, lambda: say(staged, "company/deepseek", founded="2023"))
    refresh(RequestContext(on(staged, other), CALLER), ref="company/deepseek", cause="repair")
    assert view(staged, "company/deepseek")["founded"] == "2023"
    assert_whole(staged, "company/deepseek")


def test_a_repair_does_not_count_a_conflict_twice(staged: World) -> None:
    staged.table.commit([Delete(keys.view_key(EVENT))])
    refresh(RequestContext(staged, CALLER), ref=EVENT, cause="repair")
    changes(staged, after=0, limit=100)
    head = staged.table.get([keys.head_key()])[keys.head_key()]
    assert head.body["counts"]["conflicts"] == 1


def test_what_was_never_there_cannot_be_refreshed(staged: World) -> None:
    with pytest.raises(NotFound):
        refresh(RequestContext(staged, CALLER), ref="company/nobody", cause="repair")
