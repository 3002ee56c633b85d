"""Changes reach a webhook: what is sent, in which order, and what a failure makes of it."""

import time
from collections.abc import Sequence
from threading import Event, Thread

import pytest

from chalicelib.domain.errors import Busy
from chalicelib.domain.following.selection import Selection
from chalicelib.operations.sending.lease import LEASE_MS, read_followers, take_lease
from chalicelib.operations.sending.run import run
from chalicelib.store.metered import MeteredTable
from chalicelib.store.records.follower_rows import follower_row
from chalicelib.store.rows import Action, Put
from chalicelib.store.table import WrappedTable
from tests.operations.faulty import Losing, Recording
from tests.operations.sending.conftest import Stage, fill, message_of, never, numbers_of
from tests.outbound.receiver import Received, Receiver, receiving


def test_changes_are_sent_in_order_and_each_once(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 300)
        sent = run(stage.world, stop=never)
        again = run(stage.world, stop=never)
    assert [n for each in receiver.received for n in numbers_of(each)] == [*range(1, 301)]
    assert (sent.delivered, sent.failures, again.delivered) == (len(receiver.received), 0, 0)
    assert stage.now().served == 300
    assert all(len(each.body) < 20_000 for each in receiver.received)
    assert [each.state for each in stage.deliveries()] == ["delivered"] * len(receiver.received)


def test_a_message_says_the_numbers_the_refs_and_the_events(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 1)
        run(stage.world, stop=never)
    (received,) = receiver.received
    assert message_of(received) == {
        "type": "entity.created",
        "timestamp": "2026-11-23T10:00:00.000Z",
        "data": {
            "first": 1,
            "last": 1,
            "head": 1,
            "changes": [
                {
                    "number": 1,
                    "at": "2026-11-23T10:00:00.000Z",
                    "ref": "company/number-1",
                    "revision": 1,
                    "cause": "created",
                    "events": ["entity.created"],
                    "properties": ["name"],
                    "facts": [],
                }
            ],
            "notices": [],
        },
    }
    assert received.headers["user-agent"].startswith("aifacts/")
    assert received.headers["content-type"] == "application/json"


def test_only_selected_changes_are_sent_and_the_others_cost_no_write(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url, Selection(kinds=frozenset({"model"})))
        fill(stage.world, 400)
        run(stage.world, stop=never)
        assert stage.now().served == 0
        fill(stage.world, 200, start=400)
        run(stage.world, stop=never)
        assert stage.now().served == 600
        fill(stage.world, 2, start=600, kinds=("company", "model"))
        run(stage.world, stop=never)
    assert [numbers_of(each) for each in receiver.received] == [[601]]
    assert stage.now().served == 602


def test_a_run_costs_one_call_a_webhook_and_batch_and_reads_the_feed_once_for_all(stage: Stage) -> None:
    def cost(changes: int) -> tuple[int, int]:
        metered = MeteredTable(stage.world.table)
        before = sum(len(stage.deliveries(f"webhook_{n}")) for n in range(10))
        fill(stage.world, changes, start=stage.now("webhook_0").served)
        run(stage.on(metered), stop=never)
        return metered.calls, sum(len(stage.deliveries(f"webhook_{n}")) for n in range(10)) - before

    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url, name="webhook_0")
        alone, one = cost(10)
        for n in range(1, 10):
            stage.webhook(receiver.url, name=f"webhook_{n}", served=10)
        together, ten = cost(10)
    assert (one, ten) == (1, 10)
    assert alone <= 9
    assert together == alone + 9


def test_a_failure_is_tried_again_on_the_schedule_and_then_disables(stage: Stage) -> None:
    waits = []
    with receiving(Receiver(lambda _: 500)) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 3)
        run(stage.world, stop=never)  # at once, and after 5 seconds
        assert len(receiver.received) == 2
        while (attempts := stage.now().attempts) is not None:
            before = stage.world.now()
            stage.time.instant = attempts.next_at
            waits.append((before, attempts.next_at))
            run(stage.world, stop=never)
    webhook = stage.now()
    assert len(receiver.received) == 10
    assert {each.headers["webhook-id"] for each in receiver.received} == {receiver.received[0].headers["webhook-id"]}
    assert webhook.disabled_at == stage.world.now()
    assert webhook.disabled_for is not None
    assert webhook.disabled_for.endswith("The receiver answered 500.")
    (delivery,) = stage.deliveries()
    assert (delivery.state, len(delivery.attempts)) == ("failed", 10)
    assert webhook.served == 0
    assert stage.world.now() > "2026-11-25"  # days


