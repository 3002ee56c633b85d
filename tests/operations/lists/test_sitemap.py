"""The entities of a sitemap: those of the list, in its order, in a bounded number of calls."""

from dataclasses import replace

import pytest

from chalicelib.kinds import KINDS
from chalicelib.operations.lists.sitemap import MAX_ENTITIES, sitemap
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys
from chalicelib.store.item_limits import MAX_ACTIONS
from chalicelib.store.rows import Key, Put
from tests.conftest import Calls
from tests.operations.builders import CALLER, a_company, a_source, an_event, ref

COMPANY, EVENT = KINDS["company"], KINDS["event"]


@pytest.fixture
def world(world: World) -> World:
    a_source(world)
    return world


@pytest.fixture
def dynamo_world(dynamo_world: World) -> World:
    a_source(dynamo_world)
    return dynamo_world


def test_dated_kinds_come_newest_first_and_others_by_name(world: World) -> None:
    for slug, date in (("old", "2024-01"), ("new", "2026-01"), ("undated", {"missing": "unknown"})):
        an_event(world, slug, date=date)
    for slug in ("b", "a"):
        a_company(world, slug)

    assert sitemap(world, kind=EVENT) == ["new", "old", "undated"]
    assert sitemap(world, kind=COMPANY) == ["a", "b"]


def test_absent_entities_are_not_listed(world: World) -> None:
    for slug in ("merged", "retired", "survivor"):
        a_company(world, slug)
    context = RequestContext(world, CALLER)
    merge(context, ref=ref("company/merged"), into=ref("company/survivor"), reason="A test.")
    retire(context, ref=ref("company/retired"), reason="A test.")

    assert sitemap(world, kind=COMPANY) == ["survivor"]


def test_the_longest_sitemap_costs_two_calls(dynamo_world: World, calls: Calls) -> None:
    a_company(dynamo_world)
    table = dynamo_world.table
    (row,) = table.query(None, keys.listing("company")).rows
    padded = {**row.body, "card": {**row.body["card"], "name": "x" * 800}}
    copies = [replace(row, key=Key(row.key.pk, f"{n:05}#company/c{n}"), body=padded) for n in range(MAX_ENTITIES + 100)]
    for start in range(0, len(copies), MAX_ACTIONS):
        table.commit([Put(each) for each in copies[start : start + MAX_ACTIONS]])
    calls.clear()

    assert len(sitemap(dynamo_world, kind=COMPANY)) == MAX_ENTITIES
    assert calls.names == ["Query"] * len(calls)
    assert 1 <= len(calls) <= 2
