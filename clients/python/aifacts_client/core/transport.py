"""The parts of sending that both clients share: settings, bounds on answers, and the words for failures."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

import httpx2

from aifacts_client.core.exchange import Came, Failed
from aifacts_client.core.version import VERSION

AGENT = f"aifacts-client/{VERSION}"
TIMEOUT_S = 30.0
MAX_BYTES = 16 * 1024 * 1024  # the service sends 6 MB at most
FINAL = (httpx2.DecodingError, httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.LocalProtocolError)
FAILURES = (httpx2.RequestError, httpx2.InvalidURL)


@cache
def tls() -> ssl.SSLContext:
    """Return the one context of all clients: reading the certificates of the machine takes a tenth of a second."""
    return httpx2.create_ssl_context()


class Reading:
    """An answer while it arrives, within a size and a time."""

    def __init__(self, *, max_bytes: int = MAX_BYTES, seconds: float = TIMEOUT_S) -> None:
        self._chunks: list[bytes] = []
        self._left = max_bytes
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def take(self, chunk: bytes) -> Failed | None:
        """Take the next bytes; return why the rest must not be read, if that is so."""
        self._left -= len(chunk)
        self._chunks.append(chunk)
        if self._left < 0:
            return Failed(f"the answer has more than {self._max_bytes:,} bytes", is_final=True)
        if time.monotonic() > self._until:
            return Failed(f"the answer was not complete after {self._seconds:g} s")
        return None

    def came(self, status: int, headers: Mapping[str, str]) -> Came:
        """Return the whole answer."""
        return Came(status, {name.lower(): value for name, value in headers.items()}, b"".join(self._chunks))


def failed(error: Exception, seconds: float) -> Failed:
    """Return the failure that an exception of the transport stands for."""
    if isinstance(error, httpx2.TimeoutException):
        return Failed(f"no answer within {seconds:g} s")
    return Failed(f"{type(error).__name__}: {error}", is_final=isinstance(error, FINAL))


def checked_base(base: str) -> str:
    """Return the address without a slash at its end. Raises ValueError for what is no address."""
    parts = urlsplit(str(base))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(f"base is {base!r}; it must be an address such as https://facts.example.org.")
    return str(base).rstrip("/")


def checked_key(key: str | None) -> str | None:
    """Return the key. Raises ValueError for what no header can send; the message does not repeat it."""
    if key is not None and not (key and key.isascii() and key.isprintable() and " " not in key):
        raise ValueError("key must be printable ASCII without spaces.")
    return key
