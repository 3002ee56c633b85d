"""Register a webhook or a watch; the answer says what has happened already to what the caller has used."""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from chalicelib.domain.faults import Faults
from chalicelib.domain.following.selection import Notice, Selection
from chalicelib.operations.following import secrets
from chalicelib.operations.following.earlier_notices import earlier_notices, used_fact
from chalicelib.operations.following.finding import owned_by
from chalicelib.operations.following.sealing import seal
from chalicelib.operations.following.shown_follower import shown
from chalicelib.operations.following.shown_now import read_shown, refs_of, with_shown
from chalicelib.operations.following.taking_over import check_room
from chalicelib.operations.following.wanted import Wanted, look_up
from chalicelib.operations.numbering.settled_head import settled_head
from chalicelib.operations.transactions.idempotency import (
    committed,
    gave_up,
    receipt_actions,
    stored_answer,
    unless_answered,
)
from chalicelib.operations.world import RequestContext, StoredAnswer
from chalicelib.store.records.follower_rows import (
    WATCH,
    WEBHOOK,
    Delivery,
    Follower,
    SealedSecret,
    delivery_row,
    follower_row,
)
from chalicelib.store.records.owned_rows import owned_row
from chalicelib.store.rows import ABSENT, Action, Put

TRIES = 5
KEPT = "kept"  # the state of the notices of a watch
BUSY = "The table did not respond, so it is unknown whether it was registered. List yours, then try again."
_ID_BYTES = 10


class Registered(NamedTuple):
    """A new webhook or watch as the API shows it, with `notices` of what was used, and the secret of a webhook.

    A repeated request has no secret.
    """

    body: dict[str, Any]
    secret: str | None
    is_replay: bool


class _Asked(NamedTuple):
    """A request: the type of follower that it makes, and the members that are not looked up."""

    prefix: str
    name: str
    url: str | None = None
    sealed: str | None = None


def create_webhook(
    context: RequestContext, wanted: Wanted, *, name: str, url: str | None, secret: bytes | None, faults: Faults
) -> Registered:
    """Register a webhook; with `secret` None it gets a new one. It is sent the changes after the newest of now.

    Raises NotSetUp, Invalid with all faults, also those noted before, and TooManyFollowers.
    """
    chosen = secret or secrets.new_secret()
    asked = _Asked(WEBHOOK, name, url, seal(context.world, chosen))
    answer = _register_once(context, wanted, asked, faults)
    return Registered(answer.body, None if answer.is_replay else secrets.written(chosen), answer.is_replay)


def create_watch(context: RequestContext, wanted: Wanted, *, name: str, faults: Faults) -> Registered:
    """Register a watch, whose notices are kept until they are fetched: those of now too.

    Raises Invalid with all faults, also those noted before, and TooManyFollowers.
    """
    answer = _register_once(context, wanted, _Asked(WATCH, name), faults)
    return Registered(answer.body, None, answer.is_replay)


def _register_once(context: RequestContext, wanted: Wanted, asked: _Asked, faults: Faults) -> StoredAnswer:
    """Register unless the same request has; the receipt keeps no secret and no values, which are read now."""
    world = context.world
    answer = unless_answered(world, context.idempotency, lambda: _register(context, wanted, asked, faults))
    notices = answer.body["notices"]
    now = with_shown(notices, read_shown(world, refs_of(notices))) if notices else []
    return StoredAnswer({**answer.body, "notices": now}, is_replay=answer.is_replay)


def _register(context: RequestContext, wanted: Wanted, asked: _Asked, faults: Faults) -> StoredAnswer:
    world, write = context.world, context.world.token()
    if asked.url is not None and not faults.has("/url") and (detail := world.outbound.refusal(asked.url)):
        faults.add("/url", "refused_url", detail)
    head = settled_head(world).newest  # before anything is looked up: later changes are left to the sender
    found = look_up(world, wanted, faults=faults)
    faults.refuse()
    selection = Selection(
        kinds=frozenset(wanted.kinds),
        refs=frozenset(map(found.survivor_of, wanted.refs)),
        properties=frozenset(wanted.properties),
        events=frozenset(wanted.events),
        facts=tuple(used_fact(found.facts[name], found) for name in dict.fromkeys(wanted.facts)),
        entities=tuple(dict.fromkeys(wanted.entities)),
        of_use_only=wanted.is_of_use_only,
    )
    notices = earlier_notices(world, selection, found, head=head)
    follower = _new_follower(context, asked, selection, served=head, write=write)
    return _stored(context, follower, notices, write=write)


def _new_follower(context: RequestContext, asked: _Asked, selection: Selection, *, served: int, write: str) -> Follower:
    now = context.world.now()
    return Follower(
        id=asked.prefix + _token_of(write),
        owner=context.caller.owner,
        name=asked.name,
        selection=selection,
        created_at=now,
        served=served,
        url=asked.url,
        secrets=() if asked.sealed is None else (SealedSecret(asked.sealed, since=now),),
    )


def _stored(context: RequestContext, follower: Follower, notices: Sequence[Notice], *, write: str) -> StoredAnswer:
    world, idempotency = context.world, context.idempotency
    answer = {**shown(follower, now=follower.created_at), "notices": [each.kept() for each in notices]}
    for _ in range(TRIES):
        owned = owned_by(world, follower.owner)
        if follower.id in owned.ids:  # the answer was lost, not the commit
            return StoredAnswer(answer)
        check_room(owned, follower)
        receipt = receipt_actions(world, idempotency, write=write, answer=answer)
        puts: list[Action] = [Put(follower_row(follower), when=ABSENT)]
        puts += [Put(owned_row(owned.with_id(follower.id)), when=owned.is_unchanged())]
        if notices and not follower.is_webhook:
            puts.append(Put(delivery_row(_first_notices(follower, notices)), when=ABSENT))
        if committed(world, idempotency, actions=[*receipt, *puts]):
            return StoredAnswer(answer)
        if (before := stored_answer(world, idempotency, write=write, again=True)) is not None:
            return before
    raise gave_up(idempotency, detail=BUSY)


def _first_notices(follower: Follower, notices: Sequence[Notice]) -> Delivery:
    """Return the row of the notices of a watch that were there at first; the sender's come after it."""
    data = {"notices": [each.kept() for each in notices]}
    return Delivery(
        follower=follower.id,
        id=f"{follower.id}_0",
        first=follower.served,
        last=follower.served,
        at=follower.created_at,
        text=json.dumps({"data": data}, separators=(",", ":"), ensure_ascii=False),
        state=KEPT,
    )


def _token_of(write: str) -> str:
    """Return the rest of the id of a follower, from the random name of the write."""
    digest = hashlib.blake2b(write.encode(), digest_size=_ID_BYTES, person=b"aifacts follower").digest()
    return base64.b32hexencode(digest).decode().lower()
