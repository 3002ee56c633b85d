"""Caching headers: how long and by whom a response may be cached, and which request headers it depends on."""

from functools import cache

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
    is_page, needs_key = route.refused is not None, route.scope is not None
    return _listed(accept=is_page or len(route.media) > 1, authorization=needs_key, cookie=needs_key and is_page)


@cache
def _listed(*, accept: bool, authorization: bool, cookie: bool) -> str:
    depends = {"Accept-Encoding": True, "Accept": accept, "Authorization": authorization, "Cookie": cookie}
    return ", ".join(name for name, does in depends.items() if does)


def _cache_lifetime(reply: Reply, call: Call) -> str:
    if reply.is_final:
        return PINNED
    asked = call.query.get("known_at")
    known_at = max(asked, default=None) if isinstance(asked, tuple) else asked
    if known_at is None or plus_ms(known_at, PINNED_AFTER_MS) > call.world.now():
        return CURRENT
    return PINNED if reply.next is None else PINNED_PAGE
