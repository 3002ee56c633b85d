"""The calls about API keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aifacts_client.core.calls import Call, Page, pages_call, query_text
from aifacts_client.generated.answers import Key, KeyWithSecret, OwnKey
from aifacts_client.refs import checked_id
from aifacts_client.verbs.options import Scope
from aifacts_client.verbs.parameters import given, shaped, write


def me() -> Call[OwnKey]:
    """Read the key in use."""
    return Call("GET", "/v1/me", shaped(OwnKey))


def keys(*, limit: int | None) -> Call[Page[Key]]:
    """List all keys."""
    return pages_call("/v1/keys", Key, query={"limit": limit})


def create_key(
    name: str,
    scopes: Sequence[Scope],
    *,
    requests_per_minute: int | None = None,
    expires_at: datetime | str | None = None,
    idempotency_key: str | None = None,
) -> Call[KeyWithSecret]:
    """Create a key."""
    expiry = None if expires_at is None else query_text(expires_at)
    limited = given({"requests_per_minute": requests_per_minute, "expires_at": expiry})
    body = {"name": name, "scopes": [*scopes], **limited}
    return write("POST", "/v1/keys", shaped(KeyWithSecret), body, key=idempotency_key)


def rotate_key(
    of: str | Key, *, overlap_seconds: int | None = None, idempotency_key: str | None = None
) -> Call[KeyWithSecret]:
    """Replace a key."""
    body = given({"overlap_seconds": overlap_seconds})
    return write("POST", f"{_path(of)}/rotation", shaped(KeyWithSecret), body, key=idempotency_key)


def revoke_key(of: str | Key, *, idempotency_key: str | None = None) -> Call[Key]:
    """Revoke a key for good."""
    return write("POST", f"{_path(of)}/revocation", shaped(Key), key=idempotency_key)


def _path(of: str | Key) -> str:
    return f"/v1/keys/{checked_id(of)}"
