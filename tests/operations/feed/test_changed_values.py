"""The values that changed between two moments, compared with reads at both; and how the feed finds a moment."""

import math
from collections.abc import Mapping
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.entities.fact_loading import find_fact
from chalicelib.operations.feed import changed_values as module
from chalicelib.operations.feed import changes as feed
from chalicelib.operations.feed.changed_values import changed_values
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.feed.feed_reader import Interval, start_of
from chalicelib.operations.numbering.sequencer import feed_head, newest_of
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.ending.erase_entity import erase_entity
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.table import Table
from tests.conftest import Calls, Clock, examples
from tests.operations.builders import (
    CALLER,
    a_company,
    a_source,
    fact_ids,
    on,
    ref,
    said_by,
    say,
    view,
    without_times,
    world_on,
)
from tests.operations.happenings import Service
from tests.operations.transfer_worlds import import_all, pages_of

COMPARED_ELSEWHERE = ("ref", "kind", "slug", "sources", "origins")


class Counted:
    """A table that counts its queries."""

    def __init__(self, table: Table) -> None:
        self._table, self.queries = table, 0

    def __getattr__(self, name: str) -> Any:
        self.queries += name == "query"
        return getattr(self._table, name)


class Past:
    """A random history on a table in memory, whose changes got their numbers at random times."""

    def __init__(self, seed: int, *, steps: int = 25) -> None:
        self.clock, self.random = Clock(), Random(seed)
        self.world = world_on(SqliteTable(":memory:"), self.clock)
        self.service = Service(self.world, self.random, companies=3)
        for _ in range(steps):
            self.service.happen()
            self.clock.advance(seconds=self.random.choice((0, 1, 600, 86_400)))
            if self.random.random() < 0.3:
                changes(self.world, after=0, limit=1 if self.random.random() < 0.5 else 100)
        self.all = every_change(self.world)

    def moments(self) -> list[Instant]:
        """Return moments at, and between, the changes."""
        found = {self.all[0]["at"], self.clock()}
        for change in self.random.sample(self.all, min(6, len(self.all))):
            found |= {change["at"], plus_ms(change["at"], self.random.choice((-1, 1, 50_000)))}
        return sorted(each for each in found if each <= self.clock())


def every_change(world: World) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    while items := changes(world, after=len(found), limit=100).items:
        found += items
    return found


def every_page(world: World, interval: Interval, *, limit: int, **filters: Any) -> list[Mapping[str, Any]]:
    """Follow the pages to their end."""
    found: list[Mapping[str, Any]] = []
    after: str | None = "0"
    while after is not None:
        page = changed_values(world, after=int(after), limit=limit, interval=interval, **filters)
        assert page.next is None or int(page.next) > int(after)
        assert page.meta["returned"] == len(page.items) <= limit
        found, after = [*found, *page.items], page.next
    return found


def seen_at(world: World, ref: str, known_at: Instant) -> tuple[str, dict[str, Any]]:
    """Return the state of an entity at a moment, and its flat view if it is live."""
    try:
        return "live", without_times(view(world, ref, known_at))
    except NotFound:
        return "absent", {}
    except Merged:
        return "merged", {}
    except Gone:
        return "retired", {}


def naive(past: Past, since: Instant, until: Instant) -> dict[str, tuple[str, dict[str, tuple[Any, Any]]]]:
    """Compare what reads at the two moments return of every entity with a change between them."""
    found: dict[str, tuple[str, dict[str, tuple[Any, Any]]]] = {}
    for entity in {change["ref"] for change in past.all if since < change["at"] <= until}:
        (was, before), (now, after) = seen_at(past.world, entity, since), seen_at(past.world, entity, until)
        names = [name for name in {**after, **before} if name not in COMPARED_ELSEWHERE]
        values = {
            name: (before.get(name), after.get(name))
            for name in names
            if (before.get(name) or None) != (after.get(name) or None)
        }
        if now in ("merged", "retired"):
            values = {}
            became = now
        else:
            became = {"absent": "created", "live": "changed"}.get(was, "restored")
        if became == "restored":
            found[entity] = (became, {})
        elif (became == "changed" and values) or became == "created" or (became == now and was != now):
            found[entity] = (became, values)
    return found


def as_naive(items: list[Mapping[str, Any]]) -> dict[str, tuple[str, dict[str, tuple[Any, Any]]]]:
    return {
        item["ref"]: (
            item["became"]["what"],
            {}
            if item["became"]["what"] == "restored"
            else {each["property"]: (each["before"], each["after"]) for each in item["values"]},
        )
        for item in items
    }


