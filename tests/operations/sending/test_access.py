"""A key that has lost access: its webhooks get nothing more, and all others continue."""

from typing import Any

import pytest

from chalicelib.domain.following.selection import Selection
from chalicelib.operations.sending.run import run
from chalicelib.store import keys
from chalicelib.store.rows import Delete, Key
from tests.operations.builders import a_key
from tests.operations.faulty import Reading
from tests.operations.sending.conftest import Stage, fill, never, numbers_of
from tests.outbound.receiver import Received, Receiver, receiving


@pytest.mark.parametrize(
    ("members", "since", "reason"),
    [
        ({"revoked_at": "2026-11-23T09:00:00.000Z"}, "2026-11-23T09:00:00.000Z", "The key key_1 was revoked."),
        ({"expires_at": "2026-11-23T09:30:00.000Z"}, "2026-11-23T09:30:00.000Z", "The key key_1 has expired."),
        ({"scopes": ["read"]}, "2026-11-23T10:00:00.000Z", "The key key_1 lacks the scope write."),
    ],
)
def test_nothing_is_sent_for_a_key_that_has_lost_access(
    stage: Stage, members: dict[str, Any], since: str, reason: str
) -> None:
    with receiving(Receiver()) as receiver, receiving(Receiver()) as other:
        stage.webhook(receiver.url)
        stage.webhook(other.url, name="webhook_2", owner="key_2")
        a_key(stage.world, "key_1", **members)
        a_key(stage.world, "key_2")
        fill(stage.world, 5)
        sent = run(stage.world, stop=never)
    webhook = stage.now()
    assert receiver.received == []
    assert [numbers_of(each) for each in other.received] == [[1, 2, 3, 4, 5]]
    assert (webhook.disabled_at, webhook.served) == (since, 0)
    assert (webhook.disabled_for or "").startswith(reason)
    assert "An admin takes the webhook over" in (webhook.disabled_for or "")
    assert (sent.disabled, sent.failed) == (1, {})


def test_nothing_is_sent_for_a_key_that_is_gone(stage: Stage) -> None:
    stage.world.table.commit([Delete(keys.api_key("key_1"))])
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 1)
        run(stage.world, stop=never)
    assert receiver.received == []
    assert (stage.now().disabled_for or "").startswith("There is no key key_1 any more.")


def test_a_failed_delivery_is_not_tried_again_once_the_key_is_revoked(stage: Stage) -> None:
    with receiving(Receiver(lambda _: 500)) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 1)
        run(stage.world, stop=never)
        tried = len(receiver.received)
        a_key(stage.world, "key_1", revoked_at=stage.world.now())
        attempts = stage.now().attempts
        assert attempts is not None
        stage.time.instant = attempts.next_at
        run(stage.world, stop=never)
    assert len(receiver.received) == tried
    assert (stage.now().attempts, stage.now().disabled_at is None) == (None, False)


@pytest.mark.parametrize("newest_has_access", [True, False])
def test_a_key_that_replaces_another_keeps_its_webhooks_as_long_as_it_has_access(
    stage: Stage, newest_has_access: bool
) -> None:
    at = stage.world.now()
    a_key(stage.world, "key_1", replaced_by="key_2", revoked_at=at)
    a_key(stage.world, "key_2", replaced_by="key_3", expires_at=at)
    a_key(stage.world, "key_3", revoked_at=None if newest_has_access else at)
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 1)
        run(stage.world, stop=never)
    assert len(receiver.received) == newest_has_access
    assert ((stage.now().disabled_for or "").startswith("The key key_3 was revoked.")) is not newest_has_access


def test_a_key_that_is_revoked_during_a_long_run_is_noticed_within_a_minute(stage: Stage) -> None:
    def revoked(_: Received) -> int:
        a_key(stage.world, "key_1", revoked_at=stage.world.now())
        stage.time.wait(20)
        return 204

    with receiving(Receiver(revoked)) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 2_000)
        for _ in range(3):
            run(stage.world, stop=never)
    assert 1 <= len(receiver.received) <= 4
    assert (stage.now().disabled_for or "").startswith("The key key_1 was revoked.")


def test_keys_are_read_once_in_a_run_whatever_number_of_messages_it_sends(stage: Stage) -> None:
    reading = Reading(stage.world.table)
    with receiving(Receiver()) as receiver:
        for n in range(5):
            stage.webhook(receiver.url, name=f"webhook_{n}")
        fill(stage.world, 500)
        run(stage.on(reading), stop=never)
    assert len(receiver.received) >= 20
    assert [read for read in reading.reads if keys.api_key("key_1") in read] == [[keys.api_key("key_1")]]


def test_a_key_that_cannot_be_read_stops_its_own_webhooks_alone(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        for n in (1, 2, 3):
            stage.webhook(receiver.url, name=f"webhook_{n}", owner=f"key_{n}")
        a_key(stage.world, "key_2", scopes=["fly"])
        a_key(stage.world, "key_3")
        fill(stage.world, 1)
        sent = run(stage.world, stop=never)
    assert {*sent.failed} == {"webhook_2"}
    assert "K key_2" in str(getattr(sent.failed["webhook_2"], "cause", ""))
    assert [stage.now(f"webhook_{n}").served for n in (1, 2, 3)] == [1, 0, 1]
    assert stage.now("webhook_2").disabled_at is None


def test_a_key_with_an_unknown_schema_number_stops_its_own_webhooks_alone(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        for n in (1, 2):
            stage.webhook(receiver.url, name=f"webhook_{n}", owner=f"key_{n}")
        a_key(stage.world, "key_2")
        of_newer_code(stage, keys.api_key("key_2"))
        fill(stage.world, 1)
        sent = run(stage.world, stop=never)
    assert {*sent.failed} == {"webhook_2"}
    assert [stage.now(f"webhook_{n}").served for n in (1, 2)] == [1, 0]


def of_newer_code(stage: Stage, key: Key) -> None:
    """Give a row the schema number of newer code."""
    table: Any = stage.world.table
    table._connection.execute("UPDATE items SET v = 99 WHERE pk = ? AND sk = ?", key)


def test_a_watch_goes_on_for_only_a_key_with_access_can_fetch_its_notices(stage: Stage) -> None:
    stage.watch(Selection())
    a_key(stage.world, "key_1", revoked_at=stage.world.now())
    fill(stage.world, 1)
    assert run(stage.world, stop=never).kept == 1
