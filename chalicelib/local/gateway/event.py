"""The input of the Lambda function: API Gateway's REST (v1) event and the context."""

import base64
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from chalicelib.api.http.events.resources import Match

STAGE = "local"
FUNCTION = "aifacts-local"
TIMEOUT_S = 29.0  # how long API Gateway waits for an integration


@dataclass(frozen=True)
class Request:
    """An HTTP request with its whole body. `target` is as sent, in printable ASCII."""

    id: str
    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    source_ip: str
    protocol: str = "HTTP/1.1"

    @property
    def path(self) -> str:
        """The path as sent, percent-encoded."""
        path, _ = self._path_and_query
        return path

    @property
    def query(self) -> str:
        """The query as sent."""
        _, query = self._path_and_query
        return query

    @cached_property
    def _path_and_query(self) -> tuple[str, str]:
        """Path and query. The target may be a whole URL, and a path may begin with two slashes."""
        if self.target.startswith("/"):
            path, _, query = self.target.partition("?")
            return path, query
        split = urlsplit(self.target)
        return split.path or "/", split.query

    def header(self, name: str) -> str:
        """Return the last value of a header, or an empty string."""
        return next((v for n, v in reversed(self.headers) if n.lower() == name.lower()), "")


@dataclass(frozen=True)
class Context:
    """The part of the Lambda context that an application may use."""

    aws_request_id: str
    function_name: str = FUNCTION
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    started: float = field(default_factory=time.monotonic)

    def get_remaining_time_in_millis(self) -> int:
        """Return how long API Gateway would still wait."""
        return max(0, round((TIMEOUT_S - (time.monotonic() - self.started)) * 1000))


def rest_event(request: Request, match: Match, *, binary_types: Iterable[str] = ()) -> dict[str, Any]:
    """Build the event with every member that API Gateway sends, null where it sends null."""
    sent = request.query
    query = parse_qsl(sent, keep_blank_values=True, errors="replace") if sent else []
    body, is_base64 = _body_text(request, binary_types)
    return {
        "resource": match.resource,
        "path": request.path,
        "httpMethod": request.method,
        "headers": dict(request.headers),
        "multiValueHeaders": _values_by_name(request.headers),
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": _values_by_name(query) or None,
        "pathParameters": dict(match.parameters) or None,
        "stageVariables": None,
        "requestContext": _request_context(request, match),
        "body": body,
        "isBase64Encoded": is_base64,
    }


def _request_context(request: Request, match: Match) -> dict[str, Any]:
    now = time.time()
    last = {name.lower(): value for name, value in request.headers}
    return {
        "accountId": "000000000000",
        "apiId": STAGE,
        "domainName": last.get("host", ""),
        "extendedRequestId": request.id,
        "httpMethod": request.method,
        "identity": {"sourceIp": request.source_ip, "userAgent": last.get("user-agent") or None},
        "path": request.path,
        "protocol": request.protocol,
        "requestId": request.id,
        "requestTime": _time_text(int(now)),
        "requestTimeEpoch": int(now * 1000),
        "resourceId": match.resource,
        "resourcePath": match.resource,
        "stage": STAGE,
    }


@lru_cache(maxsize=1)
def _time_text(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%d/%b/%Y:%H:%M:%S %z}"


def _values_by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def _body_text(request: Request, binary_types: Iterable[str]) -> tuple[str | None, bool]:
    """Return the body as text, or in base64 if its media type is binary or it is not UTF-8."""
    if not request.body:
        return None, False
    media_type = request.header("Content-Type").partition(";")[0].strip().lower()
    if not any(pattern == "*/*" or fnmatch(media_type, pattern) for pattern in binary_types):
        try:
            return request.body.decode(), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(request.body).decode(), True
