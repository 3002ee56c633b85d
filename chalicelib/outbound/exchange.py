"""One POST to one address: within a deadline, and reading no more of the answer than needed."""

import io
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException

from chalicelib.outbound.addresses import Address
from chalicelib.outbound.targets import Target

MAX_ANSWER_BYTES = 64 * 1024
BODY_SECONDS = 1.0  # for what follows the head of an answer, which nobody reads


class Late(Exception):
    """The deadline has passed."""


class Deadline:
    """A moment on the monotonic clock, by which all must be done."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, more than 0. Raises Late."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise Late
        return left


class _Stream(io.RawIOBase):
    """What a socket receives: each read takes at most the time that is left, and all together a number of bytes."""

    def __init__(self, connected: "_Bounded") -> None:
        self._connected = connected
        self._room = MAX_ANSWER_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # the library's is any buffer
        connected = self._connected
        connected.socket.settimeout(connected.deadline.left())
        read = connected.socket.recv_into(memoryview(buffer)[: self._room]) if self._room else 0
        self._room -= read
        return read


class _Bounded:
    """A connected socket as `http.client` uses it."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self.socket, self.deadline = connected, deadline

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self.socket.settimeout(self.deadline.left())
            view = view[self.socket.send(view) :]

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self))

    def close(self) -> None:
        """Leave the socket open: `http.client` closes it before the body is read."""


def post(
    target: Target,
    address: Address,
    *,
    body: bytes,
    headers: Mapping[str, str],
    deadline: Deadline,
    trusted: ssl.SSLContext | None,
) -> int:
    """Send a body to a target at one of its addresses; return the status. Redirects are not followed.

    `trusted` verifies the certificate, which must be that of the target's host; None: without TLS. Raises Late,
    OSError (also for TLS and for time) and HTTPException.
    """
    with socket.create_connection((str(address), target.port), timeout=deadline.left()) as plain:
        if trusted is None:
            return _status(target, plain, body=body, headers=headers, deadline=deadline)
        plain.settimeout(deadline.left())
        with trusted.wrap_socket(plain, server_hostname=target.host) as encrypted:
            return _status(target, encrypted, body=body, headers=headers, deadline=deadline)


def _status(
    target: Target, connected: socket.socket, *, body: bytes, headers: Mapping[str, str], deadline: Deadline
) -> int:
    connection = HTTPConnection(target.host, target.port)
    connection.sock = bounded = _Bounded(connected, deadline)
    connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
    own = {"Host": target.authority, "Content-Length": str(len(body)), "Connection": "close"}
    for name, value in (own | dict(headers)).items():
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    with suppress(OSError, HTTPException, Late, ValueError):  # the status is known, and is all that counts
        # A receiver whose answer is not read to its end finds its connection reset.
        bounded.deadline = Deadline(min(BODY_SECONDS, deadline.left()))
        while answer.read1(8_192):
            pass
    return answer.status
