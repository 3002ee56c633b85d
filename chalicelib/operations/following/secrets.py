"""Secrets of webhooks as Standard Webhooks writes them: `whsec_` and base64 of 24 to 64 bytes."""

import base64
import binascii
import secrets as randomness

from chalicelib.domain.values.checks import CodedFault

PREFIX = "whsec_"
MIN_BYTES, MAX_BYTES, NEW_BYTES = 24, 64, 32
PATTERN = rf"^{PREFIX}[A-Za-z0-9+/]{{32,88}}={{0,2}}$"


def new_secret() -> bytes:
    """Return a new secret of 256 random bits."""
    return randomness.token_bytes(NEW_BYTES)


def written(secret: bytes) -> str:
    """Return a secret as callers see it."""
    return PREFIX + base64.b64encode(secret).decode()


def read_secret(text: str) -> bytes | CodedFault:
    """Read a secret that a caller chose; or return its fault, which does not repeat it."""
    if not text.startswith(PREFIX):
        return CodedFault("bad_secret", f"The secret does not begin with {PREFIX}. {_EXPECTED}")
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return CodedFault("bad_secret", f"The secret is not base64 after {PREFIX}. {_EXPECTED}")
    if len(secret) < MIN_BYTES:
        return CodedFault("too_short", f"The secret has {len(secret)} bytes; the minimum is {MIN_BYTES}. {_EXPECTED}")
    if len(secret) > MAX_BYTES:
        return CodedFault("too_long", f"The secret has {len(secret)} bytes; the maximum is {MAX_BYTES}. {_EXPECTED}")
    return secret


_EXPECTED = (
    f"Send {PREFIX} and the base64 of {MIN_BYTES} to {MAX_BYTES} random bytes, or leave it out to get a new one."
)
