"""Receipts of idempotent requests: their calls and actions, what they hold and for how long."""

from datetime import datetime

import pytest

from chalicelib.domain.errors import Duplicate, Gone, IdempotencyKeyReused, Refusal, TooManyActions
from chalicelib.domain.instants import plus_ms
from chalicelib.operations.access.api_keys import create_key
from chalicelib.operations.world import World, Written
from chalicelib.store import keys
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import Action, Equals, Put
from tests.conftest import Calls, Clock
from tests.operations.builders import (
    a_company,
    a_fact,
    a_source,
    on,
    revisions,
)
from tests.operations.faulty import Colliding, Dying, Overtaken, Recording
from tests.operations.transactions.idempotency.requests import (
    KEY_RECEIPT,
    NOW,
    VERBS,
    create_once,
    patch_once,
    record_once,
    serialized,
    staged_on,
    with_key,
)
from tests.operations.transactions.test_faults import stage

ONE_COMMIT = [name for name in VERBS if name not in ("record apart", "merge")]


@pytest.mark.parametrize("name", ONE_COMMIT)
def test_a_key_costs_one_read_and_one_action_in_the_same_transaction(quick: World, name: str) -> None:
    without, keyed = [Recording(staged_on(SqliteTable(":memory:")).table) for _ in range(2)]
    VERBS[name](on(quick, without), None)
    VERBS[name](on(quick, keyed), with_key())
    assert len(keyed.commits) == 1
    before = without.commits[0] if without.commits else []
    assert len(keyed.commits[0]) == len(before) + 1
    assert [action.key for action in keyed.commits[0]].count(KEY_RECEIPT) == 1


def test_an_answer_of_the_table_is_read_with_one_call_more(dynamo_world: World, calls: Calls) -> None:
    stage(dynamo_world)
    calls.clear()
    patch_once(dynamo_world, None, founded="1999")
    without = calls.names
    calls.clear()
    patch_once(dynamo_world, with_key(), founded="2001")
    assert sorted(calls.names) == sorted([*without, "GetItem"])
    calls.clear()
    patch_once(dynamo_world, with_key(), founded="2001")
    assert calls.names == ["GetItem", "Query"]


def test_a_hundred_entities_read_the_receipt_once(staged: World) -> None:
    facts = [a_fact(slug, "founded", "1999-05") for slug in ("company/alibaba", "company/ali-baba")]
    plain, keyed = Dying(staged.table, at=10**6), Dying(staged.table, at=10**6)
    record_once(on(staged, plain), None, *facts, atomic=False)
    facts = [{**fact, "value": "1999-06"} for fact in facts]
    record_once(on(staged, keyed), with_key(), *facts, atomic=False)
    assert keyed.calls == plain.calls + 1


def test_the_receipt_counts_among_the_hundred_actions(staged: World) -> None:
    names = [f"name {n}" for n in range(98)]
    with pytest.raises(TooManyActions) as refusal:
        patch_once(staged, with_key(), aliases=names)
    needed = refusal.value.context["actions"]
    fitting = names[: 98 - (needed - 100)]
    assert patch_once(staged, with_key(), aliases=fitting).created
    others = [f"other {name}" for name in names[: len(fitting) + 1]]
    assert patch_once(staged, None, "company/ali-baba", aliases=others).created


def test_a_request_without_a_key_that_always_collides_is_busy_as_ever(staged: World) -> None:
    with pytest.raises(Refusal) as refusal:
        patch_once(on(staged, Colliding(staged.table)), None, founded="1999")
    assert refusal.value.code == "busy"


def test_what_is_refused_leaves_no_receipt_and_the_key_free(staged: World) -> None:
    with pytest.raises(Duplicate):
        create_once(staged, with_key(), "alibaba")
    assert staged.table.get([KEY_RECEIPT]) == {}
    assert create_once(staged, with_key("that")).created


def test_what_was_retired_since_is_answered_as_it_was(staged: World) -> None:
    first = serialized(patch_once(staged, with_key(), "company/ali-baba", founded="1999"))
    VERBS["retire"](staged, None)
    assert serialized(patch_once(staged, with_key(), "company/ali-baba", founded="1999")) == first
    with pytest.raises(Gone):
        patch_once(staged, with_key(digest="other"), "company/ali-baba", founded="1999")


def test_neither_secret_nor_hash_is_in_the_receipt(quick: World) -> None:
    secret, _ = create_key(quick, name="the desk", scopes=["read"], idempotency=with_key())
    row = quick.table.get([KEY_RECEIPT])[KEY_RECEIPT]
    stored = next(iter(quick.table.query(None, keys.api_keys()).rows)).body["hash"]
    assert secret not in row.text
    assert stored not in row.text


def test_only_what_was_refused_is_tried_again_where_entities_stand_alone(staged: World) -> None:
    facts = [a_fact("company/alibaba", "founded", "1999"), a_fact("company/new", "founded", "2020")]
    first = record_once(staged, with_key(), *facts, atomic=False)
    a_company(staged, "new")
    second = record_once(staged, with_key(), *facts, atomic=False)
    assert second.outcomes[0] == first.outcomes[0]
    assert second.outcomes[1]["created"]
    assert not second.is_replay
    third = record_once(staged, with_key(), *facts, atomic=False)
    assert serialized(third) == serialized(second)
    assert third.is_replay


@pytest.fixture
def dated(quick: World, clock: Clock) -> tuple[World, Clock]:
    """A world with a company and a clock that can be set."""
    a_source(quick)
    a_company(quick)
    clock.set(NOW)
    return quick, clock


def test_a_receipt_holds_for_a_day_and_not_a_moment_longer(dated: tuple[World, Clock]) -> None:
    world, clock = dated
    patch_once(world, with_key(), "company/deepseek", founded="2023")
    kept = world.table.get([KEY_RECEIPT])[KEY_RECEIPT]
    began = kept.body["at"]
    assert kept.expires == datetime.fromisoformat(began).timestamp() + 86_401
    clock.set(plus_ms(began, 86_399_999))
    with pytest.raises(IdempotencyKeyReused):
        patch_once(world, with_key("that"), "company/deepseek", country="CN")
    clock.set(plus_ms(began, 86_400_000))
    assert patch_once(world, with_key("that"), "company/deepseek", country="CN").created


def test_an_expired_receipt_is_overwritten_by_one_of_two_and_the_other_replays(dated: tuple[World, Clock]) -> None:
    world, clock = dated
    patch_once(world, with_key(), "company/deepseek", founded="2023")
    clock.advance(days=1)
    twin: list[Written] = []
    table = Overtaken(
        world.table, lambda: twin.append(patch_once(world, with_key("that"), "company/deepseek", country="CN"))
    )
    second = patch_once(on(world, table), with_key("that"), "company/deepseek", country="CN")
    assert serialized(second) == serialized(twin[0])
    assert second.is_replay
    assert len(revisions(world, "company/deepseek")) == 3


def test_an_expired_receipt_is_overwritten_only_as_it_was_read(dated: tuple[World, Clock]) -> None:
    world, clock = dated
    patch_once(world, with_key(), "company/deepseek", founded="2023")
    old = world.table.get([KEY_RECEIPT])[KEY_RECEIPT]
    clock.advance(days=1)
    table = Recording(world.table)
    patch_once(on(world, table), with_key("that"), "company/deepseek", country="CN")
    puts: list[Action] = [each for each in table.commits[0] if each.key == KEY_RECEIPT]
    assert [put.when for put in puts if isinstance(put, Put)] == [Equals("write", old.condition_attributes["write"])]
