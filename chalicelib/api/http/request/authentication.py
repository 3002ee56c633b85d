"""API keys: who is calling, remembered for a minute at most."""

import hashlib
import re
from collections import OrderedDict

from chalicelib.domain.errors import Unauthenticated
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.access import api_keys
from chalicelib.operations.world import Caller, World

REMEMBERED_MS = 60_000
MAX_REMEMBERED_KEYS = 1_000
NOBODY = Caller("anonymous")

_remembered: OrderedDict[bytes, tuple[Caller, Instant]] = OrderedDict()


def authenticate(world: World, *, authorization: str | None) -> Caller:
    """Find the caller by `Authorization: Bearer <key>`.

    A key record is believed for 60 s, so a revoked key works that much longer elsewhere, but never past its end. Only
    digests are kept, and only of keys that exist: a guess is never remembered.
    """
    secret = _bearer(authorization)
    digest = hashlib.sha256(secret.encode()).digest()
    now = world.now()
    known = _remembered.get(digest)
    # Nothing is believed for longer than a minute, also where the clock was set back.
    if known is not None and now < known[1] <= plus_ms(now, REMEMBERED_MS):
        return known[0]
    caller = api_keys.authenticate(world, secret=secret)
    if caller is None:
        raise Unauthenticated("The key is unknown, expired or revoked.")
    until = plus_ms(now, REMEMBERED_MS)
    _remember(digest, caller, until=min(until, caller.expires_at or until))
    return caller


def forget() -> None:
    """Forget every key, so that each is asked for again."""
    _remembered.clear()


def _bearer(authorization: str | None) -> str:
    if not authorization:
        raise Unauthenticated("Send a key as `Authorization: Bearer <key>`.")
    found = re.fullmatch(r"bearer +([\x21-\x7e]{1,512})", authorization.strip(), re.IGNORECASE)
    if found is None:
        raise Unauthenticated("The Authorization header is not of the form `Bearer <key>`.")
    return found[1]


def _remember(digest: bytes, caller: Caller, *, until: Instant) -> None:
    _remembered[digest] = (caller, until)
    _remembered.move_to_end(digest)
    while len(_remembered) > MAX_REMEMBERED_KEYS:
        _remembered.popitem(last=False)
