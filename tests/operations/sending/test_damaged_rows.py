"""A row of a webhook that cannot be read stops that one alone; the failure is logged, and the audit names the row."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.domain.following.selection import Selection, UsedEntity
from chalicelib.feeds import webhooks
from chalicelib.operations.sending.lease import LEASE_MS
from chalicelib.operations.sending.run import run
from chalicelib.operations.upkeep.table_repair import audit_all, repair_all
from chalicelib.operations.upkeep.tick import tick
from chalicelib.store.keys.following import delivery_key, follower_key, owned_key, sender_key
from chalicelib.store.records.follower_rows import EDITION
from chalicelib.store.rows import Delete, Key, Put, Row, Unreadable
from chalicelib.store.table import Damaged
from tests.operations.builders import CALLER
from tests.operations.sending.conftest import Stage, fill, never, numbers_of
from tests.outbound.receiver import Receiver, receiving

Damage = Callable[[Stage, Key], None]


def of_newer_code(stage: Stage, key: Key) -> None:
    """Give a row the schema number of newer code."""
    table: Any = stage.world.table
    table._connection.execute("UPDATE items SET v = 99 WHERE pk = ? AND sk = ?", key)


def without_json(stage: Stage, key: Key) -> None:
    """Let a row end in the middle."""
    table: Any = stage.world.table
    table._connection.execute("UPDATE items SET body = '{' WHERE pk = ? AND sk = ?", key)


def without_a_member(stage: Stage, key: Key) -> None:
    """Take all members from a row."""
    stage.world.table.commit([Put(Row(key, {}, condition_attributes={EDITION: 1}))])


DAMAGES = [of_newer_code, without_json, without_a_member]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_row_that_cannot_be_read_stops_its_own_webhook_alone(stage: Stage, damage: Damage) -> None:
    with receiving(Receiver()) as receiver:
        for n in range(3):
            stage.webhook(receiver.url, name=f"webhook_{n}")
        stage.watch(Selection())
        damage(stage, follower_key("webhook_1"))
        fill(stage.world, 10)
        sent = run(stage.world, stop=never)
    assert {*sent.failed} == {"webhook_1"}
    assert isinstance(sent.failed["webhook_1"], Damaged | Unreadable)
    assert [stage.now(name).served for name in ("webhook_0", "webhook_2", "watch_1")] == [10, 10, 10]
    assert [numbers_of(each) for each in receiver.received] == [[*range(1, 11)]] * 2


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_failure_is_logged_and_counted_also_where_nothing_else_is_due(
    stage: Stage, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.webhook("http://127.0.0.1:9/")
    damage(stage, follower_key("webhook_1"))
    with caplog.at_level(logging.ERROR, logger="aifacts"):
        assert not webhooks.run(stage.world, stop=never)  # the records go to the queue that has an alarm
    assert "Nothing can be sent to webhook_1." in caplog.text
    assert {*tick(stage.world, stop=never).failed} == {"webhook_1"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_audit_names_the_row_and_a_repair_says_that_it_cannot_mend_it(stage: Stage, damage: Damage) -> None:
    table: Any = stage.world.table
    stage.webhook("http://127.0.0.1:9/")
    stage.webhook("http://127.0.0.1:9/", name="webhook_2")
    run(stage.world, stop=never)
    assert [*audit_all(stage.world, table)] == []
    damage(stage, follower_key("webhook_1"))

    (found,) = audit_all(stage.world, table)
    (failed,) = [step for step in repair_all(stage.world, table, CALLER) if step.failed and step.what != "the feed"]

    assert "Y webhook_1" in found.detail
    assert found.remedy.value == "lost"
    assert ("Y webhook_1" in failed.done, failed.done[:7]) == (True, "failed:")
    if damage is without_a_member:
        assert "A repair cannot mend it" in found.detail
        assert "A repair cannot mend it" in failed.done


@pytest.mark.parametrize("key", [delivery_key("webhook_1", 1), owned_key("key_1")])
def test_the_audit_names_a_damaged_delivery_and_a_damaged_list(stage: Stage, key: Key) -> None:
    table: Any = stage.world.table
    stage.world.table.commit([Put(Row(key, {"state": "pending"}))])
    (found,) = audit_all(stage.world, table)
    assert (found.what, found.remedy.value) == (f"{key.pk} {key.sk}", "lost")


def test_rows_of_all_sorts_that_the_sender_writes_pass_the_audit(stage: Stage) -> None:
    table: Any = stage.world.table
    with receiving(Receiver(lambda _: 500)) as receiver:
        stage.webhook(receiver.url)
        stage.watch(Selection(entities=(UsedEntity("company/number-1", 0),)))
        fill(stage.world, 3)
        run(stage.world, stop=never)
    named = [each.what for each in audit_all(stage.world, table)]
    assert [each for each in named if each.startswith("Y")] == []


def test_a_damaged_lease_stops_all_until_an_operator_deletes_it(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 1)
        run(stage.world, stop=never)
        fill(stage.world, 1, start=1)
        without_json(stage, sender_key())
        with pytest.raises(Damaged):
            run(stage.world, stop=never)
        stage.world.table.commit([Delete(sender_key())])
        stage.time.wait(LEASE_MS / 1_000)
        assert run(stage.world, stop=never).delivered == 1
