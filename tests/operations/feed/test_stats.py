"""The counts of the service: exact as of the change they name, and never counted by reading."""

from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import Busy
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.feed.changes import changes
from chalicelib.operations.feed.stats import stats
from chalicelib.operations.world import World
from tests.conftest import Calls
from tests.operations.builders import a_company, a_fact, a_source, an_instrument, on, revisions, state
from tests.operations.faulty import Colliding, Lagging, Overtaken
from tests.operations.happenings import Service


def counted(world: World, entities: list[str]) -> dict[str, Any]:
    """Count everything that is there, entity by entity."""
    found: dict[str, Any] = {"change": 0, "settled": True, "entities": dict.fromkeys(KINDS, 0)}
    found |= {"facts": 0, "sources": 0, "conflicts": 0}
    for name in entities:
        entity = load_entity(world, name)
        assert entity.view is not None
        found["change"] += len(revisions(world, name))
        end = entity.view.lifecycle
        is_merged = end is not None and end.into is not None
        found["facts"] += 0 if is_merged else sum(not fact.is_closed_copy for fact in entity.facts.values())
        if end is None:
            found["entities"][name.split("/")[0]] += 1
            found["conflicts"] += sum(conflict["state"] == "open" for conflict in entity.view.conflicts)
    return {**found, "sources": found["entities"]["source"]}


def test_of_nothing_there_is_nothing(world: World) -> None:
    assert stats(world) == counted(world, [])


def test_counts_are_those_of_every_entity(world: World) -> None:
    service = Service(world, Random(1), companies=2)
    assert stats(world) == counted(world, [*service.sources, *service.alive])
    assert stats(world)["entities"]["company"] == 2


@pytest.mark.parametrize("seed", range(8))
def test_after_any_history_the_counts_are_those_of_every_entity(quick: World, seed: int) -> None:
    service = Service(quick, Random(seed))
    for _ in range(40):
        service.happen()
        if service.random.random() < 0.3:
            assert stats(quick) == counted(quick, [*service.sources, *service.alive, *service.over])
    assert stats(quick) == counted(quick, [*service.sources, *service.alive, *service.over])


def test_the_facts_of_a_series_count(world: World) -> None:
    a_source(world)
    an_instrument(world)
    before = stats(world)["facts"]
    price = {"value": {"amount": "118.42", "unit": "USD"}, "valid": "2025-01-27/2025-01-27"}
    state(world, a_fact("instrument/nvda", "price", **price))
    assert stats(world)["facts"] == before + 1


def test_counting_is_one_call_when_every_change_has_its_number(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    a_company(dynamo_world)
    first = stats(dynamo_world)
    calls.clear()
    assert stats(dynamo_world) == first
    assert calls.names == ["Query"]


def test_what_waits_is_numbered_first(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    stats(dynamo_world)
    a_company(dynamo_world)
    calls.clear()
    assert stats(dynamo_world)["change"] == 2
    assert calls.names == ["Query", "GetItem", "Query", "BatchGetItem", "TransactWriteItems", "GetItem"]


@pytest.mark.parametrize("hidden", [1, 2, 3, 100])
def test_a_lagging_index_makes_the_counts_older_but_never_wrong(quick: World, hidden: int) -> None:
    a_source(quick)
    companies = [a_company(quick, f"c{n}").ref for n in range(5)]
    every = ["source/report", *companies]
    late = stats(on(quick, Lagging(quick.table, hidden=hidden)))
    assert late == counted(quick, every[: late["change"]])
    assert stats(quick) == counted(quick, every)
    a_company(quick, "last")
    assert stats(on(quick, Lagging(quick.table, hidden=hidden))) == counted(quick, every)


def test_more_than_one_batch_is_counted(quick: World) -> None:
    a_source(quick)
    companies = [a_company(quick, f"c{n}").ref for n in range(100)]
    assert stats(quick) == counted(quick, ["source/report", *companies])


def test_counts_say_when_more_changes_wait_than_one_request_numbers(quick: World) -> None:
    a_source(quick)
    companies = [a_company(quick, f"c{n}").ref for n in range(200)]
    early, late = stats(quick), stats(quick)
    assert (early["settled"], early["change"]) == (False, 180)
    assert late == counted(quick, ["source/report", *companies])


def test_the_head_is_no_pending_change(world: World) -> None:
    a_source(world)
    stats(world)
    a_company(world)
    assert [item["ref"] for item in changes(world, after=0, limit=10).items] == ["source/report", "company/deepseek"]


def test_who_numbers_at_the_same_time_changes_nothing(quick: World) -> None:
    a_source(quick)
    a_company(quick)
    rival = Overtaken(quick.table, lambda: changes(quick, after=0, limit=1))
    assert stats(on(quick, rival)) == counted(quick, ["source/report", "company/deepseek"])


def test_a_feed_that_others_always_move_first_is_busy(quick: World) -> None:
    a_source(quick)
    with pytest.raises(Busy):
        stats(on(quick, Colliding(quick.table)))
