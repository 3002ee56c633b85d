"""The worked examples are valid, and the entities they refer to can be created."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.kinds import KINDS
from tests.kinds.examples import supporting, worked
from tests.kinds.reading import faults_of_body, refs_in

WORKED = [pytest.param(kind, body, id=f"{kind}-{body['slug']}") for kind, body in worked()]


@pytest.mark.parametrize(("kind", "body"), WORKED)
def test_a_worked_example_is_valid_field_by_field(kind: str, body: Mapping[str, Any]) -> None:
    assert faults_of_body(KINDS[kind], body) == []


@pytest.mark.parametrize(("kind", "body"), WORKED)
def test_a_worked_example_says_where_its_values_come_from(kind: str, body: Mapping[str, Any]) -> None:
    assert kind == "source" or {"source", "basis"} <= body["evidence"].keys()


def test_there_is_an_example_of_every_kind_and_every_event_type() -> None:
    types = [body["type"] for kind, body in worked() if kind == "event"]

    assert [t.name for t in KINDS["event"].types] == types
    assert {kind for kind, _ in worked()} == set(KINDS)
    assert KINDS["event"].example["type"] in types


@pytest.mark.parametrize("event_type", KINDS["event"].types, ids=lambda t: t.name)
def test_the_example_of_an_event_type_shows_most_of_its_fields(event_type: Any) -> None:
    taken = [p.name for p in event_type.properties if p.closed is None]
    shown = [name for name in taken if name in event_type.example]

    assert len(shown) >= len(taken) - 1


def test_the_supporting_entities_are_exactly_those_that_the_examples_refer_to() -> None:
    made = [f"{kind}/{body['slug']}" for kind, body in supporting()]
    needed = {ref for _, body in [*worked(), *supporting()] for ref in refs_in(body)}

    assert len(made) == len(set(made))
    assert set(made) == needed


def test_supporting_entities_come_after_those_they_refer_to() -> None:
    made: set[str] = set()
    for kind, body in supporting():
        assert faults_of_body(KINDS[kind], body) == []
        assert set(refs_in(body)) <= made
        made.add(f"{kind}/{body['slug']}")


def test_no_example_has_the_slug_of_another() -> None:
    refs = [f"{kind}/{body['slug']}" for kind, body in [*supporting(), *worked()]]

    assert len(refs) == len(set(refs))
