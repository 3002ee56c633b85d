"""Idempotent requests that meet themselves: one is carried out, and a secret is returned once."""

from typing import Any

import pytest

from chalicelib.domain.errors import InProgress
from chalicelib.operations.access.api_keys import create_key, list_keys, rotate_key
from chalicelib.operations.world import World
from chalicelib.store.table import Collision, WrappedTable
from tests.operations.builders import (
    a_model,
    on,
    view,
)
from tests.operations.faulty import Losing, Overtaken
from tests.operations.transactions.idempotency.requests import KEY_RECEIPT, SECRET, VERBS, merge_once, with_key


class OnReceipt(WrappedTable):
    """Refuses every commit of a receipt, as one that another transaction is on."""

    def commit(self, actions: Any) -> None:
        found = [n for n, action in enumerate(actions) if action.key == KEY_RECEIPT]
        if found:
            raise Collision(found)
        super().commit(actions)


@pytest.mark.parametrize("name", VERBS)
def test_a_request_that_meets_itself_until_the_last_try_is_in_progress(staged: World, name: str) -> None:
    table = OnReceipt(staged.table)
    if name == "record apart":
        outcomes = VERBS[name](on(staged, table), with_key()).outcomes
        assert [type(each["refusal"]) for each in outcomes] == [InProgress, InProgress]
        return
    with pytest.raises(InProgress):
        VERBS[name](on(staged, table), with_key())


def test_a_repeated_merge_returns_the_same_and_continues_refreshing(staged: World) -> None:
    for n in range(30):
        a_model(staged, f"m{n}", developer=["company/ali-baba"])
    first, second, third = [merge_once(staged, with_key()) for _ in range(3)]
    assert first.body == second.body == third.body
    assert [each.is_replay for each in (first, second, third)] == [False, True, True]
    assert first.body["remaining"]
    assert all(view(staged, f"model/m{n}")["developer"] == ["company/alibaba"] for n in range(30))


def test_of_two_concurrent_creations_of_a_key_only_one_gets_a_secret(quick: World) -> None:
    made: list[tuple[str, Any]] = []

    def make(world: World) -> None:
        made.append(create_key(world, name="the desk", scopes=["read"], idempotency=with_key()))

    make(on(quick, Overtaken(quick.table, lambda: make(quick))))
    assert [bool(secret) for secret, _ in made] == [True, False]
    assert made[0][1] == made[1][1]
    assert list_keys(quick) == [made[0][1]]


def test_of_two_concurrent_rotations_of_a_key_only_one_gets_a_secret(quick: World) -> None:
    old = create_key(quick, name="the desk", scopes=["read"], secret=SECRET)[1]["id"]
    made: list[tuple[str, Any]] = []

    def replaced(world: World) -> None:
        made.append(rotate_key(world, key_id=old, overlap_seconds=60, idempotency=with_key()))

    replaced(on(quick, Overtaken(quick.table, lambda: replaced(quick))))
    assert [bool(secret) for secret, _ in made] == [True, False]
    assert made[0][1] == made[1][1]
    assert len(list_keys(quick)) == 2


@pytest.mark.parametrize("lands", [True, False])
def test_a_rotation_whose_answer_was_lost_makes_one_successor_whose_secret_was_returned(
    quick: World, lands: bool
) -> None:
    old = create_key(quick, name="the desk", scopes=["read"], secret=SECRET)[1]["id"]
    this = with_key()
    secret, first = rotate_key(
        on(quick, Losing(quick.table, lands=lands)), key_id=old, overlap_seconds=60, idempotency=this
    )
    assert secret
    assert rotate_key(quick, key_id=old, overlap_seconds=60, idempotency=with_key()) == ("", first)
    assert len(list_keys(quick)) == 2
