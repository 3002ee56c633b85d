"""Creates, lists, replaces, revokes and authenticates API keys."""

import hmac
from collections.abc import Iterable
from typing import Any

from chalicelib.domain.errors import NotAllowedNow, NotFound
from chalicelib.domain.faults import Faults
from chalicelib.domain.instants import Instant, from_ms, plus_ms, to_ms
from chalicelib.operations.access.api_key_records import (
    digest,
    find_record,
    id_of,
    limit_of,
    new_record,
    new_secret,
    shown,
)
from chalicelib.operations.paging import paging
from chalicelib.operations.transactions.idempotency import (
    committed,
    gave_up,
    receipt_actions,
    store_answer,
    stored_answer,
    unless_answered,
)
from chalicelib.operations.world import Caller, IdempotentRequest, Listed, StoredAnswer, World
from chalicelib.store import keys
from chalicelib.store.records.api_key_rows import (
    REVOKED,
    SCOPES,
    STATE,
    VALID,
    Record,
    granted,
    is_valid,
    read_record,
    row_of,
)
from chalicelib.store.rows import ABSENT, Equals, Put, Row

MAX_REQUESTS_A_MINUTE = 1_000_000
MAX_OVERLAP_SECONDS = 604_800  # a week
TRIES = 3
BUSY = "The table did not respond, so it is unknown whether the key was written. Try again shortly."


def create_key(
    world: World,
    *,
    name: str,
    scopes: Iterable[str],
    secret: str | None = None,
    requests_per_minute: int | None = None,
    expires_at: Instant | None = None,
    idempotency: IdempotentRequest | None = None,
) -> tuple[str, dict[str, Any]]:
    """Create a key; return its secret, which is shown only once, and its record.

    A given secret that exists keeps its record. A repeated request gets an empty secret, because secrets are not
    stored. Raises Invalid for an unknown scope, a name that is empty or longer than 100 characters, a limit out of
    bounds and an expiry in the past.
    """
    if (before := stored_answer(world, idempotency)) is not None:
        return "", before.body
    wanted, now = sorted(set(scopes)), world.now()
    _check_new_key(name, wanted, limit=requests_per_minute, expires_at=expires_at, now=now)
    chosen = secret or new_secret()
    record = new_record(
        chosen,
        name=name,
        scopes=wanted,
        now=now,
        requests_per_minute=requests_per_minute,
        expires_at=expires_at,
    )
    answer = shown(record, world)
    receipt = receipt_actions(world, idempotency, write=world.token(), answer=answer)
    if committed(world, idempotency, actions=[*receipt, Put(row_of(record), when=ABSENT)]):
        return chosen, answer
    row = find_record(world, id_of(chosen))  # it existed before, or it is ours and the answer was lost
    if row is not None:
        return chosen, shown(row.body, world)
    if (before := stored_answer(world, idempotency, again=True)) is not None:
        return "", before.body
    raise gave_up(idempotency, detail=BUSY)


def list_keys(world: World) -> list[dict[str, Any]]:
    """List the records of all keys, revoked ones included, without secrets or hashes."""
    return [shown(row.body, world) for row in world.table.query(None, keys.api_keys()).rows]


def page_of_keys(world: World, *, limit: int, cursor: str | None) -> Listed:
    """Return a page of the records of all keys: one call. Raises BadCursor."""
    return paging.page(
        world,
        question="keys",
        cursor=cursor,
        pk=keys.api_keys(),
        span=None,
        limit=limit,
        show=lambda row: shown(row.body, world),
    )


def own_key(world: World, *, key_id: str) -> dict[str, Any]:
    """Return the record of an authenticated key: one call. Raises NotFound."""
    return shown(_find_key(world, key_id).body, world)


def revoke_key(world: World, *, key_id: str, idempotency: IdempotentRequest | None = None) -> StoredAnswer:
    """Revoke a key for good; repeating it changes nothing. All processes refuse it within 60 s. Raises NotFound."""
    return unless_answered(world, idempotency, lambda: _revoke(world, key_id, idempotency=idempotency))


def _revoke(world: World, key_id: str, *, idempotency: IdempotentRequest | None) -> StoredAnswer:
    write = world.token()
    for _ in range(TRIES):
        row = _find_key(world, key_id)
        if row.body["revoked_at"] is not None:
            return store_answer(world, idempotency, answer=shown(row.body, world), write=write)
        revoked = {**read_record(row), "revoked_at": world.now()}
        answer = shown(revoked, world)
        receipt = receipt_actions(world, idempotency, write=write, answer=answer)
        put = Put(row_of(revoked), when=Equals(STATE, row.condition_attributes[STATE]))
        if committed(world, idempotency, actions=[*receipt, put]):
            return StoredAnswer(answer)
        # Another writer changed it in between, or our answer was lost: read it again.
    raise gave_up(idempotency, detail=BUSY)


