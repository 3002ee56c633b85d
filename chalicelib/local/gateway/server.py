"""The server of the local run: connections, limits, and one log line per request."""

import socket
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from socketserver import BaseRequestHandler, TCPServer, ThreadingMixIn
from typing import Any, TextIO

from chalicelib.api.http.events.resources import Resources
from chalicelib.api.http.request.key_redaction import redact_keys, redacted_url
from chalicelib.api.http.transport_refusals import NoAnswer, RequestTimeout
from chalicelib.domain.errors import Busy, NotFound, Refusal
from chalicelib.local.gateway.body import read_body
from chalicelib.local.gateway.connections import Connections
from chalicelib.local.gateway.event import Context, Request, rest_event
from chalicelib.local.gateway.head import Beginning, Head, read_head
from chalicelib.local.gateway.reply import CONTINUE, BadAnswer, HttpReply, encoded, from_lambda, refuse
from chalicelib.local.gateway.turns import Turns
from chalicelib.local.gateway.wire import HEAD_PIECE, Wire

App = Callable[[dict[str, Any], Any], dict[str, Any]]

# API Gateway's quota, and Lambda's for an answer.
BODY_LIMIT = 10 * 1024 * 1024
ANSWER_LIMIT = 6 * 1024 * 1024

IDLE_S = 60.0  # without a first byte
REQUEST_S = 30.0  # from a request's first byte to its last

NO_ANSWER = "The application returned no valid response."
TIMED_OUT = "The request did not arrive within {seconds} seconds."


class Gateway(ThreadingMixIn, TCPServer):
    """Serves an app on one address, a thread per connection, until `shutdown`; `server_close` waits for requests."""

    daemon_threads = True  # a connection must not hold the process longer than `Connections.stop` does
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        app: App,
        *,
        resources: Iterable[str],
        binary_types: Iterable[str] = (),
        log: TextIO | None = None,
        connections: Connections | None = None,
        request_seconds: float = REQUEST_S,
    ) -> None:
        self.connections = connections or Connections()  # before the port: a failure to bind it calls `server_close`
        self.turns = Turns()
        super().__init__(address, Connection)
        self._app = app
        self._resources = Resources(resources)
        self._binary_types = tuple(binary_types)
        self._log = log or sys.stderr
        self.request_seconds = request_seconds

    @property
    def url(self) -> str:
        """The address to call."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def answer(self, request: Request) -> HttpReply:
        """Match a request, call the app and check its answer; every failure becomes a problem document."""
        match = self._resources.match(request.path)
        if match is None:
            return refuse(request, NotFound(f"There is nothing at {redacted_url(request.path)}; see /openapi.json."))
        event = rest_event(request, match, binary_types=self._binary_types)
        try:
            return self._call_app(event, request)
        except Exception:  # noqa: BLE001 - any failure of the app: the client gets a problem, the log the reason
            self.write_log(traceback.format_exc().rstrip())
            return refuse(request, NoAnswer(NO_ANSWER))

    def _call_app(self, event: dict[str, Any], request: Request) -> HttpReply:
        reply = from_lambda(self._app(event, Context(request.id)), head=request.method == "HEAD")
        if len(reply.body) > ANSWER_LIMIT:
            raise BadAnswer(f"{len(reply.body):,} bytes; Lambda returns at most {ANSWER_LIMIT:,}")
        return reply

    def write_log(self, line: str) -> None:
        """Write one line, in one piece."""
        self._log.write(line + "\n")
        self._log.flush()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread for a connection, or drop it if there are too many."""
        if self.connections.admit(request):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        self.connections.leave(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """Stop accepting, wait for the requests that are being answered, and close."""
        super().server_close()
        self.connections.stop()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - socketserver's signature
        """Log an exception, unless a client disconnected."""
        if not isinstance(sys.exception(), OSError):
            self.write_log(traceback.format_exc().rstrip())


class Connection(BaseRequestHandler):
    """A client's connection and the requests on it."""

    server: Gateway
    request: socket.socket

    def handle(self) -> None:
        """Answer requests until either side closes the connection."""
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wire = Wire(self.request)
        if not self.server.connections.is_served(self.request):
            self._begin_request()
            self._refuse_and_close(Busy("Too many open connections. Try again shortly."))
            return
        begun: bytes | None = b""
        while begun is not None:
            begun = self._answer_next(begun)

    def _answer_next(self, begun: bytes) -> bytes | None:
        """Answer the next request, whose first bytes may be in `begun`; return the bytes after it, None to close."""
        begun = begun or self._first_bytes()
        if not begun:
            return None
        self._begin_request()
        self._wire.expect_within(self.server.request_seconds)
        try:
            head = read_head(self._wire, begun, known=self._known)
            if head is None:
                return None
            body, rest = read_body(head, self._wire, cap=BODY_LIMIT, proceed=lambda: self._wire.send(CONTINUE))
        except Refusal as refusal:
            self._refuse_and_close(refusal)
        except TimeoutError:
            seconds = round(self.server.request_seconds)
            self._refuse_and_close(RequestTimeout(TIMED_OUT.format(seconds=seconds), context={"seconds": seconds}))
        else:
            return self._answer_request(head, body, rest=rest)
        return None

    def _first_bytes(self) -> bytes:
        self._wire.expect_within(IDLE_S)
        try:
            return self._wire.receive(HEAD_PIECE)
        except TimeoutError:
            return b""

    def _begin_request(self) -> None:
        self._started = time.perf_counter()
        self._id = str(uuid.uuid4())
        self._known = Beginning()

    def _answer_request(self, head: Head, body: bytes, *, rest: bytes) -> bytes | None:
        with self.server.connections.answering():
            with self.server.turns.turn():  # it ends before the answer is sent: a client may read slowly
                reply = self.server.answer(self._gateway_request(body, protocol=head.protocol))
            is_last = head.is_last or self.server.connections.is_stopping
            self._send_reply(reply, is_last=is_last)
        return None if is_last else rest

    def _gateway_request(self, body: bytes = b"", *, protocol: str = "HTTP/1.1") -> Request:
        known = self._known
        return Request(self._id, known.method, known.target, known.headers, body, self.client_address[0], protocol)

    def _refuse_and_close(self, refusal: Refusal) -> None:
        """Refuse a request and end the connection, after the client could read why."""
        self._send_reply(refuse(self._gateway_request(), refusal), is_last=True)
        with suppress(OSError):
            self._wire.linger()

    def _send_reply(self, reply: HttpReply, *, is_last: bool) -> None:
        """Send head and body in one piece: two small pieces cost 44 ms with delayed ACK."""
        data = encoded(reply, is_last=is_last, head_only=self._known.method == "HEAD")
        self._log_request(reply.status)
        self._wire.send(data)

    def _log_request(self, status: int) -> None:
        """Log method, path, status and milliseconds, but not the query, which may contain secrets."""
        spent = (time.perf_counter() - self._started) * 1000
        path = redacted_url(self._known.target.partition("?")[0])
        self.server.write_log(redact_keys(f"{self._known.method or '-'} {path} {status} {spent:.1f} ms"))
