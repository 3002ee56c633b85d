"""Smoke tests for a live deployment: read-only requests and what their responses must be."""

import gzip
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from chalicelib.local.place import Unusable

PATIENCE_S = 30


class SmokeReply(NamedTuple):
    """A response; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The parsed body, None if it is not JSON."""
        plain = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
        try:
            return json.loads(plain)
        except ValueError:
            return None


class SmokeCheck(NamedTuple):
    """A request, the status that its response must have, and what else must be true of it.

    `key` says whether the request has the key of the command: if there is one, always (a check is then left out without
    one), or never.
    """

    says: str
    path: str
    status: HTTPStatus
    holds: Callable[[SmokeReply], bool]
    headers: Mapping[str, str] = {}
    key: Literal["if given", "always", "never"] = "if given"


def _is_problem(reply: SmokeReply) -> bool:
    return reply.headers.get("content-type") == "application/problem+json" and reply.json["status"] == reply.status


def _has_items(reply: SmokeReply) -> bool:
    return isinstance(reply.json["items"], list)


def _is_document(reply: SmokeReply) -> bool:
    return str(reply.json["openapi"]).startswith("3.1")


CHECKS = (
    SmokeCheck("it is alive", "/healthz", HTTPStatus.OK, lambda reply: bool(reply.headers.get("x-request-id"))),
    SmokeCheck("it reaches its table", "/readyz", HTTPStatus.OK, lambda reply: reply.json is not None),
    SmokeCheck("it describes itself", "/openapi.json", HTTPStatus.OK, _is_document),
    SmokeCheck("it compresses with gzip", "/openapi.json", HTTPStatus.OK, _is_document, {"Accept-Encoding": "gzip"}),
    SmokeCheck("it lists entities", "/v1/models?limit=1", HTTPStatus.OK, _has_items),
    SmokeCheck("it has a feed", "/v1/changes?limit=1", HTTPStatus.OK, _has_items),
    SmokeCheck("an unknown entity is a problem", "/v1/models/no-such-model", HTTPStatus.NOT_FOUND, _is_problem),
    SmokeCheck("an unknown path is a problem", "/no/such/path", HTTPStatus.NOT_FOUND, _is_problem),
    SmokeCheck("it requires a key for /v1/keys", "/v1/keys", HTTPStatus.UNAUTHORIZED, _is_problem, key="never"),
    SmokeCheck("it accepts the key", "/v1/me", HTTPStatus.OK, lambda reply: bool(reply.json["scopes"]), key="always"),
    SmokeCheck(
        "pages on other sites can read it",
        "/v1/models?limit=1",
        HTTPStatus.OK,
        lambda reply: reply.headers.get("access-control-allow-origin") == "*",
        {"Origin": "https://example.org"},
    ),
)


def smoke(url: str, *, key: str | None = None) -> Iterator[tuple[str, str | None]]:
    """Run every check; yield its name and None, or what came instead if it failed.

    A service whose reads are closed needs a key with the scope `read`.
    """
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc:
        raise Unusable(f"{url!r} is no URL. Use make smoke URL=https://...")
    for check in CHECKS:
        if check.key == "always" and not key:
            continue
        secret = {"Authorization": f"Bearer {key}"} if key and check.key != "never" else {}
        reply = _send_request(url.rstrip("/") + check.path, {**check.headers, **secret})
        yield check.says, None if _check_holds(check, reply) else _what_came_instead(check, reply)


def _check_holds(check: SmokeCheck, reply: SmokeReply) -> bool:
    try:
        return reply.status == check.status and check.holds(reply)
    except (KeyError, TypeError, AttributeError):  # the body has an unexpected shape
        return False


def _what_came_instead(check: SmokeCheck, reply: SmokeReply) -> str:
    closed = " Are its reads closed? Then send a key: KEY=..." if reply.status == HTTPStatus.UNAUTHORIZED else ""
    return f"{check.path} answered {reply.status}: {reply.body[:200]!r}{closed}"


def _send_request(url: str, headers: Mapping[str, str]) -> SmokeReply:
    request = urllib.request.Request(url, headers=dict(headers))  # noqa: S310  `smoke` accepts http and https only
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310  as above
            return SmokeReply(answer.status, {n.lower(): v for n, v in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return SmokeReply(error.code, {n.lower(): v for n, v in error.headers.items()}, error.read())
    except OSError as error:
        return SmokeReply(0, {}, str(error).encode())
