"""Registering when answers are lost, others write at the same time, and the limit is near."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.errors import Busy
from chalicelib.domain.following_errors import TooManyFollowers
from chalicelib.operations.following.change import delete, rotate_secret
from chalicelib.operations.following.finding import list_own, read_one
from chalicelib.operations.following.sealing import unseal
from chalicelib.operations.following.secrets import written
from chalicelib.operations.following.taking_over import MAX_FOLLOWERS
from chalicelib.operations.world import RequestContext, World
from chalicelib.store.records.follower_rows import WATCH, WEBHOOK
from tests.operations.builders import CALLER, a_company, a_source, on
from tests.operations.faulty import Colliding, Losing, Overtaken
from tests.operations.following.conftest import hook, watch


def own(world: World, prefix: str = WEBHOOK) -> list[str]:
    return [each["id"] for each in list_own(world, CALLER, prefix=prefix, limit=100, cursor=None).items]


@pytest.mark.parametrize("lands", [True, False])
def test_a_lost_answer_makes_one_webhook(world: World, lands: bool) -> None:
    made = hook(on(world, Losing(world.table, lands=lands)))
    assert own(world) == [made["id"]]


def test_two_that_register_the_last_one_at_the_same_time_are_not_one_too_many(quick: World) -> None:
    for _ in range(MAX_FOLLOWERS - 1):
        hook(quick)
    overtaken = on(quick, Overtaken(quick.table, lambda: hook(quick)))
    with pytest.raises(TooManyFollowers):
        hook(overtaken)
    assert len(own(quick)) == MAX_FOLLOWERS


def test_webhooks_and_watches_are_counted_apart(quick: World) -> None:
    a_source(quick)
    a_company(quick)
    for _ in range(MAX_FOLLOWERS):
        hook(quick)
    made = watch(quick, deepseek=1)
    assert own(quick, WATCH) == [made["id"]]


def test_whoever_always_collides_is_busy(quick: World) -> None:
    with pytest.raises(Busy):
        hook(on(quick, Colliding(quick.table)))


@pytest.mark.parametrize("lands", [True, False])
def test_a_lost_answer_deletes_and_rotates_once(world: World, lands: bool) -> None:
    made = hook(world)["id"]

    def losing() -> RequestContext:
        return RequestContext(on(world, Losing(world.table, lands=lands)), CALLER)

    rotated = rotate_secret(losing(), made, overlap_seconds=60, secret=None)
    stored: Any = read_one(world, made)
    assert len(stored.secrets) == 2
    assert written(unseal(world, stored.secrets[0].sealed)) == rotated.secret
    assert delete(losing(), made, prefix=WEBHOOK).body["id"] == made
    assert own(world) == []


def test_a_secret_can_be_rotated_after_the_key_of_the_operator_has_changed(quick: World) -> None:
    made = hook(quick)["id"]
    changed = replace(quick, webhook_keys=(b"another key of the operator, long enough",))
    rotated = rotate_secret(RequestContext(changed, CALLER), made, overlap_seconds=0, secret=None)
    stored: Any = read_one(quick, made)
    assert [written(unseal(changed, each.sealed)) for each in stored.secrets] == [rotated.secret]
