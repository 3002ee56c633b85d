"""Facts that stand apart, after a death or a lost answer, and sent again: each is recorded once."""

from typing import Any

import pytest

from chalicelib.domain.errors import Refusal
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.world import IdempotentRequest, World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import (
    a_company,
    a_fact,
    on,
    revisions,
    view,
    without_times,
    world_on,
)
from tests.operations.faulty import Dying, Killed, Losing, Overtaken, Recording
from tests.operations.writes.many_facts import PRICES, RECEIPT, a_price, apart, prepare, refusals, shown, with_key


@pytest.fixture
def staged(quick: World) -> World:
    """The stage on SQLite in memory."""
    return prepare(quick)


def on_record(world: World) -> dict[str, Any]:
    """Give what is known of the models, however often it was tried."""
    names = ("model/v3", "model/m1")
    return {
        name: (without_times(view(world, name)), sorted(load_entity(world, name).facts), len(revisions(world, name)))
        for name in names
    }


MANY = [*PRICES[:95], a_fact("model/v3", "level", "nonsense"), *[a_price(number, "model/m1") for number in range(4)]]


def test_dying_at_any_call_leaves_whole_transactions_and_a_repeat_continues() -> None:
    undisturbed = prepare(world_on(SqliteTable(":memory:"), Clock()))
    expected = shown(apart(undisturbed, *MANY, key=with_key()))
    died = 0
    while True:
        world = prepare(world_on(SqliteTable(":memory:"), Clock()))
        try:
            apart(on(world, Dying(world.table, at=died + 1)), *MANY, key=with_key())
        except Killed:
            died += 1
        else:
            break
        assert_whole_transactions(world)
        assert shown(apart(world, *MANY, key=with_key())) == expected
        assert on_record(world) == on_record(undisturbed)
    assert died > 8


def assert_whole_transactions(world: World) -> None:
    assert len(load_entity(world, "model/v3").facts) in (1, 91, 96)
    assert len(load_entity(world, "model/m1").facts) in (1, 5)


@pytest.mark.parametrize("lands", [True, False])
@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_lost_answers_record_nothing_twice_and_are_no_replay(staged: World, lands: bool, times: int) -> None:
    recorded = apart(on(staged, Losing(staged.table, lands=lands, times=times)), *MANY, key=with_key())
    assert len(recorded.facts) == 99
    assert not recorded.is_replay
    assert len(revisions(staged, "model/v3")) == 3
    assert shown(apart(staged, *MANY, key=with_key())) == shown(recorded)


def test_the_same_request_sent_concurrently_is_carried_out_once(staged: World) -> None:
    def rival() -> None:
        apart(staged, *MANY, key=with_key())

    recorded = apart(on(staged, Overtaken(staged.table, rival)), *MANY, key=with_key())
    assert len(recorded.facts) == 99
    assert len(revisions(staged, "model/v3")) == 3
    again = with_key()
    assert shown(apart(staged, *MANY, key=again)) == shown(recorded)


def test_a_repeat_without_a_key_records_nothing_more(staged: World) -> None:
    first = apart(staged, *PRICES)
    table = Recording(staged.table)
    again = apart(on(staged, table), *PRICES)
    assert (again.facts, again.created, table.commits) == (first.facts, False, [])


def test_a_replay_answers_what_was_done_and_tries_what_was_refused_again(staged: World) -> None:
    facts = [*PRICES[:95], a_fact("model/v3", "developer", "company/new")]
    first = apart(staged, *facts, key=with_key())
    assert refusals(first) == {(95,): "invalid"}
    a_company(staged, "new")
    second = apart(staged, *facts, key=with_key())
    assert (refusals(second), len(second.facts), second.is_replay) == ({}, 96, False)
    table = Recording(staged.table)
    third = apart(on(staged, table), *facts, key=with_key())
    assert shown(third) == shown(second)
    assert (third.is_replay, table.commits) == (True, [])


def test_a_receipt_that_was_written_before_there_were_parts_settles_the_entity(staged: World) -> None:
    first = apart(staged, a_fact(), key=with_key())
    row = staged.table.get([RECEIPT])[RECEIPT]
    for each in row.body["done"]:
        del each["places"]
    again = apart(staged, a_fact(), key=with_key())
    assert (again.facts, again.is_replay) == (first.facts, True)


def test_another_request_with_the_same_key_is_refused_whole(staged: World) -> None:
    apart(staged, a_fact(), key=with_key())
    with pytest.raises(Refusal) as refusal:
        apart(staged, "no fact", a_fact(value="FR"), key=IdempotentRequest(digest="k", asked="that"))
    assert refusal.value.code == "idempotency_key_reused"
