"""A service over HTTP as a place to dump from and load into; it waits where a limit or the table asks for that."""

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

from chalicelib.local.place import Unusable
from chalicelib.local.same_origin import open_url

PATIENCE_S = 60
MAX_ATTEMPTS = 20  # in a row for one request
NOTICED_WAIT_S = 5.0  # from which on a wait is announced
LONGEST_WAIT_S = 65.0  # a rate limit is for a minute
WAITED_FOR = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.BAD_GATEWAY)
NDJSON = "application/x-ndjson"


class RemoteReply(NamedTuple):
    """A response; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The parsed body; an empty object if it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


@dataclass(frozen=True)
class Remote:
    """A service: its address, a key, and a way to wait."""

    url: str
    key: str
    pause: Callable[[float], None] = time.sleep

    def get(self, path: str) -> RemoteReply:
        """Send a GET until it is answered. Raises Unusable if it is refused."""
        return self._send(path, None, {})

    def post_lines(self, path: str, lines: str, *, idempotency_key: str) -> RemoteReply:
        """Send lines until they are answered, once however often it takes. Raises Unusable if they are refused."""
        return self._send(path, lines.encode(), {"Content-Type": NDJSON, "Idempotency-Key": idempotency_key})

    def _send(self, path: str, body: bytes | None, headers: Mapping[str, str]) -> RemoteReply:
        for attempt in range(MAX_ATTEMPTS):
            reply = self._send_once(path, body, headers)
            if reply is None or reply.status in WAITED_FOR:
                asked = 0.0 if reply is None else _seconds(reply.headers.get("retry-after", ""))
                self._wait(path, reply, min(max(asked, 0.5 * 2**attempt), LONGEST_WAIT_S), attempt=attempt)
                continue
            if reply.status >= HTTPStatus.MULTIPLE_CHOICES and (moved := reply.headers.get("location")):
                raise Unusable(f"{self.url}{path} redirects to {moved}, where the key is not sent. Is that your URL?")
            if reply.status >= HTTPStatus.BAD_REQUEST:
                problem = reply.json
                detail = problem.get("detail") or reply.body[:300].decode(errors="replace")
                raise Unusable(f"{self.url}{path} answered {reply.status} {problem.get('code', '')}: {detail}")
            return reply
        raise Unusable(f"{self.url}{path} did not answer {MAX_ATTEMPTS} times. Run the same command again to continue.")

    def _wait(self, path: str, reply: RemoteReply | None, seconds: float, *, attempt: int) -> None:
        """Wait before the next attempt; a wait that one notices says why."""
        if seconds >= NOTICED_WAIT_S:
            answered = "did not answer" if reply is None else f"answered {reply.status} {reply.json.get('code', '')}"
            again = f"trying again in {seconds:.0f} s, {attempt + 2} of {MAX_ATTEMPTS}"
            print(f"{self.url}{path} {answered.rstrip()}: {again}", file=sys.stderr)
        self.pause(seconds)

    def _send_once(self, path: str, body: bytes | None, headers: Mapping[str, str]) -> RemoteReply | None:
        """Send a request; return None if there was no answer."""
        address, authorized = self.url.rstrip("/") + path, {"Authorization": f"Bearer {self.key}", **headers}
        try:
            request = urllib.request.Request(address, data=body, headers=authorized)  # noqa: S310  the operator's own
            with open_url(request, timeout=PATIENCE_S) as answer:
                return _reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return _reply(error.code, error.headers, error.read())
        except ValueError:
            raise Unusable(f"URL is {self.url!r}; write it like https://host/stage.") from None
        except OSError:
            return None


def _reply(status: int, headers: Any, body: bytes) -> RemoteReply:
    return RemoteReply(status, {name.lower(): value for name, value in headers.items()}, body)


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdecimal() else 0.0
