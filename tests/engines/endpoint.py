"""An endpoint of DynamoDB on loopback that answers as a test says, byte for byte, with TLS or without."""

import json
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, repeat
from threading import Thread
from typing import Any
from zlib import crc32

Sent = bytes | None  # None: close the connection without an answer


@dataclass(frozen=True)
class Request:
    """A request as it arrived, and the number of its connection."""

    start: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def operation(self) -> str:
        """The operation."""
        return self.headers["x-amz-target"].partition(".")[2]

    @property
    def params(self) -> Any:
        """The parameters."""
        return json.loads(self.body)


Reply = Callable[[Request], Sent]


def http(status: int, body: bytes, **headers: str) -> bytes:
    """Write an answer."""
    named = {"Content-Type": "application/x-amz-json-1.0", "Content-Length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items()]
    return f"HTTP/1.1 {status} Fine\r\n{''.join(lines)}\r\n".encode() + body


def ok(answer: Any, **headers: str) -> bytes:
    """Write an answer of DynamoDB, with its checksum."""
    body = json.dumps(answer).encode()
    return http(200, body, **{"x-amz-crc32": str(crc32(body)), **headers})


def error(code: str, status: int = 400, /, *, sends: Mapping[str, str] | None = None, **members: Any) -> bytes:
    """Write an error as DynamoDB does."""
    named = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": f"{code}, as the tests say.", **members}
    return http(status, json.dumps(named).encode(), **(sends or {}))


@dataclass
class Endpoint:
    """A server that sends each of its replies once and the last one for ever."""

    replies: Iterable[Sent | Reply]
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    url: str = ""
    open: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.say(*self.replies)

    def say(self, *replies: Sent | Reply) -> None:
        """Reply so from now, and the last one for ever."""
        self.following = chain(replies, repeat(replies[-1]))

    def hang_up(self) -> None:
        """Close all connections."""
        while self.open:
            closed = self.open.pop()
            with suppress(OSError):  # the other side was quicker
                closed.shutdown(socket.SHUT_RDWR)
            closed.close()

    def serve(self, listening: socket.socket) -> None:
        """Take connections until the listening socket is closed."""
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            Thread(target=self._talk, args=(connection, self.connections), daemon=True).start()

    def _talk(self, connection: socket.socket, number: int) -> None:
        with suppress(OSError):  # the client refuses the certificate, or hangs up
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self.open.append(connection)
            with connection, connection.makefile("rb") as reading:
                while (request := _read(reading, number)) is not None:
                    self.requests.append(request)
                    reply = next(self.following)
                    sent = reply(request) if callable(reply) else reply
                    if sent is None:
                        return
                    connection.sendall(sent)
        connection.close()


def _read(reading: Any, number: int) -> Request | None:
    start = reading.readline().decode("latin-1").strip()
    if "HTTP/1" not in start:
        return None
    headers = {}
    while line := reading.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Request(start, headers, reading.read(int(headers.get("content-length", 0))), number)


@contextmanager
def endpoint(*replies: Sent | Reply, tls: ssl.SSLContext | None = None) -> Iterator[Endpoint]:
    """Serve on a free port."""
    served = Endpoint(replies, tls)
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listening:
        served.url = f"http{'s' if tls else ''}://127.0.0.1:{listening.getsockname()[1]}"
        thread = Thread(target=served.serve, args=(listening,), daemon=True)
        thread.start()
        yield served
        listening.shutdown(socket.SHUT_RDWR)  # so that `accept` returns
        thread.join()
    served.hang_up()
