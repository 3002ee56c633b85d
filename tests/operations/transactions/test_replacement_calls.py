"""The calls and actions of corrections, and of what a newer edition did not repeat; a mark is an action each."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.errors import TooManyActions
from chalicelib.operations.facts.not_repeated import not_repeated
from chalicelib.operations.world import NOW, RequestContext, World
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.patch import patch
from tests.conftest import Calls
from tests.operations.builders import CALLER, EVIDENCE, a_company, a_fact, a_source, fact_ids, ref, said_by, say, state

DEEPSEEK, WRITE = "company/deepseek", "TransactWriteItems"


@pytest.fixture(autouse=True)
def stage(dynamo_world: World, calls: Calls) -> Iterator[None]:
    a_source(dynamo_world)
    a_source(dynamo_world, "second", supersedes="source/report")
    a_company(dynamo_world, country="CN", founded="2022")
    calls.clear()
    return iter([None])


def actions(calls: Calls) -> list[str]:
    """Name the rows of facts that the only transaction writes, by their property."""
    (found,) = (call.params["TransactItems"] for call in calls if call.operation == WRITE)
    keys = [next(iter(each.values()))["Item"]["sk"]["S"] for each in found if "Put" in each]
    return [key.split("#")[1] for key in keys if key.startswith("F#")]


def test_a_correction_is_two_calls_and_one_action_more_for_each_fact_that_it_replaces(
    dynamo_world: World, calls: Calls
) -> None:
    (wrong,) = fact_ids(dynamo_world, DEEPSEEK, "country")
    calls.clear()

    state(dynamo_world, a_fact(value="SG", evidence={**EVIDENCE, "replaces": [wrong]}))

    assert calls.names == ["Query", WRITE]
    assert actions(calls) == ["country", "country"]


def test_a_newer_edition_is_read_with_its_first_fact_and_marks_what_it_replaces(
    dynamo_world: World, calls: Calls
) -> None:
    (new,) = state(dynamo_world, a_fact(value="SG", evidence=said_by("second")))

    assert calls.names == ["Query", "GetItem", WRITE]
    assert actions(calls) == ["country", "country"]
    calls.clear()
    retract(RequestContext(dynamo_world, CALLER), fact_id=new, reason="Misread.")
    assert (calls.names, actions(calls)) == (["Query", WRITE], ["country", "country"])


def test_a_write_that_replaces_nothing_marks_nothing(dynamo_world: World, calls: Calls) -> None:
    say(dynamo_world, DEEPSEEK, country="SG")

    assert (calls.names, actions(calls)) == (["Query", WRITE], ["country"])


def test_what_was_not_repeated_is_three_calls(dynamo_world: World, calls: Calls) -> None:
    found = not_repeated(dynamo_world, superseded=ref("source/report"), moment=NOW)

    assert {each["property"] for each in found.items} == {"name", "country", "founded"}
    # The sources merged into it, its facts, and whether their entities were merged.
    assert calls.names == ["Query", "Query", "BatchGetItem"]


def test_an_earlier_edition_is_named_without_a_further_read(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world, "third")
    calls.clear()

    patch(RequestContext(dynamo_world, CALLER), ref=ref("source/third"), body={"supersedes": "source/report"})

    assert calls.names == ["Query", "GetItem", WRITE]


def test_each_edition_before_that_is_a_read(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world, "third")
    calls.clear()

    patch(RequestContext(dynamo_world, CALLER), ref=ref("source/third"), body={"supersedes": "source/second"})

    assert calls.names == ["Query", "GetItem", "GetItem", WRITE]


def test_a_correction_that_marks_more_than_a_transaction_has_room_for_is_refused(dynamo_world: World) -> None:
    for start in (0, 60):
        say(dynamo_world, DEEPSEEK, aliases=[f"Alias {number}" for number in range(start, start + 60)])
    aliases = fact_ids(dynamo_world, DEEPSEEK, "aliases")
    values = [
        {"value": f"Right {place}", "evidence": {"replaces": aliases[place * 20 : place * 20 + 20]}}
        for place in range(6)
    ]

    with pytest.raises(TooManyActions) as refused:
        say(dynamo_world, DEEPSEEK, aliases=values)

    assert refused.value.context["parts"]["facts"] == 126
    assert fact_ids(dynamo_world, DEEPSEEK, "aliases") == aliases
