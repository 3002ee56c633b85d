"""Tables of any size are filled step by step and asked through the application."""

from random import Random
from typing import Any

import pytest

from bench.compared.worker import Context
from bench.filling import CALLER, numbered_entities, world_on
from bench.scale.filling import FACTS_OF_100, entities_of
from bench.scale.names import spread_name
from bench.scale.questions import QUESTIONS, Question, event_of, is_complete
from chalicelib.api.http.request.world import set_world
from chalicelib.kinds import KINDS
from chalicelib.operations.numbering.sequencer import sequence
from chalicelib.operations.world import RequestContext
from chalicelib.operations.writes.create import create
from chalicelib.store.engines.sqlite import SqliteTable

ENTITIES = 60


@pytest.fixture(scope="module")
def app() -> Any:
    """The application on a small table."""
    from app import app

    world = world_on(SqliteTable(":memory:"))
    for start in range(0, ENTITIES, 20):
        for kind, body in numbered_entities(start, start + 20, named=spread_name):
            create(RequestContext(world, CALLER), kind=KINDS[kind], body=body)
    while sequence(world)[1]:
        pass
    set_world(world)
    return app


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_has_an_answer(app: Any, name: str) -> None:
    question = QUESTIONS[name](Random(1), ENTITIES)
    assert app(event_of(question), Context)["statusCode"] == 200


def test_the_entities_of_a_range_are_the_same_in_steps() -> None:
    steps = [each for start in (0, 7, 20) for each in numbered_entities(start, {0: 7, 7: 20, 20: 30}[start])]
    assert steps == [*numbered_entities(0, 30)]


def test_a_size_has_at_least_its_facts() -> None:
    assert all(entities_of(size) * FACTS_OF_100 >= size * 100 for size in (1_000, 10_000, 1_000_000))


def test_names_differ_and_begin_with_any_letters_from_the_start() -> None:
    names = [spread_name(number) for number in range(134_000)]
    assert len({*names}) == len(names)
    assert len({name[:2] for name in names[:500]}) == 64


@pytest.mark.parametrize(
    ("answer", "complete"),
    [
        ({"items": [1], "next": None}, True),
        ({"items": [1, 2], "next": "more"}, True),
        ({"items": [1], "next": "more"}, False),
        ({"items": [], "meta": {"complete": False}}, False),
        ({"results": [{"complete": True}, {"complete": False}]}, False),
    ],
)
def test_an_answer_that_was_cut_short_is_not_complete(answer: Any, complete: bool) -> None:
    assert is_complete(Question("GET", "/v1/{plural}", "/v1/events?limit=2"), answer) is complete
