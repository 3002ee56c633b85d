"""CORS: every origin is allowed unless `request/origins` refuses it. OPTIONS lists the methods and media types."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chalicelib.api.http.response.caching import NEVER

if TYPE_CHECKING:
    from chalicelib.api.http.request.incoming import IncomingRequest
    from chalicelib.api.http.routing.routes import Route

EXPOSED = (
    "Content-Disposition",
    "ETag",
    "Link",
    "Location",
    "Page-Meta",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
    "Idempotency-Replayed",
    "Server-Timing",
    "Deprecation",
    "Sunset",
)
EVERYWHERE: dict[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(EXPOSED),
}
ALLOWED_HEADERS = (
    "Accept",
    "Authorization",
    "Content-Encoding",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "traceparent",
    "X-Request-Id",
)
MAX_AGE_S = 7_200  # Chromium's maximum


def is_preflight(incoming: "IncomingRequest") -> bool:
    """Say whether a request is a CORS preflight."""
    headers = incoming.headers
    return incoming.method == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers


def options(routes: Iterable["Route"], *, allow: Iterable[str], incoming: "IncomingRequest") -> dict[str, str]:
    """Return the headers of the response to OPTIONS: for a preflight those of CORS, else methods and media types."""
    methods = ", ".join(allow)
    if is_preflight(incoming):
        own = [name for route in routes for name in route.endpoint.headers]
        return {
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": ", ".join((*ALLOWED_HEADERS, *own)),
            "Access-Control-Max-Age": str(MAX_AGE_S),
            "Cache-Control": NEVER,
        }
    taken = {f"Accept-{r.method.capitalize()}": ", ".join(r.body.media) for r in routes if r.body is not None}
    return {"Allow": methods, "Cache-Control": NEVER, **taken}
