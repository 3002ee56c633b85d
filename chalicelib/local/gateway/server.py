"""The server of the local run: connections, limits, and one log line per request."""

import sys
import traceback
from collections.abc import Callable, Iterable
from socketserver import BaseRequestHandler, TCPServer, ThreadingMixIn
from typing import Any, TextIO

from chalicelib.api.http.events.resources import Resources
from chalicelib.api.http.request.key_redaction import redacted_url
from chalicelib.api.http.transport_refusals import NoAnswer
from chalicelib.domain.errors import NotFound
from chalicelib.local.gateway.connection import Connection
from chalicelib.local.gateway.connections import Connections
from chalicelib.local.gateway.event import Context, Request, rest_event
from chalicelib.local.gateway.loop import Loop
from chalicelib.local.gateway.reply import BadAnswer, HttpReply, from_lambda, refuse
from chalicelib.local.gateway.turns import Turns

App = Callable[[dict[str, Any], Any], dict[str, Any]]

ANSWER_LIMIT = 6 * 1024 * 1024  # Lambda's quota
REQUEST_S = 30.0  # from a request's first byte to its last

NO_ANSWER = "The application returned no valid response."


class Gateway(ThreadingMixIn, TCPServer):
    """Serves an app on one address until `shutdown`; `server_close` waits for the requests that are being answered."""

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
        super().__init__(address, BaseRequestHandler)  # which is never made
        self._loop = Loop(self)
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

    def serve_forever(self, poll_interval: float = 0.5) -> None:
        """Serve until `shutdown`, which is noticed within `poll_interval` seconds."""
        self._loop.run(poll_interval)

    def shutdown(self) -> None:
        """Stop reading requests."""
        self._loop.stop()

    def serve_in_thread(self, connection: Connection) -> None:
        """Start a thread for what the loop does not do itself."""
        request: Any = connection  # socketserver would have its socket
        self.process_request(request, connection.address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer the requests that the loop does not, and give the connection back to it."""
        try:
            goes_on = request.serve()
        except Exception:  # noqa: BLE001  the others continue
            goes_on = False
            self.handle_error(request, client_address)
        if goes_on:
            self._loop.take_back(request)
        else:
            self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        self.connections.leave(request.client)
        super().shutdown_request(request.client)

    def server_close(self) -> None:
        """Stop accepting, wait for the requests that are being answered, and close."""
        super().server_close()
        self.connections.stop()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - socketserver's signature
        """Log an exception, unless a client disconnected."""
        if not isinstance(sys.exception(), OSError):
            self.write_log(traceback.format_exc().rstrip())
