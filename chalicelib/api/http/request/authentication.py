"""Who is calling: API keys, remembered for a minute at most, and their rate limits."""

import hashlib
import re
from collections import OrderedDict

from chalicelib.api.http.routing.routes import Needed
from chalicelib.domain.errors import Forbidden, RateLimited, Unauthenticated
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.access import api_keys
from chalicelib.operations.access.rate_limits import WINDOW, Allowance, Leases
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


def forget_keys() -> None:
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


_leases = Leases()


def require_scope(scope: Needed, caller: Caller) -> None:
    """Refuse a caller whose key lacks a scope."""
    if scope != "key" and scope not in caller.scopes:
        raise Forbidden(f"This request needs a key with the scope {scope!r}.", context={"scope": scope})


def spend_request(world: World, caller: Caller) -> Allowance | None:
    """Count a request of a key and say what is left; None for a caller without a limit."""
    if caller.requests_per_minute is None:
        return None
    return _leases.spend(world, key_id=caller.key_id, limit=caller.requests_per_minute)


def check_allowance(allowed: Allowance | None) -> None:
    """Refuse a request that is one too many, until the next minute."""
    if allowed is not None and allowed.is_spent:
        raise RateLimited(
            f"The key may make {allowed.limit} requests a minute and has made them; "
            f"the next minute begins in {allowed.reset} s.",
            context={"limit": allowed.limit, "retry_after": allowed.reset},
        )


def rate_limit_headers(allowed: Allowance | None) -> dict[str, str]:
    """Write what is left as draft-ietf-httpapi-ratelimit-headers has it; nothing for a request without a key."""
    if allowed is None:
        return {}
    return {
        "RateLimit": f'"key";r={allowed.left};t={allowed.reset}',
        "RateLimit-Policy": f'"key";q={allowed.limit};w={WINDOW}',
    }


def forget_leases() -> None:
    """Give up every lease: in another world they are worth nothing."""
    global _leases  # noqa: PLW0603  one process serves one world
    _leases = Leases()
