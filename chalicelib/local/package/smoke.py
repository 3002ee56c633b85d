"""Smoke tests for a live deployment: read-only requests and what their responses must be."""

import gzip
import json
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from http.client import HTTPException, IncompleteRead
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from chalicelib.local.place import Unusable
from chalicelib.local.same_origin import open_url

PATIENCE_S = 30
# Without it, an API Gateway decides by the type of the content alone whether to send text or its Base64.
ACCEPT = {"Accept": "application/json, application/problem+json"}


class UnreadableBody(Exception):
    """A body that is not what its headers say, or no JSON; the text says why."""


class SmokeReply(NamedTuple):
    """A response; header names are in lower case. `failure` says why there is none, or only a part of it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    failure: str = ""

    @property
    def json(self) -> Any:
        """The parsed body. Raises UnreadableBody."""
        try:
            return json.loads(self._plain_body().decode())
        except UnicodeDecodeError:
            raise UnreadableBody("the body is not UTF-8") from None
        except (ValueError, RecursionError):
            raise UnreadableBody("the body is no JSON") from None

    def _plain_body(self) -> bytes:
        coding = self.headers.get("content-encoding", "identity")
        if coding == "identity":
            return self.body
        if coding != "gzip":
            raise UnreadableBody(f"the body has the unknown coding {coding!r}")
        try:
            return gzip.decompress(self.body)
        except (OSError, EOFError, zlib.error):
            raise UnreadableBody("the headers say gzip, and the body cannot be unpacked") from None


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


def _is_compressed(reply: SmokeReply) -> bool:
    return reply.headers.get("content-encoding") == "gzip" and _is_document(reply)


CHECKS = (
    SmokeCheck("it is alive", "/healthz", HTTPStatus.OK, lambda reply: bool(reply.headers.get("x-request-id"))),
    SmokeCheck("it reaches its table", "/readyz", HTTPStatus.OK, lambda reply: reply.json is not None),
    SmokeCheck("it describes itself", "/openapi.json", HTTPStatus.OK, _is_document),
    SmokeCheck("it compresses with gzip", "/openapi.json", HTTPStatus.OK, _is_compressed, {"Accept-Encoding": "gzip"}),
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
        reply = _send_request(url.rstrip("/") + check.path, {**ACCEPT, **check.headers, **secret})
        yield check.says, _what_came_instead(check, reply)


def _what_came_instead(check: SmokeCheck, reply: SmokeReply) -> str | None:
    """Return what came instead of what the check wants, in one line; None if it holds."""
    if reply.failure:
        return f"{check.path} gave no whole answer: {reply.failure}"
    try:
        if reply.status == check.status and check.holds(reply):
            return None
        why = ""
    except UnreadableBody as error:
        why = f", and {error}"
    except (KeyError, TypeError, AttributeError):  # the body has an unexpected shape
        why = ""
    return f"{check.path} answered {reply.status}{why}: {reply.body[:200]!r}{_advice(reply)}"


def _advice(reply: SmokeReply) -> str:
    if reply.status == HTTPStatus.UNAUTHORIZED:
        return " Are its reads closed? Then send a key: KEY=..."
    moved = (
        reply.headers.get("location") if HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST else None
    )
    return f" It redirects to another origin, where the key is not sent: URL={moved[:200]}" if moved else ""


def _send_request(url: str, headers: Mapping[str, str]) -> SmokeReply:
    """Send a request; a failure is part of the reply."""
    try:
        request = urllib.request.Request(url, headers=dict(headers))  # noqa: S310  `smoke` accepts http and https only
        with _open(request) as answer:
            return SmokeReply(answer.status, {n.lower(): v for n, v in answer.headers.items()}, answer.read())
    except IncompleteRead as error:
        return SmokeReply(0, {}, b"", f"it was cut off after {len(error.partial)} bytes")
    except TimeoutError:
        return SmokeReply(0, {}, b"", f"nothing came for {PATIENCE_S} s")
    except (OSError, HTTPException, ValueError) as error:  # no connection, no HTTP, or no such host name
        return SmokeReply(0, {}, b"", repr(str(error) or type(error).__name__))


def _open(request: urllib.request.Request) -> Any:
    """Return the response; those of problems are responses like others."""
    try:
        return open_url(request, timeout=PATIENCE_S)
    except urllib.error.HTTPError as error:
        return error
