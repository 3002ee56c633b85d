"""What every answer carries, and its form: gzip, no body for HEAD, the members that its gateway expects."""

import re
import zlib
from base64 import b64encode
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from chalice.app import Response

from chalicelib.api.http.events.gateway_events import is_http_api, is_load_balancer
from chalicelib.api.http.request.authentication import rate_limit_headers
from chalicelib.api.http.request.incoming import IncomingRequest
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
    if asked.noted.allowance is not None:
        response.headers |= rate_limit_headers(asked.noted.allowance)
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


FROM_BYTES = 1_024  # what is not longer travels as it is
LEVEL = 1
_LONGEST = 1_000  # characters of an Accept-Encoding header that are looked at
_CODING = re.compile(r"\s*([\w!#$%&'*+.^`|~-]+)\s*(?:;\s*[qQ]\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?")
_GZIP_WINDOW = 16  # added to the window's size, it asks zlib for gzip's head and checksum
_WINDOWS = (9, 15)  # the least and the largest, as powers of two
_MEMORY_BELOW_WINDOW = 7  # zlib's default of 8 is for a window of 15


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding: str) -> bool:
    """Say whether an Accept-Encoding header (RFC 9110) would have gzip, and no less than plain."""
    codings = [_CODING.fullmatch(part) for part in accept_encoding[:_LONGEST].split(",")]
    weights = {found[1].lower(): float(found[2] or 1) for found in codings if found}
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def gzipped(data: bytes) -> bytes:
    """Compress, to the same bytes each time. The window is no larger than the data: setting it up is the cost."""
    window = min(max(len(data).bit_length(), _WINDOWS[0]), _WINDOWS[1])
    writer = zlib.compressobj(LEVEL, zlib.DEFLATED, window + _GZIP_WINDOW, max(window - _MEMORY_BELOW_WINDOW, 1))
    return writer.compress(data) + writer.flush()


Answer = dict[str, Any]


def in_base64(answer: Answer) -> Answer:
    """Write a body of bytes as Lambda hands it on."""
    if isinstance(answer["body"], bytes):
        answer |= {"body": b64encode(answer["body"]).decode(), "isBase64Encoded": True}
    return answer


def shaped(answer: Answer, event: Any) -> Answer:
    """Give an answer the members that the sender of the event expects."""
    if is_load_balancer(event):
        return _to_load_balancer(answer, in_lists="multiValueHeaders" in event)
    return _to_http_api(answer) if is_http_api(event) else answer


def _to_http_api(answer: Answer) -> Answer:
    kept = ("statusCode", "headers", "body")
    return {**{name: answer[name] for name in kept}, "isBase64Encoded": answer.get("isBase64Encoded", False)}


def _to_load_balancer(answer: Answer, *, in_lists: bool) -> Answer:
    """Write the status in words too; headers as lists to a target group that sends them so."""
    status, headers = answer["statusCode"], answer["headers"]
    named = {"multiValueHeaders": {name: [value] for name, value in headers.items()}} if in_lists else {}
    return {
        "statusCode": status,
        "statusDescription": f"{status} {HTTPStatus(status).phrase}",
        **(named or {"headers": headers}),
        "body": answer["body"],
        "isBase64Encoded": answer.get("isBase64Encoded", False),
    }
