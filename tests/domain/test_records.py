"""Records: a fact written for the table comes back whole, without any declaration."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.facts.records import read_fact, read_value, write_fact, write_value
from chalicelib.domain.values import Code, Named, Text, Value
from tests.conftest import examples
from tests.domain.builders import a_fact, a_ranking, a_reinstatement, a_retraction, somebody, usd
from tests.domain.strategies import MISSING, VALUES_OF_A_SLOT, slots
from tests.domain.values.test_values import VALUES

LATER, LAST = "2026-11-24T10:00:00.000Z", "2026-11-25T10:00:00.000Z"

FULL = replace(
    a_fact(
        usd("94.60", "about"),
        qualifiers={"tier": Code("batch"), "provider": Named("Azure, East US")},
        scope=Text("excluding the cloud business"),
        period="P6M",
        condition="whichever is higher",
        valid="2025-01-29~/..",
        published="2025-01",
        publisher="Reuters",
        root="source/wire",
        speaker=somebody("people familiar with the matter"),
        via="WeChat",
        basis="derived",
        certainty="left_open",
        quote="2.71 percent to 94.60 euros",
        as_stated="94.60 euros",
        decisions=(
            a_retraction(at=LATER, source="source/correction"),
            a_reinstatement(at=LATER),
            replace(a_ranking("deprecated", at=LAST), revision=8),
        ),
    ),
    place=3,
    revision=7,
)


def through_the_table(record: Any) -> Any:
    return json.loads(json.dumps(record))


def test_a_fact_with_every_member_comes_back_as_it_was() -> None:
    assert read_fact(through_the_table(write_fact(FULL))) == FULL


def test_a_fact_with_no_member_but_the_required_comes_back_as_it_was() -> None:
    assert read_fact(through_the_table(write_fact(a_fact()))) == a_fact()


@given(slots(least=1))
@settings(max_examples=examples(30), deadline=None)
def test_any_fact_comes_back_as_it_was(facts: list[Fact]) -> None:
    assert [read_fact(through_the_table(write_fact(fact))) for fact in facts] == facts


@given(VALUES)
@settings(max_examples=examples(50), deadline=None)
def test_any_value_comes_back_as_it_was(value: Value) -> None:
    assert read_value(through_the_table(write_value(value))) == value


@given(VALUES, VALUES)
@settings(max_examples=examples(30), deadline=None)
def test_different_values_are_written_differently(one: Value, other: Value) -> None:
    assert (one == other) == (write_value(one) == write_value(other))


@pytest.mark.parametrize("values", [*VALUES_OF_A_SLOT, MISSING])
def test_every_type_of_value_has_its_tag(values: list[Value]) -> None:
    assert [read_value(write_value(value)) for value in values] == values


def test_members_without_a_value_take_no_room() -> None:
    assert write_fact(a_fact(name="a")) == {
        "id": "a",
        "entity": "model/gpt-4",
        "property": "amount",
        "value": ["quantity", {"amount": "5", "unit": "USD"}],
        "evidence": {"source": "source/the-register", "basis": "third_party_report"},
        "root": "source/the-register",
        "recorded_at": "2026-11-23T10:00:00.000Z",
        "recorded_by": "key_tests",
        "revision": 0,
    }


def test_a_date_that_is_none_is_refused_on_reading() -> None:
    with pytest.raises(ValueError, match="not a date on record"):
        read_value(["date", "2025-13"])


@given(st.sampled_from([FULL, a_fact()]))
@settings(max_examples=2)
def test_what_is_written_twice_is_written_alike(fact: Fact) -> None:
    assert write_fact(read_fact(write_fact(fact))) == write_fact(fact)
