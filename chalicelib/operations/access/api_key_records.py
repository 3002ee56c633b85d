"""Records of API keys and how they are shown. Only the SHA-256 of a secret is stored."""

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import Any

from chalicelib.domain.instants import Instant
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.api_key_rows import LATER, Record
from chalicelib.store.rows import Row

PREFIX = "aif_"  # the prefix of every key, by which it is recognised in any text
SECRET = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")
_ID = re.compile(r"key_[0-9a-v]{10}")
_UNSHOWN = ("hash", "line")


def new_secret() -> str:
    """Return a new secret of 256 random bits."""
    return f"{PREFIX}{secrets.token_urlsafe(32)}"


def new_record(
    secret: str,
    *,
    name: str,
    scopes: Sequence[str],
    now: Instant,
    requests_per_minute: int | None = None,
    expires_at: Instant | None = None,
    replaces: str | None = None,
    line: str = "",
) -> dict[str, Any]:
    """Return the record of a new key; without a limit it has the default limit.

    `line` is the first of the keys that replaced each other up to this one.
    """
    return {
        "id": id_of(secret),
        "name": name,
        "scopes": list(scopes),
        "requests_per_minute": requests_per_minute,
        "hash": digest(secret).hex(),
        "created_at": now,
        "expires_at": expires_at,
        "revoked_at": None,
        "replaces": replaces,
        "replaced_by": None,
        "line": line,
    }


def digest(secret: str) -> bytes:
    """Hash a secret. It has 256 random bits, which nobody can guess, so a slow hash would add nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def id_of(secret: str) -> str:
    """Return the id of the key with this secret."""
    return "key_" + base64.b32hexencode(digest(secret)).decode().lower()[:10]


def find_record(world: World, key_id: str) -> Row | None:
    """Read the row of a key by its id; return None if there is none. One call."""
    if not _ID.fullmatch(key_id):
        return None
    key = keys.api_key(key_id)
    return world.table.get([key], consistent=True).get(key)


def limit_of(record: Record, world: World) -> int:
    """Return the requests per minute of a key: its own limit, or the default."""
    return int(record["requests_per_minute"] or world.requests_per_minute)


def shown(record: Record, world: World) -> dict[str, Any]:
    """Return a record as the API shows it: without the hash, with the limit that applies."""
    public = {name: each for name, each in {**record, **LATER, **record}.items() if name not in _UNSHOWN}
    return {**public, "requests_per_minute": limit_of(public, world)}
