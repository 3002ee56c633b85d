"""Kept connections to one endpoint, with TLS as botocore has it.

They are sockets of the standard library: to load urllib3 takes as long as to load all the rest of the client.
"""

import os.path
import select
import socket
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from chalicelib.store.engines.clients.answers import Answer
from chalicelib.store.engines.clients.exchange import exchange
from chalicelib.store.engines.clients.protocol import LostAnswer

if TYPE_CHECKING:
    from ssl import SSLContext

CONNECT_SECONDS, READ_SECONDS = 2, 5  # API Gateway waits for 29 s at most
MAX_IDLE_SECONDS = 60  # after that, something between here and there may have forgotten a connection without a word
PORTS = {"http": 80, "https": 443}


class Endpoint(NamedTuple):
    """Where requests go: `host` is without brackets, `authority` is the header Host."""

    scheme: str
    host: str
    port: int
    authority: str
    path: str

    @classmethod
    def of(cls, url: str) -> "Endpoint":
        """Read a URL. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError(f"{url!r} is no http or https URL with a host.")
        port = parts.port or PORTS[parts.scheme]
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        authority = host if port == PORTS[parts.scheme] else f"{host}:{port}"
        return cls(parts.scheme, parts.hostname, port, authority, parts.path or "/")


class _Kept(NamedTuple):
    connection: socket.socket
    since: float


class Connections:
    """The connections that wait for their next request, the last used first. Threads may share them."""

    def __init__(
        self, endpoint: Endpoint, *, ca_bundle: str | None = None, most: int, clock: Callable[[], float]
    ) -> None:
        self._endpoint, self._ca_bundle, self._most, self._clock = endpoint, ca_bundle, most, clock
        self._kept: list[_Kept] = []
        self._context: SSLContext | None = None

    def send(self, request: bytes) -> Answer:
        """Send a request over a kept connection or a new one, and return the answer. Raises LostAnswer."""
        connection = self._kept_one()
        is_new = connection is None
        if connection is None:
            connection = self._connected()
        try:
            answer, is_reusable = exchange(connection, request)
        except OSError as error:
            connection.close()
            if not is_new:
                # Frozen with its Lambda, or closed at the other end: the others are no younger.
                self.close()
            raise LostAnswer(f"{type(error).__name__}: {error}") from error
        if is_reusable and len(self._kept) < self._most:
            self._kept.append(_Kept(connection, self._clock()))
        else:
            connection.close()
        return answer

    def close(self) -> None:
        """Close the connections that wait."""
        while (kept := self._taken()) is not None:
            kept.connection.close()

    def _taken(self) -> _Kept | None:
        try:
            return self._kept.pop()
        except IndexError:  # another thread may have taken the last one
            return None

    def _kept_one(self) -> socket.socket | None:
        while (kept := self._taken()) is not None:
            is_young = 0 <= self._clock() - kept.since <= MAX_IDLE_SECONDS
            # Bytes before a request are the end of the connection, or belong to no request.
            if is_young and not _has_bytes(kept.connection):
                return kept.connection
            kept.connection.close()
        return None

    def _connected(self) -> socket.socket:
        target = self._endpoint
        try:
            context = self._tls() if target.scheme == "https" else None
            connection = socket.create_connection((target.host, target.port), timeout=CONNECT_SECONDS)
            try:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if context is not None:
                    connection = context.wrap_socket(connection, server_hostname=target.host)
                connection.settimeout(READ_SECONDS)
            except BaseException:
                connection.close()
                raise
        except (OSError, UnicodeError) as error:  # UnicodeError: no host can have such a name
            raise LostAnswer(f"{type(error).__name__}: {error}") from error
        return connection

    def _tls(self) -> "SSLContext":
        """Make the context once: to load the certificates takes longer than to connect."""
        if self._context is None:
            from ssl import OP_NO_TICKET, PROTOCOL_TLS_CLIENT, SSLContext  # an engine on this machine has no TLS

            context = SSLContext(PROTOCOL_TLS_CLIENT)  # verifies the certificate and the host, from TLS 1.2 on
            context.options |= OP_NO_TICKET
            context.load_verify_locations(cafile=os.path.expanduser(self._ca_bundle or default_ca_bundle()))  # noqa: PTH111  pathlib fails for a user without a home
            self._context = context
        return self._context


def _has_bytes(connection: socket.socket) -> bool:
    waiting = select.poll()  # `select.select` knows no descriptor beyond 1023
    waiting.register(connection, select.POLLIN)
    pending = getattr(connection, "pending", None)  # what TLS has read beyond the last answer
    return bool(waiting.poll(0)) or (pending is not None and pending() > 0)


def ca_bundle_of(environment: Mapping[str, str]) -> str | None:
    """Return the file of certificates that the environment names, if any."""
    return environment.get("AWS_CA_BUNDLE") or environment.get("REQUESTS_CA_BUNDLE") or None


def default_ca_bundle() -> str:
    """Return the certificates that botocore trusts: certifi's if it is installed, else the copy beside botocore."""
    try:
        from certifi import where  # absent on Lambda
    except ImportError:
        spec = find_spec("botocore")  # which does not import it
        if spec is None or spec.origin is None:
            raise FileNotFoundError("There are no certificates to verify DynamoDB with: install certifi.") from None
        return str(Path(spec.origin).with_name("cacert.pem"))
    return where()
