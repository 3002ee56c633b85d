"""A view is parsed once while its rows have the same text, and nobody reads an older one."""

from collections.abc import Sequence
from typing import Any

import pytest

from chalicelib.operations.entities import kept_views
from chalicelib.operations.entities.conflicts import conflicts
from chalicelib.operations.entities.loading import load_view
from chalicelib.operations.entities.read import read
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.rows import Put, Row
from tests.operations.builders import a_company, a_source, pages, ref, say

DEEPSEEK = ref("company/deepseek")


def view_of(world: World) -> dict[str, Any]:
    return read(world, ref=DEEPSEEK).view


def test_a_read_shows_each_write(world: World) -> None:
    a_source(world)
    a_company(world, country="CN")
    assert view_of(world)["country"] == "CN"

    say(world, str(DEEPSEEK), website="https://deepseek.com")

    assert view_of(world)["website"] == "https://deepseek.com"


def test_a_row_that_another_program_writes_is_read_although_its_revision_is_the_same(world: World) -> None:
    a_source(world)
    a_company(world, country="CN")
    before = view_of(world)
    key = keys.view_key(DEEPSEEK)
    row = world.table.get([key])[key]
    body = {**row.body, "flat": {**row.body["flat"], "country": "US"}}

    world.table.commit([Put(Row(key, body, row.indexes, row.condition_attributes))])

    assert view_of(world) == {**before, "country": "US"}


def test_the_same_rows_are_parsed_once(world: World) -> None:
    a_source(world)
    a_company(world)

    assert load_view(world, str(DEEPSEEK)) is load_view(world, str(DEEPSEEK))


def test_each_row_of_a_view_counts() -> None:
    def rows(*texts: str) -> list[Row]:
        return [Row(keys.wide_key(DEEPSEEK, name), {"value": text}) for name, text in zip("ab", texts, strict=True)]

    def values(_: str, rows: Sequence[Row]) -> list[str]:
        return [row.body["value"] for row in rows]

    assert kept_views.parsed_view(values, str(DEEPSEEK), rows("1", "2")) == ["1", "2"]
    assert kept_views.parsed_view(values, str(DEEPSEEK), rows("1", "3")) == ["1", "3"]


def test_a_long_view_is_not_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    a_source(world)
    a_company(world)
    monkeypatch.setattr(kept_views, "MAX_CHARS", 10)

    first, second = load_view(world, str(DEEPSEEK)), load_view(world, str(DEEPSEEK))

    assert first == second
    assert first is not second


def test_no_read_changes_what_is_kept(world: World) -> None:
    a_source(world)
    a_company(world, country="CN", aliases=["a", "b"])
    say(world, str(DEEPSEEK), country="US")
    kept = load_view(world, str(DEEPSEEK))
    assert kept.view is not None
    before = repr(kept.view)
    view = view_of(world)
    view["aliases"] = view.pop("country")

    conflicts(world, ref=DEEPSEEK)
    pages(timeline, world=world, ref=DEEPSEEK, limit=2)

    assert load_view(world, str(DEEPSEEK)) is kept
    assert repr(kept.view) == before
