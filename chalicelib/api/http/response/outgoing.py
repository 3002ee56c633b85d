"""The final form of a response: common headers, gzip, no body for HEAD, the members that its gateway expects."""

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
    """A finished response, which Chalice passes on without inspecting its headers."""

    def to_dict(self, binary_types: list[str] | None = None) -> dict[str, Any]:  # noqa: ARG002  Chalice passes it
        """Return the response as API Gateway expects it; `in_base64` encodes bytes later."""
        return {
            "headers": self.headers,
            "multiValueHeaders": {},
            "statusCode": self.status_code,
            "body": self.body,
        }


def on_every_answer() -> dict[str, str]:
    """Return the headers of every response: CORS, and those that make browsers strict."""
    seconds = hsts_max_age()
    return _ALWAYS if seconds is None else {**_ALWAYS, HSTS: f"max-age={seconds}"}


def send(response: Response, *, incoming: IncomingRequest) -> Ready:
    """Return the finished response."""
    response.headers.setdefault("Vary", "Accept-Encoding")
    _compress_body(response, incoming=incoming)
    response.headers |= on_every_answer()
    response.headers["X-Request-Id"] = incoming.request_id
    response.headers["Server-Timing"] = (
        f'app;desc="whole request";dur={incoming.stats.ms:.1f}, db;desc="database";dur={incoming.stats.db_ms:.1f}'
    )
    if incoming.stats.allowance is not None:
        response.headers |= rate_limit_headers(incoming.stats.allowance)
    if incoming.method == "HEAD":
        _drop_body(response)
    return Ready(response.body, response.headers, response.status_code)


def _compress_body(response: Response, *, incoming: IncomingRequest) -> None:
    """Compress the body if the client accepts gzip; leave bytes as they are."""
    accepted = incoming.headers.get("accept-encoding")
    if not accepted or not isinstance(response.body, str) or len(response.body) * 4 <= FROM_BYTES:
        return
    data = response.body.encode()
    if len(data) > FROM_BYTES and accepts_gzip(accepted):
        response.body = gzipped(data)
        response.headers["Content-Encoding"] = "gzip"


def _drop_body(response: Response) -> None:
    """Remove the body, and keep its length in the header; 204 and 304 have none."""
    data = response.body.encode() if isinstance(response.body, str) else response.body
    if response.status_code not in BODILESS:
        response.headers["Content-Length"] = str(len(data))
    response.body = ""


FROM_BYTES = 1_024  # shorter bodies are not compressed
LEVEL = 1
_MAX_ACCEPT_ENCODING_CHARS = 1_000  # of a header; the rest is ignored
_CODING = re.compile(r"\s*([\w!#$%&'*+.^`|~-]+)\s*(?:;\s*[qQ]\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?")
_GZIP_WINDOW = 16  # added to the window size, selects gzip's header and checksum in zlib
_WINDOWS = (9, 15)  # the smallest and the largest, as powers of two
_MEMORY_BELOW_WINDOW = 7  # zlib's default of 8 is for a window of 15


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding: str) -> bool:
    """Say whether an Accept-Encoding header (RFC 9110) prefers gzip to identity, or likes both equally."""
    codings = [_CODING.fullmatch(part) for part in accept_encoding[:_MAX_ACCEPT_ENCODING_CHARS].split(",")]
    weights = {found[1].lower(): float(found[2] or 1) for found in codings if found}
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def gzipped(data: bytes) -> bytes:
    """Return the data in gzip, always the same bytes. The window is no larger than the data, to save its setup."""
    window = min(max(len(data).bit_length(), _WINDOWS[0]), _WINDOWS[1])
    writer = zlib.compressobj(LEVEL, zlib.DEFLATED, window + _GZIP_WINDOW, max(window - _MEMORY_BELOW_WINDOW, 1))
    return writer.compress(data) + writer.flush()


Answer = dict[str, Any]


def in_base64(answer: Answer) -> Answer:
    """Encode a body of bytes in base64, as Lambda expects it."""
    if isinstance(answer["body"], bytes):
        answer |= {"body": b64encode(answer["body"]).decode(), "isBase64Encoded": True}
    return answer


def shaped(answer: Answer, event: Any) -> Answer:
    """Return a response with the members that the sender of the event expects."""
    if is_load_balancer(event):
        return _to_load_balancer(answer, in_lists="multiValueHeaders" in event)
    return _to_http_api(answer) if is_http_api(event) else answer


def _to_http_api(answer: Answer) -> Answer:
    kept = ("statusCode", "headers", "body")
    return {**{name: answer[name] for name in kept}, "isBase64Encoded": answer.get("isBase64Encoded", False)}


def _to_load_balancer(answer: Answer, *, in_lists: bool) -> Answer:
    """Add the status text; write headers as lists if the target group sends them as lists."""
    status, headers = answer["statusCode"], answer["headers"]
    named = {"multiValueHeaders": {name: [value] for name, value in headers.items()}} if in_lists else {}
    return {
        "statusCode": status,
        "statusDescription": f"{status} {HTTPStatus(status).phrase}",
        **(named or {"headers": headers}),
        "body": answer["body"],
        "isBase64Encoded": answer.get("isBase64Encoded", False),
    }
