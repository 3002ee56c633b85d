"""Limits at the edge: each request with a key is counted, and its answer says what is left."""

from chalicelib.domain.errors import RateLimited
from chalicelib.operations.access.rate_limits import WINDOW, Allowance, Leases
from chalicelib.operations.world import Caller, World

_leases = Leases()


def spend(world: World, caller: Caller) -> Allowance | None:
    """Count a request of a key and say what is left; None for a caller without a limit."""
    if caller.requests_per_minute is None:
        return None
    return _leases.spend(world, key_id=caller.key_id, limit=caller.requests_per_minute)


def check(allowed: Allowance | None) -> None:
    """Refuse a request that is one too many, until the next minute."""
    if allowed is not None and allowed.is_spent:
        raise RateLimited(
            f"The key may make {allowed.limit} requests a minute and has made them; "
            f"the next minute begins in {allowed.reset} s.",
            context={"limit": allowed.limit, "retry_after": allowed.reset},
        )


def headers(allowed: Allowance | None) -> dict[str, str]:
    """Write what is left as draft-ietf-httpapi-ratelimit-headers has it; nothing for a request without a key."""
    if allowed is None:
        return {}
    return {
        "RateLimit": f'"key";r={allowed.left};t={allowed.reset}',
        "RateLimit-Policy": f'"key";q={allowed.limit};w={WINDOW}',
    }


def forget() -> None:
    """Give up every lease: in another world they are worth nothing."""
    global _leases  # noqa: PLW0603  one process serves one world
    _leases = Leases()
