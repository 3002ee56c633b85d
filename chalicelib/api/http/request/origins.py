"""The `Origin` of a request: which pages may call a route that acts for the person before the browser."""

import re
from collections.abc import Iterable

from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.routing.routes import Route
from chalicelib.api.http.transport_refusals import ForeignOrigin
from chalicelib.settings import mcp_origins, on_lambda

MAX_QUOTED_ORIGIN = 100  # characters that a refusal repeats
_LOOPBACK = re.compile(r"https?://(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?")


def check_origin(routes: Iterable[Route], *, incoming: IncomingRequest) -> None:
    """Refuse a page of another origin, if one of the routes does. Raises ForeignOrigin."""
    sent = incoming.headers.get("origin")
    if sent is None or not any(route.endpoint.is_same_origin for route in routes):
        return
    if not _is_ours(sent.lower(), own=incoming.origin.lower()) and sent.lower() not in mcp_origins():
        shown = sent[:MAX_QUOTED_ORIGIN]
        advice = "Leave `Origin` out, or ask the operator to allow it (MCP_ORIGINS)."
        raise ForeignOrigin(f"Pages of {shown!r} may not call this. {advice}", context={"origin": shown})


def _is_ours(sent: str, *, own: str) -> bool:
    """Return whether an origin is the one that was called.

    API Gateway knows the names of a service. A local run answers to any `Host`, so a site whose name leads to the
    loopback (DNS rebinding) would be its own origin: there, only names of the loopback are.
    """
    return sent == own and (on_lambda() or _LOOPBACK.fullmatch(own) is not None)
