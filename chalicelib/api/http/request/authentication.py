"""Who is calling: API keys, remembered for a minute at most, and their rate limits."""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping

from chalicelib.api.http.routing.routes import Needed, Route
from chalicelib.domain.errors import Forbidden, RateLimited, Unauthenticated
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.access.rate_limits import WINDOW, Allowance, Leases
from chalicelib.operations.world import Caller, World

COOKIE = "__Host-aifacts-key"  # of a visit; browsers send it back to this host alone, over TLS or on localhost
REMEMBERED_MS = 60_000
MAX_REMEMBERED_KEYS = 1_000
NOBODY = Caller("anonymous")

_remembered: OrderedDict[bytes, tuple[Caller, Instant]] = OrderedDict()


def credentials(route: Route, headers: Mapping[str, str]) -> str | None:
    """Return the Authorization header of a request. For a page, a browser may send the key in a cookie instead."""
    sent = headers.get("authorization")
    if sent or route.refused is None or route.method != "GET":
        return sent
    found = re.search(rf"(?:^|;\s*){COOKIE}=([\x21-\x3a\x3c-\x7e]{{1,512}})", headers.get("cookie", ""))
    return f"Bearer {found[1]}" if found else None


def authenticate(world: World, *, authorization: str | None) -> Caller:
    """Return the caller with the key in `Authorization: Bearer <key>`. Raises Unauthenticated.

    A key record is cached for 60 s, so a revoked key works that much longer in other processes, but never past its
    expiry. The cache holds digests only, and only of keys that exist.
    """
    secret = _bearer_token(authorization)
    digest = hashlib.sha256(secret.encode()).digest()
    now = world.now()
    known = _remembered.get(digest)
    # Nothing is cached for longer than a minute, even if the clock was set back.
    if known is not None and now < known[1] <= plus_ms(now, REMEMBERED_MS):
        return known[0]
    from chalicelib.operations.access import api_keys  # most reads come without a key

    caller = api_keys.authenticate(world, secret=secret)
    if caller is None:
        raise Unauthenticated("The key is unknown, expired or revoked.")
    until = plus_ms(now, REMEMBERED_MS)
    _remember(digest, caller, until=min(until, caller.expires_at or until))
    return caller


def forget_keys() -> None:
    """Empty the cache of keys."""
    _remembered.clear()


def _bearer_token(authorization: str | None) -> str:
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
    """Count a request of a key and return its remaining allowance; None for a caller without a limit."""
    if caller.requests_per_minute is None:
        return None
    return _leases.spend(world, key_id=caller.key_id, limit=caller.requests_per_minute)


def check_allowance(allowed: Allowance | None) -> None:
    """Refuse a request beyond the limit until the next minute begins."""
    if allowed is not None and allowed.is_spent:
        raise RateLimited(
            f"This key is limited to {allowed.limit} requests per minute and has used them. "
            f"Try again in {allowed.reset} s.",
            context={"limit": allowed.limit, "retry_after": allowed.reset},
        )


def rate_limit_headers(allowed: Allowance | None) -> dict[str, str]:
    """Return the headers of draft-ietf-httpapi-ratelimit-headers; none for a request without a key."""
    if allowed is None:
        return {}
    return {
        "RateLimit": f'"key";r={allowed.left};t={allowed.reset}',
        "RateLimit-Policy": f'"key";q={allowed.limit};w={WINDOW}',
    }


def forget_leases() -> None:
    """Drop all leases, which are not valid in another world."""
    global _leases  # noqa: PLW0603  one process serves one world
    _leases = Leases()
