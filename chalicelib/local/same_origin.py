"""HTTP requests that take a key along: to the origin that the user named, and to no other."""

import urllib.request
from typing import Any
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


class SameOriginRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect within an origin; one that leads elsewhere is the response.

    urllib would send all headers along, and so the key to any place that the redirect names.
    """

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Return the next request, or None to end with this response."""
        if _origin(newurl) != _origin(req.full_url):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def open_url(request: urllib.request.Request, *, timeout: float) -> Any:
    """Send a request and return the response. Raises HTTPError for a status that is no success, as urllib does."""
    return urllib.request.build_opener(SameOriginRedirects).open(request, timeout=timeout)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port. Raises ValueError."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
