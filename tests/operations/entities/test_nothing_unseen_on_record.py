"""The law of the flat view through the write path: random facts recorded, decided on and read by all clocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.operations.entities.loading import load_entity, load_view
from chalicelib.operations.entities.read import read, resolve_at
from chalicelib.operations.world import NOW, Moment
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock, examples, is_thorough
from tests.operations.builders import a_company, a_source, ref, view, world_on
from tests.operations.entities.test_nothing_unseen import Place, unordered, unseen
from tests.operations.histories import (
    ALLOWED,
    SOURCES,
    START,
    History,
    Sent,
    Stage,
    histories,
    qualifier_values,
    values_sent,
)

POINTS_OF_VIEW = [
    Moment(valid_at=valid_at, published_before=published_before)
    for valid_at in (None, "2025-01-11T00:00:00.000Z")
    for published_before in (None, "2025-01-20T00:00:00.000Z")
]
FEW = settings(max_examples=examples(8))  # a history costs many reads and writes


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    clock, table = Clock(START), SqliteTable(":memory:")
    world = world_on(table, clock)
    a_source(world)
    for slug, fields in SOURCES.items():
        a_source(world, slug, **fields)
    for slug in ("a", "b"):
        a_company(world, slug)
    yield Stage(world, clock)
    table.close()


def answer(stage: Stage, entity: str, moment: Moment) -> dict[str, Any]:
    """Read a view with its reasons."""
    return read(stage.world, ref=ref(entity), moment=moment, explain=True).view


def _without_reasons(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in shown.items() if name != "explain"}


def _assert_the_stored_view_is_used(stage: Stage, entity: str, now: str) -> None:
    """Check that a read takes the stored view on the day of the write; a later day may change what is shown."""
    stored = load_view(stage.world, entity)
    assert stored.view is not None
    assert stored.current_view(now) is not None or stored.view.updated_at[:10] < now[:10]


def _assert_nothing_unseen(stage: Stage, entity: str, place: Place) -> None:
    """Check that each fact is chosen or named with a reason, and is in the view unless it was left out."""
    name = place.declared.name
    facts = [each for each in load_entity(stage.world, entity).facts.values() if each.content.property == name]
    for moment in POINTS_OF_VIEW:
        shown = answer(stage, entity, moment)
        slots = shown["explain"].get(name, [])
        named = {each["fact"] for slot in slots for each in slot["rejected"] if each["reason"]}
        assert {fact.id for fact in facts} <= named | {slot["chosen"] for slot in slots if slot["why"]}
        resolved = resolve_at(stage.world, entity, moment).resolved
        assert unseen(place, facts, shown, resolved) == []


@FEW
@given(histories())
def test_what_was_answered_is_answered_again_and_nothing_stands_unseen(stage: Stage, history: History) -> None:
    entity = stage.entity(history.place)
    answers: list[tuple[Moment, dict[str, Any]]] = []
    for _ in stage.play(entity, history, range(len(history.sent))):
        known_at = stage.clock.next
        _assert_the_stored_view_is_used(stage, entity, known_at)
        assert view(stage.world, entity) == _without_reasons(answer(stage, entity, NOW))
        answers += [(replace(moment, known_at=known_at), answer(stage, entity, moment)) for moment in POINTS_OF_VIEW]
        _assert_nothing_unseen(stage, entity, history.place)

    for moment, then in answers:
        assert answer(stage, entity, moment) == then


@FEW
@given(histories(), st.data())
def test_no_order_of_recording_changes_what_is_answered(stage: Stage, history: History, data: st.DataObject) -> None:
    places = range(len(history.sent))
    seen = [_at_the_end(stage, history, order) for order in (places, data.draw(st.permutations(places)))]

    assert seen[0] == seen[1]


def _at_the_end(stage: Stage, history: History, order: Sequence[int]) -> list[Any]:
    entity = stage.entity(history.place)
    for _ in stage.play(entity, history, order):
        pass
    own = {"ref", "slug", "created_at", "updated_at"}
    views = [read(stage.world, ref=ref(entity), moment=moment).view for moment in POINTS_OF_VIEW]
    return [unordered({name: each for name, each in shown.items() if name not in own}) for shown in views]


@pytest.mark.parametrize("place", ALLOWED if is_thorough() else ALLOWED[::20], ids=repr)
def test_the_service_accepts_the_values_of_every_property(stage: Stage, place: Place) -> None:
    """The histories hold nothing if the service refuses their facts."""
    entity = stage.entity(place)
    required = {q.name: qualifier_values(q)[0] for q in place.declared.qualifiers if q.required}
    qualifiers = {"qualifiers": required} if required else {}
    evidence = {"source": "source/a", "basis": "third_party_report"}
    accepted = [
        stage.send(
            entity, Sent({"property": place.declared.name, "value": value, "evidence": evidence, **qualifiers}), []
        )
        for value in values_sent(place)
    ]

    assert len(set(filter(None, accepted))) >= 2
