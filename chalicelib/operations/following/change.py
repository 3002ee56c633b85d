"""Change a webhook, replace its secret, or delete a webhook or a watch."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.domain.errors import NotFound
from chalicelib.domain.faults import Faults
from chalicelib.domain.following.selection import Selection
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.following import secrets
from chalicelib.operations.following.finding import find, owned_by
from chalicelib.operations.following.key_lines import with_ended_lines
from chalicelib.operations.following.sealing import seal
from chalicelib.operations.following.shown_follower import ACTIVE, DISABLED, shown
from chalicelib.operations.following.taking_over import heir, moves
from chalicelib.operations.following.wanted import Wanted, look_up
from chalicelib.operations.transactions.idempotency import (
    committed,
    gave_up,
    receipt_actions,
    store_answer,
    unless_answered,
)
from chalicelib.operations.world import RequestContext, StoredAnswer
from chalicelib.store.keys.following import follower_key
from chalicelib.store.records.follower_rows import WEBHOOK, Follower, SealedSecret, follower_row
from chalicelib.store.records.owned_rows import owned_row
from chalicelib.store.rows import Action, Delete, Put

MAX_OVERLAP_SECONDS = 604_800  # a week
MAX_SECRETS = 5  # that sign at the same time
TRIES = 8  # the sender writes to the row too
BY_REQUEST = "Disabled by a request. Send PATCH with the state active to continue where it stopped."
BUSY = "The table did not respond, so it is unknown whether the change was made. Read it again, then try again."

Change = Callable[[Follower, Instant], Follower]


class Rotated(NamedTuple):
    """A webhook with a new secret, which a repeated request lacks."""

    body: dict[str, Any]
    secret: str | None
    is_replay: bool


class Patched(NamedTuple):
    """The members of a webhook that a request changes; None leaves one as it is."""

    name: str | None = None
    url: str | None = None
    kinds: tuple[str, ...] | None = None
    refs: tuple[str, ...] | None = None
    properties: tuple[str, ...] | None = None
    events: tuple[str, ...] | None = None
    state: str | None = None

    @property
    def filters(self) -> Mapping[str, tuple[str, ...]]:
        """The filters that it changes."""
        sent = {"kinds": self.kinds, "refs": self.refs, "properties": self.properties, "events": self.events}
        return {name: each for name, each in sent.items() if each is not None}


def change_webhook(context: RequestContext, webhook_id: str, patched: Patched, *, faults: Faults) -> StoredAnswer:
    """Change a webhook; no change of the feed is skipped by it. Raises NotFound and Invalid with all faults.

    With the state active it is sent what it has missed while it was disabled. If its key has lost access, the admin
    who sets it active takes it over; raises TooManyFollowers if that key has no room. A delivery that has failed is
    tried at once, to the new URL and with the new filters.
    """
    world = context.world
    if patched.url is not None and not faults.has("/url") and (detail := world.outbound.refusal(patched.url)):
        faults.add("/url", "refused_url", detail)

    def change(follower: Follower, now: Instant) -> Follower:
        selection = _narrowed(context, follower.selection, patched, faults)
        new = replace(follower, selection=selection, name=patched.name or follower.name)
        if patched.url is not None:
            new = replace(new, url=patched.url)
        if patched.state == ACTIVE:
            owner = heir(world, context.caller, follower)
            new = replace(new, owner=owner, disabled_at=None, disabled_for=None)
        if patched.state == DISABLED and new.disabled_at is None:
            new = replace(new, disabled_at=now, disabled_for=BY_REQUEST)
        return new.moved(attempts=None)

    return _changed(context, webhook_id, change)


def rotate_secret(context: RequestContext, webhook_id: str, *, overlap_seconds: int, secret: bytes | None) -> Rotated:
    """Replace the secret of a webhook; both sign until the overlap ends. Raises NotFound and NotSetUp."""
    chosen = secret or secrets.new_secret()
    sealed = seal(context.world, chosen)

    def change(follower: Follower, now: Instant) -> Follower:
        last = plus_ms(now, overlap_seconds * 1000)
        if follower.secrets[0].sealed == sealed:  # the answer was lost, not the commit
            return follower
        ending = [replace(each, until=min(each.until or last, last)) for each in follower.secrets]
        signing = [each for each in ending if each.until is not None and each.until > now]
        return follower.moved(secrets=(SealedSecret(sealed, since=now), *signing)[:MAX_SECRETS])

    answer = _changed(context, webhook_id, change)
    return Rotated(answer.body, None if answer.is_replay else secrets.written(chosen), answer.is_replay)


def delete(context: RequestContext, follower_id: str, *, prefix: str) -> StoredAnswer:
    """Delete a webhook or a watch with its secrets; return it as it was. Raises NotFound.

    Its deliveries cannot be read any more, and expire.
    """
    return unless_answered(context.world, context.idempotency, lambda: _delete(context, follower_id, prefix=prefix))


def _delete(context: RequestContext, follower_id: str, *, prefix: str) -> StoredAnswer:
    world, idempotency, write = context.world, context.idempotency, context.world.token()
    answer: dict[str, Any] | None = None
    for _ in range(TRIES):
        try:
            follower = find(world, context.caller, follower_id, prefix=prefix)
        except NotFound:
            if answer is None:
                raise
            return store_answer(world, idempotency, answer=answer, write=write)  # the answer was lost, not the commit
        answer = shown(follower, now=world.now())
        owned = owned_by(world, follower.owner)
        actions: list[Action] = [Delete(follower_key(follower.id), when=follower.is_unchanged())]
        actions.append(Put(owned_row(owned.without_id(follower.id)), when=owned.is_unchanged()))
        receipt = receipt_actions(world, idempotency, write=write, answer=answer)
        if committed(world, idempotency, actions=[*receipt, *actions]):
            return StoredAnswer(answer)
    raise gave_up(idempotency, detail=BUSY)


def _changed(context: RequestContext, webhook_id: str, change: Change) -> StoredAnswer:
    return unless_answered(context.world, context.idempotency, lambda: _write(context, webhook_id, change))


def _write(context: RequestContext, webhook_id: str, change: Change) -> StoredAnswer:
    """Change a webhook as it is now, again if the sender was faster."""
    world, idempotency, write = context.world, context.idempotency, context.world.token()
    for _ in range(TRIES):
        follower, now = find(world, context.caller, webhook_id, prefix=WEBHOOK), world.now()
        new = change(follower, now)
        (answer,) = with_ended_lines(world, context.caller, [shown(new, now=now)])
        if replace(new, edition=follower.edition) == follower:  # also if the answer was lost, not the commit
            return store_answer(world, idempotency, answer=answer, write=write)
        receipt = receipt_actions(world, idempotency, write=write, answer=answer)
        put = Put(follower_row(new), when=follower.is_unchanged())
        if committed(world, idempotency, actions=[*receipt, put, *moves(world, follower, new)]):
            return StoredAnswer(answer)
    raise gave_up(idempotency, detail=BUSY)


def _narrowed(context: RequestContext, selection: Selection, patched: Patched, faults: Faults) -> Selection:
    """Return a selection with the filters that a request changes. Raises Invalid with all faults."""
    sent = patched.filters
    kinds = sent.get("kinds", tuple(sorted(selection.kinds)))
    wanted = Wanted(kinds, sent.get("refs", ()), sent.get("properties", ()), sent.get("events", ()))
    found = look_up(context.world, wanted, faults=faults)
    faults.refuse()
    if not sent:
        return selection
    new = replace(
        selection,
        kinds=frozenset(kinds),
        refs=frozenset(map(found.survivor_of, sent["refs"])) if "refs" in sent else selection.refs,
        properties=frozenset(sent.get("properties", selection.properties)),
        events=frozenset(sent.get("events", selection.events)),
    )
    is_narrowed = bool(new.kinds or new.refs or new.properties or new.events)
    return replace(new, of_use_only=bool(new.facts or new.entities) and not is_narrowed)