def test_a_webhook_that_is_enabled_again_gets_all_that_it_missed(stage: Stage) -> None:
    receiver = Receiver(lambda _: 410)
    with receiving(receiver):
        stage.webhook(receiver.url)
        fill(stage.world, 2)
        sent = run(stage.world, stop=never)
        fill(stage.world, 3, start=2)
        run(stage.world, stop=never)
        assert len(receiver.received) == 1
        assert sent.disabled == 1
        assert stage.now().disabled_for == "The receiver answered 410 Gone."
        receiver.answer = lambda _: 200
        enabled = stage.now().moved(disabled_at=None, disabled_for=None)
        stage.world.table.commit([Put(follower_row(enabled))])
        run(stage.world, stop=never)
    assert numbers_of(receiver.received[-1]) == [1, 2, 3, 4, 5]
    # Other changes are another message, or a receiver that knows the id would not look at them.
    assert receiver.received[0].headers["webhook-id"] != receiver.received[-1].headers["webhook-id"]


def test_one_slow_receiver_delays_no_other(stage: Stage) -> None:
    over = Event()

    def slowly(_: Received) -> int:
        over.wait(10)
        return 204

    with receiving(Receiver(slowly)) as slow, receiving(Receiver()) as quick:
        stage.webhook(slow.url, name="webhook_slow")
        for n in range(5):
            stage.webhook(quick.url, name=f"webhook_{n}")
        fill(stage.world, 100)
        began = time.monotonic()
        sending = Thread(target=run, args=(stage.world,), kwargs={"stop": never})
        sending.start()
        while any(stage.now(f"webhook_{n}").served < 100 for n in range(5)) and time.monotonic() < began + 5:
            time.sleep(0.01)
        took = time.monotonic() - began
        fill(stage.world, 1, start=100)  # while the slow one is still at its first message
        while any(stage.now(f"webhook_{n}").served < 101 for n in range(5)) and time.monotonic() < began + 5:
            time.sleep(0.01)
        took_later = time.monotonic() - began - took
        assert stage.now("webhook_slow").served == 0
        over.set()
        sending.join()
    assert took < 1
    assert took_later < 1.9
    assert stage.now("webhook_slow").served == 101


def test_of_two_senders_at_once_one_sends(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 500)
        senders = [Thread(target=run, args=(stage.world,), kwargs={"stop": never}) for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    assert [n for each in receiver.received for n in numbers_of(each)] == [*range(1, 501)]


def test_another_process_waits_until_the_lease_is_over(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 1)
        assert take_lease(stage.world, read_followers(stage.world).lease) is not None  # and dies
        assert run(stage.world, stop=never).is_other
        assert receiver.received == []
        stage.time.wait(LEASE_MS / 1_000 + 1)
        assert run(stage.world, stop=never).delivered == 1


def test_a_lease_that_was_taken_and_given_back_meanwhile_is_not_taken_on_old_knowledge(stage: Stage) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 1)
        run(stage.world, stop=never)
        found = read_followers(stage.world).lease
        fill(stage.world, 1, start=1)
        run(stage.world, stop=never)
        assert take_lease(stage.world, found) is None


def test_a_run_that_must_stop_leaves_the_rest_to_the_next(stage: Stage) -> None:
    receiver = Receiver()
    with receiving(receiver):
        stage.webhook(receiver.url)
        fill(stage.world, 1_000)
        run(stage.world, stop=lambda: len(receiver.received) >= 3)
        assert len(receiver.received) < 6
        run(stage.world, stop=never)
    assert [n for each in receiver.received for n in numbers_of(each)] == [*range(1, 1_001)]


@pytest.mark.parametrize("lands", [True, False])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_answer_of_the_table_that_is_lost_sends_nothing_twice(stage: Stage, lands: bool, times: int) -> None:
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url)
        fill(stage.world, 10)
        run(stage.on(Losing(stage.world.table, lands=lands, times=times)), stop=never)
        stage.time.wait(LEASE_MS / 1_000 + 1)
        run(stage.world, stop=never)
    assert [numbers_of(each) for each in receiver.received] == [[*range(1, 11)]]
    assert stage.now().served == 10


def test_a_webhook_whose_row_cannot_be_written_is_a_failure_and_the_others_are_served(stage: Stage) -> None:
    class Stubborn(WrappedTable):
        """A table that refuses every write to one webhook."""

        def commit(self, actions: Sequence[Action]) -> None:
            if any(action.key.sk == "webhook_1" for action in actions):
                raise Busy("Too many requests.")
            super().commit(actions)

    with receiving(Receiver()) as receiver:
        for n in range(3):
            stage.webhook(receiver.url, name=f"webhook_{n}")
        fill(stage.world, 10)
        sent = run(stage.on(Stubborn(stage.world.table)), stop=never)
    assert {*sent.failed} == {"webhook_1"}
    assert [stage.now(f"webhook_{n}").served for n in range(3)] == [10, 0, 10]


def test_nothing_is_written_where_nothing_is_due(stage: Stage) -> None:
    stage.webhook("http://127.0.0.1:9/", Selection(kinds=frozenset({"model"})))
    fill(stage.world, 10)
    recording = Recording(stage.world.table)
    run(stage.on(recording), stop=never)
    assert recording.commits == []