@settings(max_examples=examples(10), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_changed_between_two_moments_is_what_reads_at_both_differ_in(seed: int) -> None:
    past = Past(seed)
    moments = past.moments()
    for _ in range(3):
        since, until = sorted(past.random.sample(moments, 2))
        items = every_page(past.world, Interval(since, until), limit=past.random.choice((1, 2, 25)))
        assert len({item["ref"] for item in items}) == len(items)
        expected = naive(past, since, until)
        again = {
            ref
            for ref, (became, _) in as_naive(items).items()
            if ref not in expected and became in ("merged", "retired")
        }
        assert {ref: each for ref, each in as_naive(items).items() if ref not in again} == expected
        for item in items:
            assert since < item["at"] <= item["became"]["at"] <= until
            assert all(since < each["at"] <= until and each["by"] for each in item["values"])


@settings(max_examples=examples(10), deadline=None)
@given(seed=st.integers(0, 2**32), limit=st.integers(1, 30))
def test_the_changes_of_an_interval_are_those_of_all_with_such_a_time(seed: int, limit: int) -> None:
    past = Past(seed)
    since, until = sorted(past.random.sample(past.moments(), 2))
    for interval in (Interval(since, until), Interval(since, None), Interval(None, until)):
        for kinds, properties in (((), ()), (("company",), ()), ((), ("country", "founded"))):
            found: list[Mapping[str, Any]] = []
            after: str | None = "0"
            while after is not None:
                filters = {"kinds": kinds, "properties": properties}
                page = changes(past.world, after=int(after), limit=limit, interval=interval, **filters)
                found, after = [*found, *page.items], page.next
            assert found == [
                change
                for change in past.all
                if interval.has({**change})
                and (not kinds or change["ref"].startswith("company/"))
                and (not properties or {*properties} & {*change["properties"]})
            ]


@settings(max_examples=examples(6), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_without_moments_the_values_are_those_before_and_after_the_changes_of_a_page(seed: int) -> None:
    past = Past(seed)
    after = past.random.randrange(len(past.all))
    limit = past.random.choice((1, 3, 25))
    page = changed_values(past.world, after=after, limit=limit)
    selected = past.all[after : after + limit]
    assert page.meta["read"] == len(selected)
    assert page.meta["last"] == after + len(selected)
    for item in page.items:
        own = [change for change in selected if change["ref"] == item["ref"]]
        assert item["number"] == own[0]["number"]
        since, until = plus_ms(own[0]["at"], -1), own[-1]["at"]
        if item["became"]["what"] in ("created", "changed"):
            before, now = seen_at(past.world, item["ref"], since)[1], seen_at(past.world, item["ref"], until)[1]
            for each in item["values"]:
                assert (each["before"], each["after"]) == (before.get(each["property"]), now.get(each["property"]))


def test_pages_that_look_at_few_changes_at_a_time_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    past = Past(7, steps=40)
    since, until = past.all[3]["at"], past.all[-4]["at"]
    whole = every_page(past.world, Interval(since, until), limit=25)
    assert len(whole) > 2
    for most in (1, 2, 5):
        monkeypatch.setattr(module, "MAX_ROWS_READ", most)
        monkeypatch.setattr(module, "MAX_REFS_LOOKED_UP", most)
        parts = every_page(past.world, Interval(since, until), limit=2)
        assert [(item["ref"], item["became"]["what"]) for item in parts] == [
            (item["ref"], item["became"]["what"]) for item in whole
        ]
    monkeypatch.setattr(feed, "MAX_ROWS_READ", 2)
    page = changes(past.world, after=0, limit=100, interval=Interval(since, until))
    assert page.meta["read"] == 2
    assert page.next is not None


def test_filters_leave_out_other_kinds_and_properties() -> None:
    past = Past(11, steps=30)
    interval = Interval(past.all[4]["at"], past.clock())
    whole = every_page(past.world, interval, limit=25)
    assert every_page(past.world, interval, limit=25, kinds=("source",)) == []
    countries = every_page(past.world, interval, limit=25, properties=("country",))
    assert countries == [
        {**item, "values": values}
        for item in whole
        if (values := [each for each in item["values"] if each["property"] == "country"])
    ]
    assert countries


def test_a_summary_counts_the_entities_of_the_page_by_kind_and_property(in_memory: World) -> None:
    a_source(in_memory)
    a_source(in_memory, "other")
    a_company(in_memory, "old", country="CN")
    since = in_memory.now()
    a_company(in_memory, "young", country="US")
    say(in_memory, "company/old", founded="2020", evidence=said_by("other"))
    page = changed_values(in_memory, after=0, limit=25, interval=Interval(since))
    company = page.summary["company"]
    assert company["entities"] == {"changed": 1, "created": 1}
    assert company["properties"] == {"country": 1, "founded": 1, "name": 1}
    assert [item["became"]["what"] for item in page.items] == ["created", "changed"]


@pytest.mark.parametrize("gap", [1, 400, 86_400])
def test_a_moment_is_found_in_a_long_feed_with_few_calls(in_memory: World, clock: Clock, gap: int) -> None:
    a_source(in_memory)
    for n in range(60):
        a_company(in_memory, f"c{n}")
        clock.advance(seconds=gap * (1 + n % 3))
        if n % 2:
            changes(in_memory, after=0, limit=100)
    all_changes = every_change(in_memory)
    newest = newest_of(feed_head(in_memory))
    pages = len(in_memory.table.query(None, keys.feed_page_key(1).pk).rows)
    for change, following in pairwise(all_changes):
        counted = Counted(in_memory.table)
        start = start_of(on(in_memory, counted), change["at"], after=0, newest=newest)
        assert counted.queries <= 2 * math.log2(pages) + 2
        assert start <= change["number"]
        assert start == 0 or all_changes[start - 1]["at"] <= change["at"]
        assert following["number"] > start


def test_changes_that_were_imported_with_old_times_hide_none_of_those_around_them(
    in_memory: World, dynamo_world: World, clock: Clock
) -> None:
    a_source(in_memory)
    for n in range(60):
        a_company(in_memory, f"old{n}")
    clock.advance(days=300)
    a_source(dynamo_world)
    every_change(dynamo_world)
    clock.advance(seconds=3600)
    since = clock()
    a_company(dynamo_world, "before")
    every_change(dynamo_world)
    clock.advance(seconds=3600)
    import_all(dynamo_world, pages_of(in_memory), into_existing=True)
    every_change(dynamo_world)
    clock.advance(seconds=3600)
    between = clock()
    a_company(dynamo_world, "after")
    for first, expected in ((since, {"company/before", "company/after"}), (between, {"company/after"})):
        found = changes(dynamo_world, after=0, limit=100, interval=Interval(first, clock()))
        assert {change["ref"] for change in found.items} == expected
        assert {each["ref"] for each in every_page(dynamo_world, Interval(first, clock()), limit=25)} == expected


def test_erased_words_are_neither_before_nor_after(in_memory: World, clock: Clock) -> None:
    a_source(in_memory)
    since = clock()
    a_company(in_memory, "one", description="A secret that must go.")
    recorded = clock()
    say(in_memory, "company/one", description="Something else.", evidence=said_by("report", basis="self_reported"))
    context = RequestContext(in_memory, CALLER)
    ids = fact_ids(in_memory, "company/one", "description")
    secret = next(each for each in ids if find_fact(in_memory, each).value.json() == "A secret that must go.")
    erase(context, fact_id=secret, reason="Asked for.")
    for interval in (Interval(since), Interval(since, recorded), Interval(recorded), Interval()):
        page = changed_values(in_memory, after=0, limit=25, interval=interval)
        assert page.items
        assert "secret" not in str(page)
        assert "secret" not in str(changes(in_memory, after=0, limit=25, interval=interval))


def test_an_erased_entity_is_named_as_such_without_its_values(in_memory: World, clock: Clock) -> None:
    a_source(in_memory)
    a_company(in_memory, "one", description="A secret that must go.")
    since = clock()
    say(in_memory, "company/one", country="SG")
    between = clock()
    erased = erase_entity(RequestContext(in_memory, CALLER), ref=ref("company/one"), reason="Asked for.")
    (item,) = changed_values(in_memory, after=0, limit=25, interval=Interval(since)).items
    assert (item["became"]["what"], item["values"]) == ("erased", [])
    assert item["ref"] != "company/one"
    assert item["ref"] in str(erased)
    assert changed_values(in_memory, after=0, limit=25, interval=Interval(since, between)).items == []
    assert "secret" not in str(changed_values(in_memory, after=0, limit=25))


def test_a_merged_entity_names_its_survivor_and_the_survivor_what_it_got(in_memory: World, clock: Clock) -> None:
    a_source(in_memory)
    a_company(in_memory, "one", country="SG")
    a_company(in_memory, "two")
    since = clock()
    merge(RequestContext(in_memory, CALLER), ref=ref("company/one"), into=ref("company/two"), reason="The same.")
    found = {each["ref"]: each for each in changed_values(in_memory, after=0, limit=25, interval=Interval(since)).items}
    assert (found["company/one"]["became"]["what"], found["company/one"]["became"]["into"]) == ("merged", "company/two")
    country = next(each for each in found["company/two"]["values"] if each["property"] == "country")
    assert (country["before"], country["after"]) == (None, "SG")


def test_a_page_of_values_costs_one_query_an_entity_and_few_more(
    dynamo_world: World, calls: Calls, clock: Clock
) -> None:
    a_source(dynamo_world)
    a_source(dynamo_world, "other")
    for n in range(3):
        a_company(dynamo_world, f"c{n}", country="CN")
    every_change(dynamo_world)
    clock.advance(seconds=3600)
    since = clock()
    for n in range(3):
        say(dynamo_world, f"company/c{n}", country="SG", evidence=said_by("other"))
    clock.advance(seconds=3600)
    every_change(dynamo_world)
    calls.clear()
    page = changed_values(dynamo_world, after=0, limit=25, interval=Interval(since, clock()))
    assert len(page.items) == 3
    # head, pending, two pages to find the beginning, the changes, the revisions before; then the entities
    assert sorted(calls.names) == ["BatchGetItem", "GetItem", *["Query"] * (1 + 2 + 1 + 3)]
