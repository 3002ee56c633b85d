"""The web as the service may use it: POST requests to public addresses."""

import ssl
import time
from collections.abc import Mapping
from functools import cache
from http.client import HTTPException
from typing import NamedTuple, Protocol

from chalicelib.outbound.exchange import Deadline, Late, post
from chalicelib.outbound.lookups import Lookup, public_addresses, system_lookup
from chalicelib.outbound.targets import Refused, read_target

MAX_SECONDS = 10.0  # for looking up, connecting, sending and the status of the answer together


class Answered(NamedTuple):
    """The answer to a POST: the status, None if there was none, the milliseconds it took, and what went wrong."""

    status: int | None
    ms: int
    detail: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the receiver has taken it: 2xx. A redirect is not followed, and is no success."""
        return self.status is not None and self.status // 100 == 2  # noqa: PLR2004  the class of a status


class Outbound(Protocol):
    """What the operations may do on the web."""

    def refusal(self, url: str) -> str | None:
        """Return why nothing can be sent to a URL, as a sentence, or None if something can."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        """Send a body to a URL; it never raises for anything that the receiver or the network does."""


class Web:
    """The web. `allows_loopback` is for the local run alone: http to 127.0.0.1, localhost and [::1].

    `lookup` and `seconds` are those of the system and of the service, unless a test has its own.
    """

    def __init__(
        self, *, allows_loopback: bool = False, lookup: Lookup = system_lookup, seconds: float = MAX_SECONDS
    ) -> None:
        self._allows_loopback, self._lookup, self._seconds = allows_loopback, lookup, seconds

    def refusal(self, url: str) -> str | None:
        """Look at a URL, and look its host up."""
        try:
            target = read_target(url, allows_loopback=self._allows_loopback)
            public_addresses(target, self._lookup, seconds=self._seconds)
        except Refused as refused:
            return str(refused)
        return None

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        """Look the host up once, check all its addresses, and send to the first that takes a connection."""
        began = time.monotonic()
        status, detail = None, ""
        try:
            status = self._post(url, body, headers)
            detail = "" if status // 100 == 2 else f"The receiver answered {status}."  # noqa: PLR2004  as above
        except Refused as refused:
            detail = str(refused)
        except (Late, TimeoutError):
            detail = f"The receiver did not answer within {self._seconds:g} seconds."
        except ssl.SSLCertVerificationError as error:
            detail = f"The certificate is not valid: {error.verify_message}."
        except (OSError, HTTPException, ValueError) as error:
            detail = f"The connection failed: {_words_of(error)}."
        return Answered(status, round((time.monotonic() - began) * 1000), detail)

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        deadline = Deadline(self._seconds)
        target = read_target(url, allows_loopback=self._allows_loopback)
        addresses = public_addresses(target, self._lookup, seconds=deadline.left())
        trusted = _trusted() if target.scheme == "https" else None
        for left, address in zip(range(len(addresses) - 1, -1, -1), addresses, strict=True):
            try:
                return post(target, address, body=body, headers=headers, deadline=deadline, trusted=trusted)
            except ConnectionRefusedError:
                if not left:
                    raise
        raise Refused("The host has no address.")


def _words_of(error: Exception) -> str:
    """Return what happened without addresses or the answer's text, which are not the caller's to see."""
    if isinstance(error, ssl.SSLError):
        return f"TLS ({(error.reason or 'unknown').lower().replace('_', ' ')})"
    if isinstance(error, HTTPException):
        return "the answer is no HTTP"
    return (getattr(error, "strerror", None) or type(error).__name__).lower()


@cache
def _trusted() -> ssl.SSLContext:
    """Return what verifies certificates: those that the system trusts. Loading them takes some milliseconds."""
    return ssl.create_default_context()
