"""The response as bytes: the app's answer, or a problem of the gateway's own."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from itertools import chain
from time import time
from typing import Any

from chalicelib.api.http.request.incoming import request_id
from chalicelib.api.http.request.key_redaction import redact_keys, redacted_url
from chalicelib.api.http.response.outgoing import on_every_answer
from chalicelib.api.http.response.problems import STATUS, dumps, headers_of, problem
from chalicelib.domain.errors import Refusal
from chalicelib.local.gateway.event import Request

# The gateway sets these headers itself.
HOP_BY_HOP = frozenset({"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"})
PAIRS = re.compile(r"(?:(?:^|\n)[!#$%&'*+.^_`|~0-9A-Za-z-]+\n[\t\x20-\x7e\x80-\xff]*)+")  # names and values in turns
ANSWERS = range(200, 600)
PHRASES = {int(status): status.phrase for status in HTTPStatus}
SERVER = "aifacts"  # without a version
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class BadAnswer(Exception):
    """API Gateway would refuse this answer of the app."""


@dataclass(frozen=True)
class HttpReply:
    """An HTTP response. `length` is the value of Content-Length if no body is sent (HEAD)."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes = b""
    length: int | None = None

    @property
    def content_length(self) -> int | None:
        """The Content-Length to send; None for a status that never has a body."""
        if self.status in BODILESS:
            return None
        return len(self.body) if self.length is None else self.length


def from_lambda(answer: Mapping[str, Any], *, head: bool = False) -> HttpReply:
    """Read the answer of a Lambda proxy integration. Raises BadAnswer for any other value."""
    status = answer.get("statusCode")
    if not isinstance(status, int) or status not in ANSWERS:
        raise BadAnswer(f"statusCode {status!r}")
    headers = _answer_headers(answer)
    body = _answer_body(answer)
    stated = next((v for n, v in headers if n.lower() == "content-length"), "") if head else ""
    kept = [pair for pair in headers if pair[0].lower() not in HOP_BY_HOP]
    return HttpReply(status, kept, body, int(stated) if not body and stated.isdigit() else None)


def refuse(request: Request, refusal: Refusal) -> HttpReply:
    """Write a refusal by the gateway itself, in the shape of the API's problems."""
    own_id = request_id(request.header("X-Request-Id"), given=request.id)
    document = problem(refusal, instance=redacted_url(request.path), request_id=own_id)
    headers = {**headers_of(refusal, method=request.method), "X-Request-Id": own_id, **on_every_answer()}
    return HttpReply(STATUS[refusal.code], [*headers.items()], redact_keys(dumps(document)).encode())


def encoded(reply: HttpReply, *, is_last: bool, head_only: bool) -> bytes:
    """Write a response as bytes; `is_last` says that the connection ends with it."""
    lines = [
        f"HTTP/1.1 {reply.status} {PHRASES.get(reply.status, '')}",
        f"Server: {SERVER}",
        f"Date: {_http_date(int(time()))}",
    ]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if reply.content_length is not None:
        lines.append(f"Content-Length: {reply.content_length}")
    if is_last:
        lines.append("Connection: close")
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    return head if head_only or reply.content_length is None else head + reply.body


@lru_cache(maxsize=1)
def _http_date(second: int) -> str:
    return formatdate(second, usegmt=True)


def _answer_headers(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    single = answer.get("headers") or {}
    if many := answer.get("multiValueHeaders"):
        lists = {n.lower(): (n, [v]) for n, v in single.items()} | {n.lower(): (n, vs) for n, vs in many.items()}
        pairs = [(n, str(v)) for n, values in lists.values() for v in values]
    else:
        pairs = [(n, str(v)) for n, v in single.items()]
    lines = "\n".join(chain.from_iterable(pairs))  # one match of all is cheaper than two of each
    if pairs and (lines.count("\n") != 2 * len(pairs) - 1 or not PAIRS.fullmatch(lines)):
        raise BadAnswer(f"a header among {pairs!r}")
    return pairs


def _answer_body(answer: Mapping[str, Any]) -> bytes:
    body = answer.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise BadAnswer(f"a body of type {type(body).__name__}")
    return base64.b64decode(body, validate=True) if answer.get("isBase64Encoded") else body.encode()
