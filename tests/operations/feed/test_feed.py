"""The change feed: numbers without gaps in one order, with a lagging index and parallel sequencers."""

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from bench.units import Billed
from chalicelib.domain.errors import BeyondHead, Busy
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.numbering.sequencer import BATCH, feed_page, head_row, sequence
from chalicelib.operations.upkeep.feed_repair import repair_feed
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.item_limits import check_row
from chalicelib.store.records.revision_rows import Revision, revision_row
from chalicelib.store.rows import Delete, Put
from chalicelib.store.table import Table
from tests.counted import encoded
from tests.operations.builders import (
    CALLER,
    a_company,
    a_source,
    an_event,
    fact_ids,
    on,
    ref,
    revisions,
    said_by,
    say,
)
from tests.operations.faulty import Colliding, Lagging, Overtaken


def write_some(world: World, companies: int = 4) -> list[str]:
    """Write entities, facts, a dispute, a retraction and a retirement; list the entities."""
    a_source(world)
    a_source(world, "other")
    for n in range(companies):
        a_company(world, f"c{n}", country="CN")
        say(world, f"company/c{n}", founded="2023")
    an_event(world)
    say(world, "company/c0", country="SG", evidence=said_by("other"))
    say(world, "company/c1", country="SG", evidence=said_by("other"))
    retract(RequestContext(world, CALLER), fact_id=fact_ids(world, "company/c1", "country")[0], reason="Misread.")
    say(world, "company/c2", country="SG", evidence=said_by("other"))
    retire(RequestContext(world, CALLER), ref=ref("company/c2"), reason="Made up.")
    return ["source/report", "source/other", "event/launch", *(f"company/c{n}" for n in range(companies))]


def counts(world: World) -> dict[str, int]:
    head = world.table.get([keys.head_key()])[keys.head_key()]
    return {name: count for name, count in head.body["counts"].items() if count}


def naive_counts(world: World, entities: list[str]) -> dict[str, int]:
    """Count everything that is there."""
    found: Counter[str] = Counter()
    for name in entities:
        entity = load_entity(world, name)
        assert entity.view is not None
        found["facts"] += len(entity.facts)
        if entity.view.lifecycle is None:
            found[f"entities.{name.split('/')[0]}"] += 1
            found["conflicts"] += sum(conflict["state"] == "open" for conflict in entity.view.conflicts)
    return {name: count for name, count in found.items() if count}


def all_changes(world: World, limit: int = 100) -> list[Mapping[str, Any]]:
    """Follow the feed from its beginning."""
    found: list[Mapping[str, Any]] = []
    while items := changes(world, after=len(found), limit=limit).items:
        found += items
    return found


def assert_the_feed_is_all(world: World, entities: list[str], feed: list[Mapping[str, Any]]) -> None:
    assert [item["number"] for item in feed] == list(range(1, len(feed) + 1))
    for name in entities:
        own = [item["revision"] for item in feed if item["ref"] == name]
        assert own == [revision.number for revision in revisions(world, name)]
    assert len(feed) == sum(len(revisions(world, name)) for name in entities)
    assert world.table.query(keys.PENDING, keys.pending_shard(0), start=keys.PENDING_REVISIONS).rows == []


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_every_revision_has_one_number_and_none_is_left_out(world: World, limit: int) -> None:
    entities = write_some(world)
    assert_the_feed_is_all(world, entities, all_changes(world, limit))
    assert counts(world) == naive_counts(world, entities)


def test_an_empty_feed_is_empty(world: World) -> None:
    listed = changes(world, after=0, limit=10)
    assert (listed.items, listed.meta) == ([], {"head": 0, "last": 0})


def test_asking_after_the_newest_change_gives_nothing_and_its_number_to_go_on_with(world: World) -> None:
    a_source(world)
    changes(world, after=0, limit=10)
    listed = changes(world, after=1, limit=10)
    assert (listed.items, listed.meta) == ([], {"head": 1, "last": 1})


def test_a_number_beyond_the_head_is_refused_with_the_head(world: World) -> None:
    a_source(world)
    changes(world, after=0, limit=10)
    for after in (2, 7, 999_999_999_999):
        with pytest.raises(BeyondHead, match=f"There is no change {after}") as refusal:
            changes(world, after=after, limit=10)
        assert refusal.value.context == {"head": 1}


def test_a_follower_of_a_restored_feed_is_refused_though_what_waits_would_reach_its_number(in_memory: World) -> None:
    a_source(in_memory)
    before = all_changes(in_memory)
    for n in range(4):
        a_company(in_memory, f"lost{n}")
    lost = all_changes(in_memory)
    assert isinstance(in_memory.table, SqliteTable)
    for item in lost[len(before) :]:  # the table as it was, and four other writes since
        forget(in_memory.table, item["ref"])
    repair_feed(in_memory, in_memory.table)
    for n in range(4):
        a_company(in_memory, f"new{n}")

    with pytest.raises(BeyondHead) as refusal:
        changes(in_memory, after=len(lost), limit=10)

    assert refusal.value.context == {"head": len(before)}
    assert changes(in_memory, after=len(before), limit=10).items[0]["ref"] == "company/new0"


