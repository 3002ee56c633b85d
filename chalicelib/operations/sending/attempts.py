"""One attempt to deliver a message, and what it makes of its webhook."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.following.sealing import WrongKey
from chalicelib.operations.following.shown_now import ShownNow, read_shown, refs_of
from chalicelib.operations.sending.messages import Message, message_id, notices_in, with_values
from chalicelib.operations.sending.retry_schedule import chance_of, delay_ms
from chalicelib.operations.sending.signing import signed_headers
from chalicelib.operations.world import World
from chalicelib.outbound.web import Answered
from chalicelib.store.records.follower_rows import Attempts, Delivery, Follower

GONE = 410
PENDING, DELIVERED, FAILED, KEPT = "pending", "delivered", "failed", "kept"
GIVEN_UP = "All attempts to deliver failed, from {since} on. The last one: {detail}"
RECEIVER_GONE = "The receiver answered 410 Gone."

Result = Mapping[str, Any]


def send_text(
    world: World, follower: Follower, *, name: str, text: str, shown: Mapping[str, ShownNow] | None = None
) -> Answered:
    """Send a message as it is kept to a webhook, with what stands now: `shown`, or read if the message has notices."""
    if shown is None:
        shown = read_shown(world, refs_of(notices_in(text)))
    body = with_values(text, shown)
    try:
        headers = signed_headers(world, follower, name, body)
    except WrongKey as error:
        return Answered(None, 0, str(error))
    return world.outbound.post(follower.url or "", body, headers)


def result_of(answered: Answered, at: Instant) -> dict[str, Any]:
    """Return the result of an attempt as it is kept."""
    found = {"at": at, "status": answered.status, "ms": answered.ms, "detail": answered.detail}
    return {name: each for name, each in found.items() if each not in (None, "")}


def delivery_of(follower: Follower, message: Message, *, head: int, at: Instant) -> Delivery:
    """Return the delivery of a message, to a webhook or for a watch, before any attempt."""
    text = message.text(head=head)
    state = PENDING if follower.is_webhook else KEPT
    name = message_id(follower.id, text)
    return Delivery(follower.id, name, message.first, message.last, at, text, state)


def after_attempt(
    world: World, follower: Follower, delivery: Delivery, *, through: int, answered: Answered
) -> tuple[Follower, Delivery]:
    """Return what an attempt makes of the webhook and of the delivery."""
    now = world.now()
    result = result_of(answered, now)
    before = follower.attempts
    results = (*(before.results if before else ()), result)
    last = {**result, "id": delivery.id}
    if answered.is_success:
        served = follower.moved(served=through, attempts=None, last=last)
        return served, replace(delivery, state=DELIVERED, attempts=results)
    failures, since = (before.failures if before else 0) + 1, before.since if before else now
    delay = None if answered.status == GONE else delay_ms(failures, chance_of(world.token()))
    if delay is None:
        reason = RECEIVER_GONE if answered.status == GONE else GIVEN_UP.format(since=since, detail=answered.detail)
        over = follower.moved(attempts=None, last=last, disabled_at=now, disabled_for=reason)
        return over, replace(delivery, state=FAILED, attempts=results)
    tried = Attempts(delivery.first, through, failures, since, plus_ms(now, delay), results)
    return follower.moved(attempts=tried, last=last), replace(delivery, attempts=results)
