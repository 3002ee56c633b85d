"""The laws of marks: they say what reading the slots says, at every `known_at`, and a retraction undoes all of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.resolution import REPLACED
from chalicelib.domain.values import Missing
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.world import Moment, RequestContext
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock, is_thorough
from tests.operations.builders import CALLER, EVIDENCE, a_company, a_source, view, without_times, world_on
from tests.operations.histories import ALLOWED, SOURCES, START, Decided, History, Sent, Stage, histories

FEW = settings() if is_thorough() else settings(max_examples=25)


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


COUNTRY = next(each for each in ALLOWED if (each.kind.name, each.declared.name) == ("company", "country"))


@st.composite
def linked_facts(draw: st.DrawFn) -> History:
    """Draw countries of one company by few sources, most of which are linked, and decisions on them."""
    said = st.tuples(
        st.sampled_from(["CN", "SG"]),
        st.sampled_from(["source/b", "source/d", "source/a"]),
        st.sampled_from(["asserted", "asserted", "expected", "rumoured"]),
    )
    drawn = draw(st.lists(said, min_size=3, max_size=5, unique_by=lambda each: each[:2]))
    sent = [
        Sent(
            {"property": "country", "value": value, "evidence": {**EVIDENCE, "source": source, "certainty": certainty}},
            draw(st.none() | st.integers(0, place - 1)) if place else None,
        )
        for place, (value, source, certainty) in enumerate(drawn)
    ]
    verdicts = st.sampled_from(["retracted", "retracted", "reinstated", "normal", "deprecated"])
    decided = st.lists(st.builds(Decided, st.integers(0, len(sent) - 1), verdicts), max_size=3)
    return History(COUNTRY, sent, draw(decided), None)


def linked(history: History) -> History:
    """Let the sources with links say more of the facts, none of which is bound to a time."""

    def timeless(sent: Sent) -> Sent:
        body = {name: each for name, each in sent.body.items() if name != "valid"}
        source = {"source/c": "source/b", "source/e": "source/d"}.get(body["evidence"]["source"])
        return Sent({**body, "evidence": {**body["evidence"], **({"source": source} if source else {})}}, sent.replaces)

    return history._replace(sent=[timeless(each) for each in history.sent])


def rejected_as_replaced(stage: Stage, entity: str, known_at: str | None) -> dict[str, bool]:
    """Say of each standing fact that is in one slot and may be shown whether reading the slot finds it replaced."""
    found, resolved = resolve_at(stage.world, entity, Moment(known_at=known_at))
    readings = [slot.reading for slots in resolved.slots.values() for slot in slots]
    replaced = {each.fact for reading in readings for each in reading.rejected if each.reason == REPLACED}
    return {fact.id: fact.id in replaced for fact in found.facts.values() if is_plain(fact, known_at)}


def is_plain(fact: Fact, known_at: str | None) -> bool:
    standing = fact.standing(known_at)
    is_shown = standing.stands and standing.rank is not Rank.DEPRECATED
    return (
        is_shown and fact.was_recorded(known_at) and fact.content.valid is None and not isinstance(fact.value, Missing)
    )


@given(linked_facts() | linked_facts() | histories().map(linked), st.randoms(use_true_random=False))
@FEW
def test_a_mark_says_what_reading_the_slot_says_at_every_moment(stage: Stage, history: History, order: Any) -> None:
    entity = stage.entity(history.place)
    shuffled = order.sample(range(len(history.sent)), len(history.sent))
    moments = [stage.clock(), *(stage.clock() for _ in stage.play(entity, history, shuffled))]

    facts = load_entity(stage.world, entity).facts
    for known_at in (*moments, None):
        expected = rejected_as_replaced(stage, entity, known_at)
        assert {name: bool(facts[name].replaced_by(known_at)) for name in expected} == expected
    assert audit(stage.world, ref=entity) == []


def state_of(stage: Stage, entity: str, *, without: str | None) -> str:
    """Write down the view, and each fact but one as it is now."""
    facts = load_entity(stage.world, entity).facts.values()
    shown = [fact.json_value() for fact in facts if fact.id != without]
    return json.dumps([without_times(view(stage.world, entity)), sorted(shown, key=lambda each: each["id"])])


@given(linked_facts() | histories())
@FEW
def test_a_retraction_gives_back_what_the_fact_replaced(stage: Stage, history: History) -> None:
    entity = stage.entity(history.place)
    ids: list[str | None] = []
    for sent in history.sent[:-1]:
        ids.append(stage.send(entity, sent, ids))
    before = state_of(stage, entity, without=None)

    last = stage.send(entity, history.sent[-1], ids)
    if last is None or last in ids:
        return
    retract(RequestContext(stage.world, CALLER), fact_id=last, reason="Misread.")

    assert state_of(stage, entity, without=last) == before
