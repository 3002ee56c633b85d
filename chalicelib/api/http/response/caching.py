"""How long an answer may be kept, by whom, and on which request headers it depends."""

from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.routing.routes import Call, Reply, Route
from chalicelib.domain.instants import plus_ms

NEVER = "no-store"
CURRENT = "no-cache"
CONTRACT = "public, max-age=300"
PINNED = "max-age=2592000, immutable"  # thirty days
PINNED_PAGE = "max-age=3600"  # its `next` holds for a day, and tells the hour
PINNED_AFTER_MS = 60_000  # what was recorded so long ago is seen by every reader


def is_kept(route: Route, reply: Reply) -> bool:
    """Say whether anybody may keep a good answer, to ask again with its tag at least."""
    return route.method == "GET" and reply.is_cacheable and route.scope in (None, "read")


def cache_control(route: Route, reply: Reply, *, call: Call, asked: IncomingRequest) -> str:
    """Write the Cache-Control of a good answer; what a key was sent with is for the sender alone."""
    if not is_kept(route, reply):
        return NEVER
    if route.scope is None:
        return CONTRACT
    whose = "private" if asked.headers.get("authorization") else "public"
    return f"{whose}, {_lifetime(reply, call)}"


def vary(route: Route) -> str:
    """Name the request headers that the answers of a route depend on."""
    return ", ".join(
        name
        for name, depends in (
            ("Accept-Encoding", True),
            ("Accept", len(route.media) > 1),
            ("Authorization", route.scope is not None),
        )
        if depends
    )


def _lifetime(reply: Reply, call: Call) -> str:
    known_at = call.query.get("known_at")
    if known_at is None or plus_ms(known_at, PINNED_AFTER_MS) > call.world.now():
        return CURRENT
    return PINNED if reply.next is None else PINNED_PAGE
