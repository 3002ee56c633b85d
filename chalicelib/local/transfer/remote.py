"""A service over HTTP as a place to dump from and load into; it waits where a limit or the table asks for that."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

from chalicelib.local.place import Unusable

PATIENCE_S = 60
MAX_ATTEMPTS = 20  # in a row for one request
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
                self.pause(min(max(asked, 0.5 * 2**attempt), LONGEST_WAIT_S))
                continue
            if reply.status >= HTTPStatus.BAD_REQUEST:
                problem = reply.json
                detail = problem.get("detail") or reply.body[:300].decode(errors="replace")
                raise Unusable(f"{self.url}{path} answered {reply.status} {problem.get('code', '')}: {detail}")
            return reply
        raise Unusable(f"{self.url}{path} did not answer {MAX_ATTEMPTS} times. Run the same command again to continue.")

    def _send_once(self, path: str, body: bytes | None, headers: Mapping[str, str]) -> RemoteReply | None:
        """Send a request; return None if there was no answer."""
        address, authorized = self.url.rstrip("/") + path, {"Authorization": f"Bearer {self.key}", **headers}
        try:
            request = urllib.request.Request(address, data=body, headers=authorized)  # noqa: S310  the operator's own
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310  as above
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
