"""A real receiver on loopback: it keeps what it gets, and answers as it is asked to."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What was received. `answer` returns the status of a request; it may take its time or raise."""

    answer: Callable[[Received], int] = lambda _: 204
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    port: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: senders go away on purpose."""


@contextmanager
def receiving(receiver: Receiver, *, tls: ssl.SSLContext | None = None, port: int = 0) -> Iterator[Receiver]:
    """Receive while the block runs; with a `port`, where an earlier receiver was."""

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            request = Received(
                self.path,
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(int(self.headers["Content-Length"])),
            )
            with receiver.lock:
                receiver.received.append(request)
            self.send_response(receiver.answer(request))
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
            """Say nothing."""

    server = _Server(("127.0.0.1", port), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def raw_server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Take one connection after another and do with it as told; yield the port."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = False

    def take() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                if ended:
                    return
                try:
                    serve(connection)
                except OSError:
                    continue

    thread = Thread(target=take)
    thread.start()
    port = listening.getsockname()[1]
    try:
        yield port
    finally:
        ended = True
        socket.create_connection(("127.0.0.1", port)).close()
        thread.join()
        listening.close()
