"""Messages of webhooks: a receiver verifies each before it believes it. They follow Standard Webhooks 1.0."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from pydantic import Field

from aifacts_client.core.calls import Answer, parsed
from aifacts_client.generated.answers import Notice
from aifacts_client.refusals import AifactsError
from aifacts_client.values import Shape

TOLERANCE_S = 300.0
LEAST_BYTES = 24  # of a secret: a shorter one can be guessed
PREFIX, VERSION = "whsec_", "v1,"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


class BadSignature(AifactsError):
    """A message is forged, changed on its way, or too old or new. Answer 400, and believe nothing of it."""


class Headers(Protocol):
    """Headers of a request, as frameworks have them, or as a dictionary."""

    def items(self) -> Iterable[tuple[str, Any]]:
        """Return names and values."""


class MessageChange(Shape):
    """A change of an entity: its number in the feed, the entity and its revision, and the events that it means."""

    number: int
    at: datetime
    ref: str
    revision: int
    cause: str
    events: list[str]
    properties: list[str] = Field(default_factory=list)
    facts: list[str] = Field(default_factory=list)
    more: bool = False
    """Whether properties and facts are left out, because there are too many."""


class MessageData(Shape):
    """The changes of a message, and the notices of what you have used. A ping has neither."""

    first: int | None = None
    last: int | None = None
    head: int | None = None
    """The number of the newest change when it was sent."""
    changes: list[MessageChange] = Field(default_factory=list)
    notices: list[Notice] = Field(default_factory=list)


class Message(Shape):
    """A verified message. `id` is the same each time that it is sent, so a receiver can know it again."""

    id: str
    type: str
    timestamp: datetime
    data: MessageData = Field(default_factory=MessageData)


def verify(
    headers: Headers, body: bytes | str, secret: str | Sequence[str], *, tolerance: float = TOLERANCE_S
) -> Message:
    """Return the message of a request, if one of the secrets signed it within `tolerance` seconds of now.

    Give the body as it came, not parsed and written again. While you replace a secret, give both. Raises BadSignature,
    and ValueError for what is no secret.
    """
    keys = [_key(each) for each in ([secret] if isinstance(secret, str) else secret)]
    named = {str(name).lower(): str(value) for name, value in headers.items()}
    missing = [name for name in (ID, TIMESTAMP, SIGNATURE) if not named.get(name)]
    if missing:
        raise BadSignature(f"The message has no {missing[0]}.")
    _check_time(named[TIMESTAMP], tolerance)
    content = body.encode() if isinstance(body, str) else bytes(body)
    signed = f"{named[ID]}.{named[TIMESTAMP]}.".encode() + content
    if not any(_is_signed(signed, named[SIGNATURE], key) for key in keys):
        raise BadSignature("No signature of the message is right.")
    return parsed(Message, {**Answer(named, content).json(), "id": named[ID]})


def _key(secret: str) -> bytes:
    """Return the bytes of a secret. Raises ValueError, without repeating it."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        key = b""
    if len(key) < LEAST_BYTES:
        raise ValueError(f"secret must be {PREFIX} and the base64 of at least {LEAST_BYTES} bytes, as it was shown.")
    return key


def _check_time(text: str, tolerance: float) -> None:
    if not (text.isascii() and text.isdecimal() and len(text) < 16):  # noqa: PLR2004  beyond all times
        raise BadSignature(f"{TIMESTAMP} is no number of seconds.")
    late = time.time() - int(text)
    if abs(late) > tolerance:
        raise BadSignature(f"The message is {abs(late):.0f} s {'old' if late > 0 else 'ahead of the clock here'}.")


def _is_signed(signed: bytes, signatures: str, key: bytes) -> bool:
    """Return whether one of the signatures is that of a key. Each takes the same time, right or wrong."""
    right = VERSION.encode() + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    return any(hmac.compare_digest(right, each.encode()) for each in signatures.split())
