"""Requests to send by hand: each is carried out once for an idempotency key, and only for one's own webhook."""

from collections.abc import Callable
from typing import Any

from chalicelib.domain.errors import NotAllowedNow, NotFound
from chalicelib.operations.following.deliveries import delivery_json
from chalicelib.operations.following.finding import find
from chalicelib.operations.following.key_lines import read_lines
from chalicelib.operations.sending import by_hand
from chalicelib.operations.transactions.idempotency import store_answer, unless_answered
from chalicelib.operations.world import RequestContext, StoredAnswer
from chalicelib.store.keys.following import delivery_key
from chalicelib.store.records.follower_rows import WEBHOOK, Delivery, Follower, read_delivery

MAX_NUMBER_DIGITS = 12


def ping(context: RequestContext, webhook_id: str) -> StoredAnswer:
    """Send a test to a webhook; return its result. Raises NotFound and NotAllowedNow."""
    return _once(context, lambda: by_hand.ping(context.world, _own(context, webhook_id)))


def redeliver(context: RequestContext, webhook_id: str, first: str) -> StoredAnswer:
    """Send the delivery that begins with a change again; return it with the result.

    Raises NotFound, NotAllowedNow and Busy.
    """

    def send() -> dict[str, Any]:
        follower = _own(context, webhook_id)
        return delivery_json(by_hand.redeliver(context.world, follower, _found(context, follower, first)))

    return _once(context, send)


def _once(context: RequestContext, send: Callable[[], dict[str, Any]]) -> StoredAnswer:
    world, key = context.world, context.idempotency
    return unless_answered(world, key, lambda: store_answer(world, key, answer=send(), write=world.token()))


def _own(context: RequestContext, webhook_id: str) -> Follower:
    """Find a webhook. Raises NotFound, and NotAllowedNow for one whose key has lost access."""
    follower = find(context.world, context.caller, webhook_id, prefix=WEBHOOK)
    if follower.owner != context.caller.owner:
        line = read_lines(context.world, [follower.owner])[follower.owner]
        if line.ended is not None:
            raise NotAllowedNow(line.ended.reason)
    return follower


def _found(context: RequestContext, follower: Follower, first: str) -> Delivery:
    is_number = first.isascii() and first.isdecimal() and len(first) <= MAX_NUMBER_DIGITS
    key = delivery_key(follower.id, int(first) if is_number else 0)
    row = context.world.table.get([key], consistent=True).get(key) if is_number else None
    if row is None:
        raise NotFound(f"There is no delivery that begins with the change {first[:40]!r}. They are kept for 30 days.")
    return read_delivery(row)
