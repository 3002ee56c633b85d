"""API keys: made, listed, revoked and recognised. Only their SHA-256 is kept."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from typing import Any

from chalicelib.domain.errors import Faults, NotFound
from chalicelib.operations.idempotency import (
    Once,
    Told,
    committed,
    gave_up,
    receipted,
    tell_once,
    told_before,
    unless_told,
)
from chalicelib.operations.world import Caller, World
from chalicelib.store import keys
from chalicelib.store.rows import ABSENT, Equals, Put, Row

SCOPES = {"read": {"read"}, "write": {"read", "write"}, "admin": {"read", "write", "admin"}}
_ID = re.compile(r"key_[0-9a-v]{10}")
_STATE = "state"
TRIES = 3
BUSY = "The table did not answer: whether the key was written is not known. Try again shortly."


def create_key(
    world: World, *, name: str, scopes: Iterable[str], secret: str | None = None, once: Once | None = None
) -> tuple[str, dict[str, Any]]:
    """Make a key and give its secret, which is shown this once, and its record.

    A given secret that is known stays as it is. The same request sent again gets an empty secret, for it is kept
    nowhere. Raises Invalid on an unknown scope, and on a name that is empty or longer than 100
    characters.
    """
    wanted = sorted(set(scopes))
    _check(name, wanted)
    if (before := told_before(world, once)) is not None:
        return "", before
    chosen = secret or f"aif_{secrets.token_urlsafe(32)}"
    record = {
        "id": _id(chosen),
        "name": name,
        "scopes": wanted,
        "hash": _digest(chosen).hex(),
        "created_at": world.now(),
        "revoked_at": None,
    }
    told = _shown(record)
    receipt = receipted(world, once, write=world.token(), told=told)
    if committed(world, once, actions=[*receipt, Put(_row(record), when=ABSENT)]):
        return chosen, told
    row = _read(world, _id(chosen))  # what is there then is known already, or ours although the answer was lost
    if row is not None:
        return chosen, _shown(row.body)
    if (before := told_before(world, once, again=True)) is not None:
        return "", before
    raise gave_up(once, detail=BUSY)


def list_keys(world: World) -> list[dict[str, Any]]:
    """Give the records of all keys, revoked ones included; never a secret or a hash."""
    return [_shown(row.body) for row in world.table.query(None, keys.api_keys()).rows]


def revoke_key(world: World, *, key_id: str, once: Once | None = None) -> dict[str, Any]:
    """Revoke a key for good; a second time changes nothing. It is refused everywhere within 60 s. Raises NotFound."""
    return unless_told(world, once, lambda: _revoke(world, key_id, once=once))


def _revoke(world: World, key_id: str, *, once: Once | None) -> Told:
    write = world.token()
    for _ in range(TRIES):
        row = _read(world, key_id) if _ID.fullmatch(key_id) else None
        if row is None:
            raise NotFound(f"There is no key {key_id[:40]!r}.")
        if row.body["revoked_at"] is not None:
            return tell_once(world, once, told=_shown(row.body), write=write)
        revoked = {**row.body, "revoked_at": world.now()}
        told = _shown(revoked)
        receipt = receipted(world, once, write=write, told=told)
        if committed(world, once, actions=[*receipt, Put(_row(revoked), when=Equals(_STATE, "valid"))]):
            return told
        # Somebody else revoked it just now, or we did: look again.
    raise gave_up(once, detail=BUSY)


def authenticate(world: World, *, secret: str) -> Caller | None:
    """Recognise a key: who it is and what it may do; None when it is unknown or revoked. One call."""
    key = keys.api_key(_id(secret))
    row = world.table.get([key]).get(key)
    if row is None or row.body["revoked_at"] is not None:
        return None
    if not hmac.compare_digest(bytes.fromhex(row.body["hash"]), _digest(secret)):
        return None
    granted = set().union(*(SCOPES[scope] for scope in row.body["scopes"]))
    return Caller(row.body["id"], frozenset(granted))


def _read(world: World, key_id: str) -> Row | None:
    key = keys.api_key(key_id)
    return world.table.get([key], consistent=True).get(key)


def _check(name: str, scopes: list[str]) -> None:
    faults = Faults()
    if not name.strip() or len(name) > 100:  # noqa: PLR2004 - the limit that the fault names
        faults.add("/name", "wrong_type", "Expected a name of 1 to 100 characters.")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        faults.add("/scopes", "unknown_code", f"Expected some of {', '.join(SCOPES)}.")
    faults.refuse()


def _digest(secret: str) -> bytes:
    """Hash a secret. Ours have 256 random bits, which no search through hashes finds: a slow hash would add nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _id(secret: str) -> str:
    return "key_" + base64.b32hexencode(_digest(secret)).decode().lower()[:10]


def _row(record: dict[str, Any]) -> Row:
    state = "valid" if record["revoked_at"] is None else "revoked"
    return Row(keys.api_key(record["id"]), record, marks={_STATE: state})


def _shown(record: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in record.items() if name != "hash"}
