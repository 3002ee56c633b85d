"""Cursors: where a page ended, sealed, so that a caller can carry it but not forge it or use it elsewhere."""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

from chalicelib.domain.errors import BadCursor
from chalicelib.domain.instants import Instant, plus_ms

MAX_CURSOR_CHARS = 2_000  # characters
LIFETIME_MS = 24 * 60 * 60 * 1000
AHEAD_MS = 60 * 1000  # by how much clocks may differ

_SEAL = 16  # bytes


def seal(payload: dict[str, Any], *, query: str, now: Instant, secret: bytes) -> str:
    """Write a cursor that only the same query can open, for 24 hours.

    `query` names what was asked, without the cursor and the limit. Without a secret the seal is only a
    checksum.
    """
    body = json.dumps([now, payload], ensure_ascii=False, separators=(",", ":")).encode()
    text = base64.urlsafe_b64encode(_seal_of(body, query, secret) + body).decode().rstrip("=")
    if len(text) > MAX_CURSOR_CHARS:
        raise ValueError(f"a cursor has at most {MAX_CURSOR_CHARS} characters, this one has {len(text)}")
    return text


def open_cursor(text: str, *, query: str, now: Instant, secret: bytes) -> dict[str, Any]:
    """Read a cursor back; raise BadCursor when it is altered, of another query, too old or of the future."""
    data = _decode_strictly(text)
    body = data[_SEAL:]
    if not hmac.compare_digest(data[:_SEAL], _seal_of(body, query, secret)):
        raise BadCursor(
            "This cursor was altered or belongs to another query. Ask the first page again, without `cursor`."
        )
    sealed_at, payload = _parse_sealed(body)
    if sealed_at < plus_ms(now, -LIFETIME_MS):
        raise BadCursor("This cursor is older than 24 hours. Ask the first page again, without `cursor`.")
    if sealed_at > plus_ms(now, AHEAD_MS):  # by a clock that was wrong: it would hold until that time and a day
        raise BadCursor("This cursor comes from the future. Ask the first page again, without `cursor`.")
    return payload


def _parse_sealed(body: bytes) -> tuple[Instant, dict[str, Any]]:
    """Read what was sealed; without a secret it may be anybody's."""
    try:
        match json.loads(body):
            case [str(sealed_at), dict(payload)]:
                return sealed_at, payload
    except (ValueError, RecursionError):  # the latter for brackets in brackets
        pass
    raise not_a_cursor()


def not_a_cursor() -> BadCursor:
    """Refuse what no page gave."""
    return BadCursor("This is not a cursor. Take `next` of the page before as it is.")


def _decode_strictly(text: str) -> bytes:
    """Decode base64url strictly: one cursor has one spelling, so every altered character is noticed."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        data = b""
    if len(text) > MAX_CURSOR_CHARS or base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise not_a_cursor()
    return data


def _seal_of(body: bytes, query: str, secret: bytes) -> bytes:
    key = hashlib.blake2b(secret).digest()  # any length of secret; a key may have 64 bytes
    asked = hashlib.blake2b(query.encode()).digest()
    return hashlib.blake2b(asked + body, key=key, digest_size=_SEAL).digest()
