"""One call from the first request to the answer, without input and output.

`exchange` is a generator: it yields what to do next (send a request, or wait), and is sent what came of it. The two
clients differ only in how they do that.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from aifacts_client.core.cache import Cache, Cached
from aifacts_client.core.calls import Answer, Call, query_texts
from aifacts_client.refusals import BadAnswer, NoAnswer, refusal

T = TypeVar("T")

OK, NOT_MODIFIED, PERMANENT_REDIRECT, BAD_REQUEST, CONFLICT = 200, 304, 308, 400, 409
BUSY = frozenset({429, 502, 503, 504})
MAX_REDIRECTS = 5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 8.0
JSON = "application/json"


@dataclass(frozen=True)
class Send:
    """A request to send."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)  # has the key
    content: bytes | None = field(repr=False)  # may have a secret, as those below


@dataclass(frozen=True)
class Wait:
    """A number of seconds to wait."""

    seconds: float


@dataclass(frozen=True)
class Came:
    """The answer to a request: a status, headers in lower case, and the body."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Failed:
    """No answer came, and why. `is_final`: another try would fail in the same way."""

    why: str
    is_final: bool = False


@dataclass(frozen=True)
class Session:
    """The settings that the calls of a client share. `retries` and `max_wait` (seconds) bound later tries."""

    base: str
    key: str | None = field(default=None, repr=False)
    retries: int = 4
    max_wait: float = 60.0
    cache: Cache = field(default_factory=Cache)
    jitter: Callable[[float, float], float] = random.uniform

    def url(self, call: Call[Any]) -> str:
        """Return the URL of a call."""
        texts = query_texts(call.query)
        return f"{self.base}{call.path}{'?' if texts else ''}{urlencode(texts)}"


def exchange(call: Call[T], session: Session) -> Generator[Send | Wait, Came | Failed | None, T]:
    """Return what a call reads from its answer.

    Sends a known ETag, follows merged entities on reads, and tries again where that may help. Raises Refused, NoAnswer
    and BadAnswer.
    """
    url, before = session.url(call), list[str]()
    while True:
        cached = session.cache.get(url) if call.method == "GET" else None
        came = yield from _tried(_request(call, url, session, cached), session)
        if came.status == NOT_MODIFIED and cached is not None:
            return call.read(Answer(cached.headers, cached.content, before))
        if came.status == PERMANENT_REDIRECT and call.method == "GET":
            before.append(urlsplit(url).path.removeprefix(urlsplit(session.base).path))
            url = _target(url, came, hops=len(before))
            continue
        if not OK <= came.status < 300:  # noqa: PLR2004  the statuses of success
            raise refusal(_problem(came), status=came.status, retry_after=_retry_after(came))
        _keep(session.cache, url, came, method=call.method)
        return call.read(Answer(came.headers, came.content, before))


def _request(call: Call[Any], url: str, session: Session, cached: Cached | None) -> Send:
    headers = {"Accept": JSON, **call.headers}
    if session.key is not None:
        headers["Authorization"] = f"Bearer {session.key}"
    if call.body is not None:
        headers.setdefault("Content-Type", JSON)
    if cached is not None:
        headers["If-None-Match"] = cached.etag
    return Send(call.method, url, headers, call.content)


def _tried(request: Send, session: Session) -> Generator[Send | Wait, Came | Failed | None, Came]:
    """Send a request, and again while that may help, within the bounds of the session."""
    waited, number = 0.0, 0
    while True:
        came = yield request
        assert came is not None  # noqa: S101  a driver answers each request
        pause = _pause(came, number, session)
        if pause is None or number == session.retries or waited + pause > session.max_wait:
            break
        waited, number = waited + pause, number + 1
        yield Wait(pause)
    if isinstance(came, Failed):
        raise NoAnswer(f"{request.method} {request.url}: {came.why}", idempotency_key=_key_of(request))
    return came


def _pause(came: Came | Failed, number: int, session: Session) -> float | None:
    """Return how long to wait before the next try; None if it would not help."""
    backoff = session.jitter(0.5, 1.0) * min(FIRST_PAUSE_S * 2**number, LONGEST_PAUSE_S)
    if isinstance(came, Failed):
        return None if came.is_final else backoff
    if came.status in BUSY or (came.status == CONFLICT and _problem(came).get("code") == "in_progress"):
        asked = _retry_after(came)
        return backoff if asked is None else asked + session.jitter(0.0, 0.5)
    return None


def _key_of(request: Send) -> str | None:
    return request.headers.get("Idempotency-Key")


def _retry_after(came: Came) -> float | None:
    text = came.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004  30 years


def _target(url: str, came: Came, *, hops: int) -> str:
    """Return the address that a redirection names. Raises BadAnswer for another host, which must not see the key."""
    if hops > MAX_REDIRECTS:
        raise BadAnswer(f"More than {MAX_REDIRECTS} redirections, the last one from {url}.")
    target = urljoin(url, came.headers.get("location", ""))
    if urlsplit(target)[:2] != urlsplit(url)[:2]:
        raise BadAnswer(f"{url} redirects to another host: {target}.")
    return target


def _problem(came: Came) -> Mapping[str, Any]:
    """Return the problem document of an answer. Raises BadAnswer if it has none."""
    try:
        body = json.loads(came.content)
    except ValueError:
        body = None
    if isinstance(body, dict) and came.status >= NOT_MODIFIED:
        return body
    if came.status in BUSY:  # a gateway before the service
        return {"code": "unavailable", "detail": "The gateway before the service does not get an answer."}
    raise BadAnswer(f"Status {came.status} without a problem document: {came.content[:200]!r}. Is this aifacts?")


def _keep(cache: Cache, url: str, came: Came, *, method: str) -> None:
    etag = came.headers.get("etag")
    if method == "GET" and came.status == OK and etag:
        cache.put(url, Cached(etag, came.headers, came.content))
