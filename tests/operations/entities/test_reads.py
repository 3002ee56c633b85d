"""Lists of facts of an entity: pages, clocks and refusals."""

from typing import Any

import pytest

from chalicelib.domain.errors import BadCursor, BadParameter, NotFound, Refusal
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.conflicts import conflicts
from chalicelib.operations.entities.history import history
from chalicelib.operations.entities.read import read
from chalicelib.operations.facts.entity_facts import entity_facts
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.ready import ready
from chalicelib.operations.world import Moment, World
from tests.conftest import Clock
from tests.operations.builders import a_company, a_source, an_event, pages, ref, said_by, say

DEEPSEEK = ref("company/deepseek")
NOBODY = ref("company/nobody")


@pytest.fixture
def staged(world: World) -> World:
    """A company with some facts."""
    a_source(world, published="2025-01")
    a_source(world, "other")
    a_company(world, aliases=["a", "b", "c", "d"], country="CN")
    return world


def test_the_pages_together_are_all_facts_in_the_order_of_properties(staged: World) -> None:
    found = [item for page in pages(entity_facts, world=staged, ref=DEEPSEEK, limit=2) for item in page.items]
    assert [item["property"] for item in found] == ["aliases"] * 4 + ["country", "name"]
    assert found[4]["evidence"]["source"] == "source/report"
    aliases = pages(entity_facts, world=staged, ref=DEEPSEEK, property_name="aliases", limit=3)
    assert [len(page.items) for page in aliases][:2] == [3, 1]


def test_a_list_names_the_sources_of_all_its_values(staged: World) -> None:
    say(staged, "company/deepseek", aliases=["e"], evidence=said_by("other"))
    assert read(staged, ref=DEEPSEEK).view["sources"] == ["source/other", "source/report"]


def test_of_two_standing_values_the_one_that_is_not_shown_is_listed_beside_it(staged: World) -> None:
    say(staged, "company/deepseek", country="SG", evidence={**said_by("other"), "certainty": "rumoured"})
    view = read(staged, ref=DEEPSEEK).view
    assert (view["country"], view["disputed"]) == ("CN", [])
    assert view["also"] == {"country": [{"value": "SG", "hedged": "rumoured"}]}


def test_an_unknown_property_is_answered_with_the_nearest_name(staged: World) -> None:
    with pytest.raises(BadParameter, match="country"):
        entity_facts(staged, ref=DEEPSEEK, property_name="contry", limit=10)


def test_facts_are_filtered_by_all_three_clocks(staged: World) -> None:
    say(staged, "company/deepseek", organisation_type={"value": "lab", "valid": "2023/2024"})
    recorded = entity_facts(staged, ref=DEEPSEEK, property_name="country", limit=1).items[0]["recorded_at"]

    def found(**moment: str) -> set[str]:
        items = entity_facts(staged, ref=DEEPSEEK, moment=Moment(**moment), limit=100).items
        return {item["property"] for item in items}

    assert found(known_at=recorded) == {"aliases", "country", "name"}
    assert found(valid_at="2025-06-01T00:00:00.000Z") == {"aliases", "country", "name"}
    assert found(valid_at="2024-06-01T00:00:00.000Z") == {"aliases", "country", "name", "organisation_type"}
    assert found(published_before="2025-01-01T00:00:00.000Z") == set()


def test_facts_and_explanations_are_grouped_by_property(staged: World) -> None:
    say(staged, "company/deepseek", country="SG", evidence=said_by("other", basis="opinion"))
    shown = read(staged, ref=DEEPSEEK, include_facts=True, explain=True).view
    assert [fact["value"] for fact in shown["facts"]["country"]] == ["CN", "SG"]
    (slot,) = shown["explain"]["country"]
    chosen, rejected = (fact["id"] for fact in shown["facts"]["country"])
    assert (slot["chosen"], slot["conflict"]) == (chosen, "open")
    assert [each["fact"] for each in slot["rejected"]] == [rejected]
    assert slot["why"][0].startswith("basis")


READS: dict[str, Any] = {
    "facts": lambda world, **more: entity_facts(world, ref=DEEPSEEK, limit=1, **more),
    "aliases": lambda world, **more: entity_facts(world, ref=DEEPSEEK, property_name="aliases", limit=1, **more),
    "history": lambda world, **more: history(world, ref=DEEPSEEK, limit=1, **more),
    "events": lambda world, **more: listing(world, kind=KINDS["event"], limit=1, **more),
    "events, oldest first": lambda world, **more: listing(
        world, kind=KINDS["event"], descending=False, limit=1, **more
    ),
    "timeline": lambda world, **more: timeline(world, ref=DEEPSEEK, limit=1, **more),
    "timeline, oldest first": lambda world, **more: timeline(world, ref=DEEPSEEK, newest_first=False, limit=1, **more),
}


def test_a_cursor_is_valid_for_its_query_for_a_day(staged: World, clock: Clock) -> None:
    for n in range(3):
        an_event(staged, f"e{n}", participants=[{"value": "company/deepseek", "role": "developer"}])
    say(staged, "company/deepseek", description="A lab.")
    cursors = {name: ask(staged).next for name, ask in READS.items()}
    for name, ask in READS.items():
        assert ask(staged, cursor=cursors[name]).items
        for other, cursor in cursors.items():
            for wrong in ([cursor] if other != name else []) + [cursor[:-1], cursor + "A", "", "x", "é", "A" * 5000]:
                with pytest.raises(BadCursor):
                    ask(staged, cursor=wrong)
    clock.advance(days=1, seconds=60)
    for name, ask in READS.items():
        with pytest.raises(BadCursor):
            ask(staged, cursor=cursors[name])


@pytest.mark.parametrize("slug", ["e" * 80, "9" + "._-" * 26])
def test_cursors_of_the_longest_names_fit(staged: World, slug: str) -> None:
    for n in range(2):
        a_company(staged, f"{slug[:78]}{n}", name="🦙" * 200)
    assert len(list(pages(listing, world=staged, kind=KINDS["company"], limit=1))) >= 3


def test_a_missing_entity_is_not_found_by_any_read(staged: World) -> None:
    attempts: list[Any] = [
        lambda: read(staged, ref=NOBODY),
        lambda: read(staged, ref=NOBODY, explain=True),
        lambda: conflicts(staged, ref=NOBODY),
        lambda: entity_facts(staged, ref=NOBODY, limit=1),
        lambda: entity_facts(staged, ref=NOBODY, property_name="name", limit=1),
        lambda: history(staged, ref=NOBODY, limit=1),
        lambda: timeline(staged, ref=NOBODY, limit=1),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()


def test_an_entity_without_events_has_an_empty_timeline(staged: World) -> None:
    assert timeline(staged, ref=DEEPSEEK, limit=10).items == []


def test_facts_before_the_entity_was_created_are_not_found(staged: World) -> None:
    with pytest.raises(Refusal):
        entity_facts(staged, ref=DEEPSEEK, moment=Moment(known_at="2020-01-01T00:00:00.000Z"), limit=1)


def test_a_table_that_answers_is_ready(staged: World) -> None:
    ready(staged)
