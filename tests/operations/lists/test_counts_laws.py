"""Counts by groups are those of a full download, after any history, numbered at any moments."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.kinds import KINDS
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.numbering import group_counters
from chalicelib.operations.transfer.import_lines import import_lines
from chalicelib.operations.upkeep.table_repair import audit_all, repair_all
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock, examples
from tests.operations.builders import CALLER, world_on
from tests.operations.lists.counted_worlds import (
    COMPANY,
    EVENT,
    MODEL,
    CountedService,
    count,
    downloaded,
    grouped,
    ways_to_count,
)
from tests.operations.transfer.test_transfer import with_manifest
from tests.operations.transfer_worlds import import_all, lines_of, pages_of

FILTERS = {
    EVENT: (
        {"type": "release"},
        {"status": "announced"},
        {"type": "release,personnel", "status": "completed"},
        {"status": "announced,completed"},
        {"date[gte]": "2025"},
        {"type": "release", "date[gte]": "2024-03", "date[lt]": "2025"},
        {"date[lte]": "2024"},
        {"date[gt]": "2025-01"},
        {"status": "announced", "date[gte]": "2024-12-31"},
        {"disputed": "true"},
        {"date": "2025"},
    ),
    MODEL: ({"open_weights": "true"}, {"level": "family", "open_weights": "false"}, {"status": "available"}),
    COMPANY: ({"country": "CN"}, {"country": "CN,SG"}, {"country[ne]": "CN"}, {"name": "Baz"}),
}


def assert_counts_are_those_of_the_lists(world: World) -> None:
    """Compare every way to count every kind, and every filter, with full downloads."""
    newest = stats(world)["change"]
    for kind in KINDS.values():
        items = downloaded(world, kind)
        for by in ways_to_count(kind):
            counted = count(world, kind, by)
            assert list(counted.items) == grouped(kind, by, items), (kind.name, by)
            assert counted.meta == {"total": len(items), "as_of": newest, "settled": True}
    for kind, every in FILTERS.items():
        for filters in every:
            items = downloaded(world, kind, filters=filters)
            for by in [(), *ways_to_count(kind)][:8]:
                counted = count(world, kind, by, **filters)
                assert list(counted.items) == grouped(kind, by, items), (kind.name, by, filters)
            first = listing(world, kind=kind, limit=1, filters=filters)
            assert first.meta.get("total", len(items)) == len(items), (kind.name, filters)


@settings(max_examples=examples(8))
@given(st.integers(0, 2**32), st.integers(1, 14), st.sampled_from([1, 3, 8]))
def test_after_any_history_counts_are_those_of_the_lists(seed: int, steps: int, written: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(group_counters, "MIN_WRITTEN", written)  # so that sums are written in short histories too
        table, clock, random = SqliteTable(":memory:"), Clock(), Random(seed)
        world = world_on(table, clock)
        service = CountedService(world, random, clock)
        for _ in range(steps):
            service.happen()
            if random.random() < 0.2:
                assert_counts_are_those_of_the_lists(world)
        assert_counts_are_those_of_the_lists(world)
        assert not [each for each in audit_all(world, table) if "count" in each.detail]
        table.close()


def test_an_export_of_a_version_that_did_not_count_groups_is_counted(quick: World, clock: Clock) -> None:
    service = CountedService(quick, Random(5), clock)
    for _ in range(8):
        service.happen()
    (page,) = pages_of(quick)
    lines = [
        {**line, "counts": {name: n for name, n in line["counts"].items() if "?" not in name}}
        if line["line"] == "revision"
        else line
        for line in lines_of(page)
    ]

    table = SqliteTable(":memory:")
    copy = world_on(table, clock)
    import_lines(copy, lines=with_manifest(lines))
    assert_counts_are_those_of_the_lists(copy)
    assert [*audit_all(copy, table)] == []
    table.close()


@pytest.mark.parametrize("seed", range(2))
def test_an_import_and_a_repair_keep_the_counts(quick: World, clock: Clock, seed: int) -> None:
    service = CountedService(quick, Random(seed), clock)
    for _ in range(12):
        service.happen()
    assert_counts_are_those_of_the_lists(quick)

    table = SqliteTable(":memory:")
    copy = world_on(table, clock)
    import_all(copy, pages_of(quick))
    assert_counts_are_those_of_the_lists(copy)
    assert [*audit_all(copy, table)] == []

    assert not [step for step in repair_all(copy, table, CALLER) if step.failed]
    assert_counts_are_those_of_the_lists(copy)
    assert [*audit_all(copy, table)] == []
    table.close()
