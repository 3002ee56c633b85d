"""A server on loopback that speaks enough HTTP for clients of DynamoDB, and answers from a function."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from zlib import crc32

Headers = dict[str, str]  # by names in lower case
Reply = Callable[[Headers, bytes], bytes]  # to the headers and the body of a request


def http(status: int, body: bytes) -> bytes:
    """Write an answer as DynamoDB does, with its checksum."""
    head = (
        f"HTTP/1.1 {status} {'OK' if status == 200 else 'Bad Request'}\r\nServer: Server\r\n"  # noqa: PLR2004
        "Date: Sun, 29 Nov 2026 12:00:00 GMT\r\nContent-Type: application/x-amz-json-1.0\r\n"
        f"Content-Length: {len(body)}\r\nConnection: keep-alive\r\n"
        f"x-amzn-RequestId: {'A' * 52}\r\nx-amz-crc32: {crc32(body)}\r\n\r\n"
    )
    return head.encode() + body


@contextmanager
def serving(reply: Reply) -> Iterator[str]:
    """Serve in threads of this process; yield the URL."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        Thread(target=_accept, args=(listening, reply), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def _accept(listening: socket.socket, reply: Reply) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:  # closed
            return
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Thread(target=_talk, args=(connection, reply), daemon=True).start()


def _talk(connection: socket.socket, reply: Reply) -> None:
    with connection, connection.makefile("rb") as reading:
        try:
            while reading.readline():
                lines = iter(lambda: reading.readline().strip(), b"")
                headers = dict(line.decode("latin-1").split(": ", 1) for line in lines)
                named = {name.lower(): value for name, value in headers.items()}
                if "100-continue" in named.get("expect", ""):
                    connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                body = reading.read(int(named.get("content-length", 0)))
                connection.sendall(reply(named, body))
        except (ConnectionError, OSError):
            return
