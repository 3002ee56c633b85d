"""Cursors: the sealed position where a page ended. Clients can keep a cursor, but not forge or misuse it."""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

from chalicelib.domain.errors import BadCursor
from chalicelib.domain.instants import Instant, plus_ms

MAX_CURSOR_CHARS = 2_000
LIFETIME_MS = 24 * 60 * 60 * 1000
AHEAD_MS = 60 * 1000  # how far clocks may differ

_SEAL = 16  # bytes


def seal(payload: dict[str, Any], *, query: str, now: Instant, secret: bytes) -> str:
    """Write a cursor that only the same query can open, for 24 hours.

    `query` identifies the request without cursor and limit. Without a secret the seal is only a checksum.
    """
    body = json.dumps([now, payload], ensure_ascii=False, separators=(",", ":")).encode()
    text = base64.urlsafe_b64encode(_seal_of(body, query, secret) + body).decode().rstrip("=")
    if len(text) > MAX_CURSOR_CHARS:
        raise ValueError(f"a cursor has at most {MAX_CURSOR_CHARS} characters, this one has {len(text)}")
    return text


def open_cursor(text: str, *, query: str, now: Instant, secret: bytes) -> dict[str, Any]:
    """Read a cursor. Raises BadCursor if it is altered, of another query, too old or from the future."""
    data = _decode_strictly(text)
    body = data[_SEAL:]
    if not hmac.compare_digest(data[:_SEAL], _seal_of(body, query, secret)):
        raise BadCursor("`cursor` was altered or belongs to another query. Start again without `cursor`.")
    sealed_at, payload = _parse_sealed(body)
    if sealed_at < plus_ms(now, -LIFETIME_MS):
        raise BadCursor("`cursor` is older than 24 hours. Start again without `cursor`.")
    if sealed_at > plus_ms(now, AHEAD_MS):  # a wrong clock made it; it would be valid until a day after that time
        raise BadCursor("`cursor` is from the future. Start again without `cursor`.")
    return payload


def _parse_sealed(body: bytes) -> tuple[Instant, dict[str, Any]]:
    """Read the sealed content. Without a secret anybody may have written it."""
    try:
        match json.loads(body):
            case [str(sealed_at), dict(payload)]:
                return sealed_at, payload
    except (ValueError, RecursionError):  # the latter for deeply nested brackets
        pass
    raise not_a_cursor()


def not_a_cursor() -> BadCursor:
    """Make the refusal of a text that is no cursor."""
    return BadCursor("`cursor` is not valid. Send `next` of the previous page unchanged.")


def _decode_strictly(text: str) -> bytes:
    """Decode base64url strictly: a cursor has one spelling, so every altered character is detected."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        data = b""
    if len(text) > MAX_CURSOR_CHARS or base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise not_a_cursor()
    return data


def _seal_of(body: bytes, query: str, secret: bytes) -> bytes:
    key = hashlib.blake2b(secret).digest()  # a secret may have any length, a key at most 64 bytes
    query_digest = hashlib.blake2b(query.encode()).digest()
    return hashlib.blake2b(query_digest + body, key=key, digest_size=_SEAL).digest()
