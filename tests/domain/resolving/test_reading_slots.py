"""Slots of the reading: facts that answer the same question, however it is written."""

from typing import Any

import pytest

from chalicelib.domain.resolving.reading_slots import SlotShape, reading_slots, unit_group
from chalicelib.domain.values import Missing, Named, Quantity, Ref, Text, Value
from tests.domain.builders import a_fact, usd

AMOUNTS = SlotShape(("provider", "region"), amounts=True)
EUR = Quantity("5", "EUR")


def slots(*contents: dict[str, Any], shape: SlotShape = AMOUNTS) -> list[list[int]]:
    """Give the places of these facts by slot."""
    facts = [a_fact(**{"value": usd("5"), **each}, name=str(place)) for place, each in enumerate(contents)]
    return [[int(fact.id) for fact in group] for group in reading_slots(facts, shape).values()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"scope": Named("The Cloud-Business")}, {"scope": Named("the cloud business")}),
        ({"period": "2024/2024"}, {"period": "2024-01-01/2024-12-31"}),
        ({"condition": "over 200,000 tokens"}, {"condition": "over 200000 tokens"}),
        ({"qualifiers": {"region": Text("US")}}, {"qualifiers": {"region": Text("United States")}}),
        ({"qualifiers": {"provider": Named("OpenAI")}}, {"qualifiers": {"provider": Ref("company", "openai")}}),
        ({"value": Quantity("1", "day")}, {"value": Quantity("5", "hour")}),
        ({"qualifiers": {"note": Text("a")}}, {"qualifiers": {"note": Text("b")}}),
    ],
)
def test_one_question_is_one_slot(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert slots(one, other) == [[0, 1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"scope": Named("p1")}, {"scope": Named("p2")}),
        ({"scope": Named("p1")}, {}),
        ({"period": "2024/2024"}, {"period": "2025/2025"}),
        ({"condition": "over 200,000 tokens"}, {}),
        ({"value": EUR}, {"value": usd("5")}),
        ({"value": Quantity("1", "month")}, {"value": Quantity("30", "day")}),
        (
            {"qualifiers": {"provider": Ref("product", "openai")}},
            {"qualifiers": {"provider": Ref("company", "openai")}},
        ),
    ],
)
def test_two_questions_are_two_slots(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert slots(one, other) == [[0], [1]]


def test_a_condition_parts_amounts_alone() -> None:
    officers = {"value": Ref("person", "a")}, {"value": Ref("person", "b"), "condition": "interim"}

    assert slots(*officers, shape=SlotShape()) == [[0, 1]]


def test_a_text_that_could_stand_for_two_refs_stands_for_none() -> None:
    refs = [{"qualifiers": {"provider": Ref(kind, "openai")}} for kind in ("company", "product")]

    assert slots(*refs, {"qualifiers": {"provider": Named("OpenAI")}}) == [[0], [1], [2]]


@pytest.mark.parametrize("missing", [Missing("unknown"), Missing("none")])
def test_a_missing_amount_stands_in_the_slots_of_all_units(missing: Value) -> None:
    assert slots({}, {"value": EUR}, {"value": missing}) == [[0, 2], [1, 2]]
    assert slots({}, {"value": missing, "period": "P1Y"}) == [[0], [1]]


def test_of_many_every_value_is_a_slot_of_its_own_however_it_is_written() -> None:
    names = [{"value": value} for value in (Text("DeepSeek AI"), Text("deepseek-ai"), Text("DeepSeek"))]

    assert slots(*names, shape=SlotShape(many=True)) == [[0, 1], [2]]


def test_a_slot_names_the_unit_that_all_its_amounts_convert_to() -> None:
    assert unit_group([a_fact(Missing("none")), a_fact(Quantity("5", "MW"))]) == "W"
    assert unit_group([a_fact(Text("a"))]) is None
