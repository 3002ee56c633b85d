"""Writes that change nothing of a card leave the rows of lists and links alone, and lists are right at every clock."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bench.units import Billed
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.renew_views import renew
from chalicelib.operations.world import World
from chalicelib.operations.writes.erasing.replaying import replay
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import LAYOUT, view_rows
from chalicelib.store.records.index.cards import CARDS_WITHOUT_REVISION
from chalicelib.store.records.index.index_rows import project
from chalicelib.store.records.revision_rows import read_revision
from chalicelib.store.rows import Key, Put, Row
from tests.conftest import Clock
from tests.operations.builders import CALLER, a_company, a_source, an_event, ref, said_by, say

COMPANY, EVENT = KINDS["company"], KINDS["event"]
A_REMARK = {"value": {"text": "Still a lab.", "language": "en"}, "topic": "mood"}
ANOTHER = {"value": {"text": "No lab any more.", "language": "en"}, "topic": "mood"}


@pytest.fixture
def staged(world: World) -> World:
    """Make a company and an event of it, both with a remark, which no card shows."""
    a_source(world)
    a_source(world, "other")
    a_company(world, country="CN")
    parties = [{"value": "company/deepseek", "role": "developer"}]
    an_event(world, participants=parties)
    for entity in ("company/deepseek", "event/launch"):
        say(world, entity, remarks=[A_REMARK])
    return world


def listed_rows(world: World, entity: str) -> Mapping[Key, Row]:
    """Return the rows by which an entity is listed or linked, as they are stored."""
    stored = load_entity(world, entity).view
    assert stored is not None
    wanted = [key for key, row in project(stored).items() if "card" in row.body]
    found = world.table.get(wanted)
    assert found.keys() == {*wanted}
    return found


def listed(world: World, **asked: Any) -> Mapping[str, Any]:
    """Return the one company of the list."""
    (item,) = listing(world, kind=COMPANY, limit=10, **asked).items
    return item


@pytest.mark.parametrize("entity", ["company/deepseek", "event/launch"])
def test_a_remark_or_another_source_of_a_value_leaves_every_row_alone(staged: World, entity: str) -> None:
    before = listed_rows(staged, entity)

    say(staged, entity, remarks=[ANOTHER])
    say(staged, "company/deepseek", country="CN", evidence=said_by("other"))

    assert listed_rows(staged, entity) == before
    assert audit(staged, ref=entity) == []


def test_a_value_on_the_card_renews_every_row(staged: World, clock: Clock) -> None:
    before = listed_rows(staged, "event/launch")

    say(staged, "event/launch", place="Hangzhou")

    after = listed_rows(staged, "event/launch")
    assert before.keys() == after.keys()
    assert {row.body["card"]["place"] for row in after.values()} == {"Hangzhou"}
    assert all(row.body["card_since"] > before[key].body["card_since"] for key, row in after.items())


def test_cards_have_neither_revision_nor_time_and_fields_show_both(staged: World) -> None:
    say(staged, "company/deepseek", remarks=[ANOTHER])

    assert {"revision", "updated_at"}.isdisjoint(listed(staged))
    shown = listed(staged, fields=["name", "revision", "updated_at"])
    stored = load_entity(staged, "company/deepseek").view
    assert stored is not None
    assert shown == {
        "ref": "company/deepseek",
        "name": "Deepseek",
        "revision": 3,
        "updated_at": stored.updated_at,
    }


def test_fields_that_a_card_omits_are_those_of_the_moment_also_if_the_card_is_unchanged(
    staged: World, clock: Clock
) -> None:
    then = clock()
    say(staged, "company/deepseek", remarks=[ANOTHER])

    at_the_time = listed(staged, known_at=then, fields=["remarks", "revision"])

    assert [each["value"]["text"] for each in at_the_time["remarks"]] == ["Still a lab."]
    assert at_the_time["revision"] == 2
    assert len(listed(staged, fields=["remarks"])["remarks"]) == 2


def test_a_list_at_a_moment_reads_no_entity_whose_card_is_still_the_same(
    staged: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = clock()
    say(staged, "company/deepseek", remarks=[ANOTHER])
    asked: list[str] = []
    query = type(staged.table).query

    def watched(table: Any, index: str | None, pk: str, **rest: Any) -> Any:
        asked.append(pk)
        return query(table, index, pk, **rest)

    monkeypatch.setattr(type(staged.table), "query", watched)

    assert listed(staged, known_at=then) == listed(staged)
    assert not [pk for pk in asked if pk.startswith("E#")]


def test_a_link_that_grows_beside_an_unchanged_card_is_of_its_time(staged: World, clock: Clock) -> None:
    then = clock()
    say(staged, "event/launch", remarks=[{**ANOTHER, "about": "company/deepseek"}])

    def links(**moment: Any) -> list[str]:
        (item,) = timeline(staged, ref=ref("company/deepseek"), limit=10, **moment).items
        return [link["property"] for link in item["links"]]

    assert links() == ["participants", "remarks"]
    assert links(known_at=then) == ["participants"]


def test_rows_of_the_layout_before_show_the_same_cards_and_the_next_write_renews_them(
    staged: World, clock: Clock
) -> None:
    assert LAYOUT >= CARDS_WITHOUT_REVISION
    stored = load_entity(staged, "company/deepseek").view
    assert stored is not None
    older = replace(stored, layout=CARDS_WITHOUT_REVISION - 1, card_since="")
    staged.table.commit([*map(Put, view_rows(older)), *map(Put, project(older).values())])
    assert {row.body["card"]["revision"] for row in listed_rows(staged, "company/deepseek").values()} == {2}
    now = listed(staged)
    assert {"revision", "updated_at"}.isdisjoint(now)
    assert listed(staged, known_at=clock()) == now

    say(staged, "company/deepseek", remarks=[ANOTHER])

    after = listed_rows(staged, "company/deepseek")
    assert all("revision" not in row.body["card"] and "card_since" in row.body for row in after.values())
    assert audit(staged, ref="company/deepseek") == []


def test_a_renewal_of_a_view_leaves_its_rows_with_the_beginning_of_their_card(staged: World) -> None:
    before = listed_rows(staged, "company/deepseek")

    renew(staged, CALLER, ref="company/deepseek")

    assert listed_rows(staged, "company/deepseek") == before


@pytest.mark.parametrize(
    ("entity", "fields", "units"),
    [
        # A revision with its place in the outbox 3, a fact with its entry by source 3, and the view 2.
        ("company/deepseek", {"country": "CN", "evidence": said_by("other")}, 8),
        (
            "event/launch",
            {"status": "announced", "evidence": said_by("other")},
            8 + 4 * 2,
        ),  # three rows show it, and one begins
        ("event/launch", {"place": "Hangzhou"}, 8 + 3 * 2),  # two lists and a timeline show it
    ],
)
def test_a_row_costs_units_only_if_its_card_changes(
    staged: World, entity: str, fields: Mapping[str, Any], units: float
) -> None:
    billed = Billed(staged.table)

    say(replace(staged, table=billed), entity, **fields)

    assert billed.written == units


@pytest.mark.parametrize("layout", [CARDS_WITHOUT_REVISION - 1, LAYOUT])
def test_a_replay_of_an_older_layout_does_not_take_the_card_for_older_than_is_known(staged: World, layout: int) -> None:
    created = load_entity(staged, "company/deepseek").view
    say(staged, "company/deepseek", founded="2023")
    say(staged, "company/deepseek", remarks=[ANOTHER])
    entity = load_entity(staged, "company/deepseek")
    assert created is not None
    assert entity.view is not None
    # A view of an older layout says nothing of its card: it is read as if the card had begun with the entity.
    older = replace(entity, view=replace(entity.view, layout=layout, card_since=entity.view.created_at))
    stored = entity if layout == LAYOUT else older
    row = staged.table.get([keys.revision_key("company/deepseek", entity.view.revision)])
    (last,) = map(read_revision, row.values())

    (view,) = replay(stored, stored.facts.values(), [last]).views

    assert view.card_since == (entity.view.card_since if layout == LAYOUT else last.at)
    assert created.updated_at < view.card_since
