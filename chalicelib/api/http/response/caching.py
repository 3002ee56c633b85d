"""Caching headers: how long and by whom a response may be cached, and which request headers it depends on."""

from chalicelib.api.http.request.authentication import credentials
from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.routing.routes import Call, Reply, Route
from chalicelib.domain.instants import plus_ms

NEVER = "no-store"
CURRENT = "no-cache"
CONTRACT = "public, max-age=300"
PINNED = "max-age=86400"  # a day: what is erased may be shown for so long (RFC 9111, section 4.2)
PINNED_PAGE = "max-age=3600"  # its `next` is valid for a day
PINNED_AFTER_MS = 60_000  # every reader sees facts that are this old


def is_kept(route: Route, reply: Reply) -> bool:
    """Say whether a successful response may be cached, if only for revalidation with its ETag."""
    return route.method == "GET" and reply.is_cacheable and route.scope in (None, "read")


def cache_control(route: Route, reply: Reply, *, call: Call, incoming: IncomingRequest) -> str:
    """Return the Cache-Control of a successful response; with a key it is private."""
    if not is_kept(route, reply):
        return NEVER
    if route.scope is None:
        return CONTRACT
    whose = "private" if credentials(route, incoming.headers) else "public"
    return f"{whose}, {_cache_lifetime(reply, call)}"


def vary(route: Route) -> str:
    """Return the request headers that the responses of a route depend on."""
    return ", ".join(
        name
        for name, depends in (
            ("Accept-Encoding", True),
            ("Accept", len(route.media) > 1 or route.refused is not None),
            ("Authorization", route.scope is not None),
            ("Cookie", route.scope is not None and route.refused is not None),
        )
        if depends
    )


def _cache_lifetime(reply: Reply, call: Call) -> str:
    if reply.is_final:
        return PINNED
    asked = call.query.get("known_at")
    known_at = max(asked, default=None) if isinstance(asked, tuple) else asked
    if known_at is None or plus_ms(known_at, PINNED_AFTER_MS) > call.world.now():
        return CURRENT
    return PINNED if reply.next is None else PINNED_PAGE