def forget(table: SqliteTable, entity: str) -> None:
    """Delete an entity, as a restore does with what came after its moment."""
    rows = [row for row in table.scan().rows if entity in row.key.pk or entity in row.key.sk]
    table.commit([Delete(row.key) for row in rows])


def a_feed(world: World, *, numbers: int, a_row: int) -> None:
    """Write a feed of so many changes, so many of them in each row."""
    for last in range(a_row, numbers + a_row, a_row):
        revisions = [
            Revision(f"company/c{n}", 1, "2026-11-23T10:00:00.000Z", "key_0123456789", "created", change=n)
            for n in range(last - a_row + 1, min(last, numbers) + 1)
        ]
        world.table.commit([Put(feed_page(revisions))])
    world.table.commit([Put(head_row(numbers, {}))])


@pytest.mark.parametrize("after", [0, 7, 44, 45, 89])
@pytest.mark.parametrize("limit", [1, 50, 100])
@pytest.mark.parametrize("a_row", [1, 2, 7, 45])
def test_a_page_of_the_feed_reads_what_it_answers_and_no_more_than_a_row_at_either_end(
    quick: World, a_row: int, limit: int, after: int
) -> None:
    a_feed(quick, numbers=3_000, a_row=a_row)
    billed = Billed(quick.table)

    listed = changes(on(quick, billed), after=after, limit=limit)

    assert [item["number"] for item in listed.items] == list(range(after + 1, after + limit + 1))
    assert listed.meta["last"] == after + limit
    a_change = check_row(quick.table.query(None, keys.feed_page_key(1).pk, limit=1).rows[0]) / a_row
    head, most = 1, -(-(min(limit * a_row, limit + 2 * BATCH) * a_change) // 4_096)
    assert (billed.calls, billed.read <= head + most) == (2, True), billed.read


def test_a_page_that_reaches_the_head_looks_for_what_waits_and_one_that_does_not_leaves_it(quick: World) -> None:
    a_feed(quick, numbers=90, a_row=45)
    a_source(quick)
    billed = Billed(quick.table)

    assert changes(on(quick, billed), after=0, limit=50).meta == {"head": 90, "last": 50}
    assert (billed.calls, billed.written) == (2, 0)
    assert changes(on(quick, billed), after=50, limit=50).meta == {"head": 91, "last": 91}
    billed.clear()
    assert changes(on(quick, billed), after=91, limit=50).meta == {"head": 91, "last": 91}
    assert billed.calls == 2


def test_rows_of_an_earlier_larger_batch_are_read_all_the_same(quick: World) -> None:
    a_feed(quick, numbers=400, a_row=98)
    found: list[int] = []
    while found[-1:] != [400]:
        found += [item["number"] for item in changes(quick, after=len(found), limit=3).items]
    assert found == list(range(1, 401))


def test_numbers_once_given_never_change(world: World) -> None:
    a_source(world)
    first = all_changes(world)
    a_company(world)
    assert all_changes(world)[: len(first)] == first
    assert [item["ref"] for item in all_changes(world)] == ["source/report", "company/deepseek"]


def test_a_change_says_what_who_and_when(world: World) -> None:
    a_source(world)
    written = a_company(world, country="CN")
    (_, item) = all_changes(world)
    assert item == {
        "number": 2,
        "at": written.view["updated_at"],
        "ref": "company/deepseek",
        "revision": 1,
        "by": "key_test",
        "cause": "created",
        "properties": ["name", "country"],
        "recorded": ["name", "country"],
    }


@pytest.mark.parametrize("hidden", [1, 2, 5, 100])
def test_what_a_lagging_index_hides_gets_a_later_number(quick: World, hidden: int) -> None:
    entities = write_some(quick)
    late = changes(on(quick, Lagging(quick.table, hidden=hidden)), after=0, limit=100)
    feed = all_changes(quick)
    assert feed[: len(late.items)] == late.items
    assert_the_feed_is_all(quick, entities, feed)


class HidesTheFirst(Lagging):
    """Hides the first revision of an entity."""

    def __init__(self, inner: Table, *, ref: str) -> None:
        super().__init__(inner, hidden=0)
        self.first = keys.revision_key(ref, 1)

    def query(self, index: str | None, pk: str, **options: Any) -> Any:
        page = self.inner.query(index, pk, **options)
        page.rows[:] = [row for row in page.rows if row.key != self.first]
        return page


def test_a_revision_whose_predecessor_is_not_to_be_seen_waits(quick: World) -> None:
    a_source(quick)
    a_company(quick)
    say(quick, "company/deepseek", country="CN")
    seen = changes(on(quick, HidesTheFirst(quick.table, ref="company/deepseek")), after=0, limit=10)
    assert [item["ref"] for item in seen.items] == ["source/report"]
    assert [(item["ref"], item["revision"]) for item in all_changes(quick)] == [
        ("source/report", 1),
        ("company/deepseek", 1),
        ("company/deepseek", 2),
    ]


def test_an_index_that_still_shows_what_is_numbered_does_no_harm(quick: World) -> None:
    a_source(quick)
    a_company(quick)
    stale = quick.table.query(keys.PENDING, keys.pending_shard(0))
    first = all_changes(quick)

    class Stale(Lagging):
        def query(self, index: str | None, pk: str, **options: Any) -> Any:
            return stale if index == keys.PENDING else self.inner.query(index, pk, **options)

    assert all_changes(on(quick, Stale(quick.table, hidden=0))) == first
    assert counts(quick) == naive_counts(quick, ["source/report", "company/deepseek"])


def test_two_who_number_at_the_same_time_give_each_revision_one_number(quick: World) -> None:
    entities = write_some(quick)
    rival = Overtaken(quick.table, lambda: changes(quick, after=0, limit=3), lambda: a_company(quick, "late"))
    changes(on(quick, rival), after=0, limit=100)
    assert_the_feed_is_all(quick, [*entities, "company/late"], all_changes(quick))


def test_two_who_see_different_revisions_and_number_them_at_the_same_time_give_no_number_twice(quick: World) -> None:
    sources = [a_source(quick, slug).ref for slug in ("first", "second", "third")]
    rival = Overtaken(
        HidesTheFirst(quick.table, ref=sources[0]),
        lambda: changes(on(quick, Lagging(quick.table, hidden=2)), after=0, limit=3),
    )
    changes(on(quick, rival), after=0, limit=3)
    assert_the_feed_is_all(quick, sources, all_changes(quick))


def test_a_sequencer_that_never_wins_is_busy(quick: World) -> None:
    a_source(quick)
    with pytest.raises(Busy):
        changes(on(quick, Colliding(quick.table)), after=0, limit=10)


def test_more_than_one_batch_is_numbered_as_far_as_a_page_needs(quick: World) -> None:
    a_source(quick)
    for n in range(100):
        a_company(quick, f"c{n}")
    assert len(changes(quick, after=0, limit=100).items) == 100
    assert changes(quick, after=100, limit=100).meta == {"head": 101, "last": 101}


def test_revisions_that_are_too_large_for_one_transaction_are_numbered_in_several(quick: World) -> None:
    a_source(quick)
    a_company(quick)
    for n in range(4):
        say(quick, "company/deepseek", aliases=[f"{n} {m} " + "深" * 190 for m in range(40)])
    for n in range(30):
        say(quick, "company/deepseek", aliases=[f"another {n}"])
    assert_the_feed_is_all(quick, ["source/report", "company/deepseek"], all_changes(quick))


def test_large_revisions_are_measured_as_far_as_they_fit(in_memory: World) -> None:
    changed = ({"property": "aliases", "before": None, "after": "x" * 200_000},)
    pending = [
        Revision(f"company/c{n}", 1, "2026-11-23T10:00:00.000Z", "key", "created", changes=changed) for n in range(40)
    ]
    rows = [revision_row(each) for each in pending]
    for row in rows:
        in_memory.table.commit([Put(row)])

    def number_all() -> None:
        while sequence(in_memory)[1]:
            pass

    written = encoded(number_all)

    assert sequence(in_memory) == (40, False)
    assert written < 1.5 * sum(len(row.text) for row in rows)


def test_no_page_of_the_feed_reaches_across_a_partition(quick: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "FEED_PARTITION", 10)
    monkeypatch.setattr("chalicelib.store.keys.lists.FEED_PARTITION", 10)
    entities = write_some(quick)
    assert_the_feed_is_all(quick, entities, all_changes(quick))
    assert [item["number"] for item in changes(quick, after=8, limit=4).items] == [9, 10, 11, 12]


@pytest.mark.parametrize("seed", range(15))
def test_any_mixture_of_writing_numbering_and_lag_ends_in_a_dense_feed(quick: World, seed: int) -> None:
    random = Random(seed)
    a_source(quick)
    entities = ["source/report"]
    seen: list[Mapping[str, Any]] = []
    for n in range(30):
        lagging = on(quick, Lagging(quick.table, hidden=random.randrange(4)))
        match random.randrange(4):
            case 0:
                entities.append(a_company(quick, f"c{n}").ref)
            case 1 if len(entities) > 1:
                say(quick, random.choice(entities[1:]), aliases=[f"name {n}"])
            case 2:
                rival = Overtaken(lagging.table, lambda: changes(quick, after=0, limit=2))
                changes(on(quick, rival), after=0, limit=5)
            case _:
                seen += changes(lagging, after=len(seen), limit=random.randrange(1, 6)).items
    feed = all_changes(quick)
    assert feed[: len(seen)] == seen
    assert_the_feed_is_all(quick, entities, feed)
    assert counts(quick) == naive_counts(quick, entities)
