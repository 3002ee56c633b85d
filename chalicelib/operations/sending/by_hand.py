"""What the owner of a webhook sends by hand: a ping, and a delivery once more."""

from dataclasses import replace
from typing import Any

from chalicelib.operations.sending.attempts import DELIVERED, result_of, send_text
from chalicelib.operations.sending.keeping import keep
from chalicelib.operations.sending.messages import message_id, ping_text
from chalicelib.operations.world import World
from chalicelib.store.records.follower_rows import Delivery, Follower, delivery_row
from chalicelib.store.rows import PRESENT, Put
from chalicelib.store.table import Collision, Unsure

MAX_RESULTS = 20  # of a delivery that are kept


def ping(world: World, follower: Follower) -> dict[str, Any]:
    """Send a test to a webhook, and return the result: `at`, `ms`, and `status` or `detail`. Nothing is kept."""
    now = world.now()
    text = ping_text(now)
    answered = send_text(world, follower, name=message_id(follower.id, text), text=text)
    return result_of(answered, now)


def redeliver(world: World, follower: Follower, delivery: Delivery) -> Delivery:
    """Send a delivery again with the same id; return it with the result. One call keeps it. Raises Busy.

    If it is the one that the webhook waits for, a success lets the next ones follow.
    """
    now = world.now()
    answered = send_text(world, follower, name=delivery.id, text=delivery.text)
    results = (*delivery.attempts, result_of(answered, now))[-MAX_RESULTS:]
    state = DELIVERED if answered.is_success else delivery.state
    sent = replace(delivery, attempts=results, state=state)
    tried = follower.attempts
    if answered.is_success and tried is not None and tried.first == delivery.first:
        keep(world, follower, follower.moved(served=tried.last, attempts=None, last=results[-1]), sent)
    else:
        _keep_alone(world, sent)
    return sent


def _keep_alone(world: World, delivery: Delivery) -> None:
    row = delivery_row(delivery)
    try:
        world.table.commit([Put(row, when=PRESENT)])
    except (Collision, Unsure):  # it has expired, or the sender has written it: what was sent was sent
        return
