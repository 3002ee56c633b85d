"""What every answer carries, and the form it travels in: gzip, no body to HEAD."""

from typing import Any

from chalice.app import Response

from chalicelib.api.http.request import rate_limits
from chalicelib.api.http.request.incoming import IncomingRequest
from chalicelib.api.http.response.compression import FROM_BYTES, accepts_gzip, gzipped
from chalicelib.api.http.response.cors import EVERYWHERE
from chalicelib.settings import hsts_max_age

BODILESS = frozenset({204, 304})
NOSNIFF: dict[str, str] = {"X-Content-Type-Options": "nosniff"}
_ALWAYS = {**EVERYWHERE, **NOSNIFF}
HSTS = "Strict-Transport-Security"


class Ready(Response):
    """An answer as it goes: Chalice looks at no header of it, to tell texts from bytes and one value from several."""

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:  # noqa: ARG002  none is encoded here
        """Give what API Gateway takes, but for bytes."""
        return {
            "headers": self.headers,
            "multiValueHeaders": {},
            "statusCode": self.status_code,
            "body": self.body,
        }


def on_every_answer() -> dict[str, str]:
    """Give the headers of every answer: for pages of other hosts, and for browsers to be strict."""
    seconds = hsts_max_age()
    return _ALWAYS if seconds is None else {**_ALWAYS, HSTS: f"max-age={seconds}"}


def send(response: Response, *, asked: IncomingRequest) -> Ready:
    """Make an answer ready to go."""
    response.headers.setdefault("Vary", "Accept-Encoding")
    _compress(response, asked=asked)
    response.headers |= on_every_answer()
    response.headers["X-Request-Id"] = asked.request_id
    response.headers["Server-Timing"] = f"app;dur={asked.noted.ms:.1f}, db;dur={asked.noted.db_ms:.1f}"
    response.headers |= rate_limits.headers(asked.noted.allowance)
    if asked.method == "HEAD":
        _behead(response)
    return Ready(response.body, response.headers, response.status_code)


def _compress(response: Response, *, asked: IncomingRequest) -> None:
    """Send gzip to who accepts it; what is ready bytes already stays as it is."""
    accepted = asked.headers.get("accept-encoding")
    if not accepted or not isinstance(response.body, str) or len(response.body) * 4 <= FROM_BYTES:
        return
    data = response.body.encode()
    if len(data) > FROM_BYTES and accepts_gzip(accepted):
        response.body = gzipped(data)
        response.headers["Content-Encoding"] = "gzip"


def _behead(response: Response) -> None:
    """Leave out the body and keep its length; a 304 has none."""
    data = response.body.encode() if isinstance(response.body, str) else response.body
    if response.status_code not in BODILESS:
        response.headers["Content-Length"] = str(len(data))
    response.body = ""