def rotate_key(
    world: World,
    *,
    key_id: str,
    overlap_seconds: int,
    secret: str | None = None,
    idempotency: IdempotentRequest | None = None,
) -> tuple[str, dict[str, Any]]:
    """Replace a key by a new one of the same name, scopes and limit; the old one stays valid for the overlap.

    Returns the new secret, which is shown only once, and its record; a repeated request gets an empty secret. If the
    old key expires, the new one has the same lifetime. Raises NotFound, and NotAllowedNow if the key is revoked,
    expired or replaced.
    """
    chosen = secret or new_secret()
    answer = unless_answered(
        world,
        idempotency,
        lambda: _rotate(world, key_id, chosen, overlap_seconds=overlap_seconds, idempotency=idempotency),
    )
    return ("" if answer.is_replay else chosen), answer.body


def _rotate(
    world: World, key_id: str, secret: str, *, overlap_seconds: int, idempotency: IdempotentRequest | None
) -> StoredAnswer:
    new, write = id_of(secret), world.token()
    for _ in range(TRIES):
        row = _find_key(world, key_id)
        old = read_record(row)
        if old["replaced_by"] == new:  # the answer was lost, not the commit
            return store_answer(world, idempotency, answer=shown(_find_key(world, new).body, world), write=write)
        now = world.now()
        _must_be_replaceable(old, row, now)
        record, replaced = _replacement(old, secret, now=now, overlap_seconds=overlap_seconds)
        answer = shown(record, world)
        receipt = receipt_actions(world, idempotency, write=write, answer=answer)
        puts = [Put(row_of(record), when=ABSENT), Put(row_of(replaced), when=Equals(STATE, VALID))]
        if committed(world, idempotency, actions=[*receipt, *puts]):
            return StoredAnswer(answer)
    raise gave_up(idempotency, detail=BUSY)


def authenticate(world: World, *, secret: str) -> Caller | None:
    """Return the caller of a key, or None if the key is unknown, revoked or expired. One call."""
    key = keys.api_key(id_of(secret))
    row = world.table.get([key]).get(key)
    if row is None:
        return None
    record = read_record(row)
    is_ours = hmac.compare_digest(bytes.fromhex(record["hash"]), digest(secret))
    if not is_ours or not is_valid(record, world.now()):
        return None
    return Caller(record["id"], granted(record), limit_of(record, world), record["expires_at"], record["line"])


def _find_key(world: World, key_id: str) -> Row:
    row = find_record(world, key_id)
    if row is None:
        raise NotFound(f"There is no key {key_id[:40]!r}.")
    return row


def _must_be_replaceable(record: Record, row: Row, now: Instant) -> None:
    if row.condition_attributes[STATE] == REVOKED or not is_valid(record, now):
        raise NotAllowedNow("The key is revoked or has expired. Create another.")
    if record["replaced_by"] is not None:
        raise NotAllowedNow(f"The key was already replaced by {record['replaced_by']}.")


def _replacement(
    old: Record, secret: str, *, now: Instant, overlap_seconds: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the record of the new key and the changed record of the old one."""
    ends = old["expires_at"]
    record = new_record(
        secret,
        name=old["name"],
        scopes=old["scopes"],
        now=now,
        requests_per_minute=old["requests_per_minute"],
        expires_at=ends and from_ms(to_ms(now) + to_ms(ends) - to_ms(old["created_at"])),
        replaces=old["id"],
        line=old["line"] or old["id"],
    )
    last = plus_ms(now, overlap_seconds * 1000)
    return record, {**old, "expires_at": min(last, ends or last), "replaced_by": record["id"]}


def _check_new_key(
    name: str, scopes: list[str], *, limit: int | None, expires_at: Instant | None, now: Instant
) -> None:
    faults = Faults()
    if not name.strip() or len(name) > 100:  # noqa: PLR2004 - the limit that the fault names
        faults.add("/name", "wrong_type", "Expected a name of 1 to 100 characters.")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        faults.add("/scopes", "unknown_code", f"Expected some of {', '.join(SCOPES)}.")
    if limit is not None and not 1 <= limit <= MAX_REQUESTS_A_MINUTE:
        faults.add("/requests_per_minute", "wrong_type", f"Expected a number from 1 to {MAX_REQUESTS_A_MINUTE}.")
    if expires_at is not None and expires_at <= now:
        faults.add("/expires_at", "in_the_past", "Expected an instant in the future.")
    faults.refuse()
