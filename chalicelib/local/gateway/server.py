"""The server: connections, limits, and one line in the log for each request."""

import re
import socket
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from email.message import Message
from http import HTTPStatus
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TextIO
from urllib.parse import quote

from chalicelib.api.resources import Resources
from chalicelib.api.secrecy import told_url, without_keys
from chalicelib.domain.errors import BadParameter, Internal, NotFound, Refusal, UriTooLong
from chalicelib.local.gateway.body import read_body
from chalicelib.local.gateway.event import Context, Request, rest_event
from chalicelib.local.gateway.reply import BadAnswer, Reply, from_lambda, refuse

App = Callable[[dict[str, Any], Any], dict[str, Any]]

# API Gateway's quotas, and Lambda's for an answer.
TARGET_LIMIT = 8_192
HEAD_LIMIT = 10_240
BODY_LIMIT = 10 * 1024 * 1024
ANSWER_LIMIT = 6 * 1024 * 1024

LINGER_S = 2.0
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
FIRST_LINE = re.compile(rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP/\S+)?\r?\n")
TOO_LONG: Mapping[int, Refusal] = {
    HTTPStatus.REQUEST_URI_TOO_LONG: UriTooLong(
        f"The first line of a request has at most {TARGET_LIMIT} bytes.", context={"longest": TARGET_LIMIT}
    ),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: BadParameter(
        f"The head of a request has at most {HEAD_LIMIT} bytes and 100 headers."
    ),
}


class Gateway(ThreadingHTTPServer):
    """Serves one app on one address, a thread a connection, until `shutdown`."""

    daemon_threads = True  # an idle keep-alive connection must not hold the process
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        app: App,
        *,
        resources: Iterable[str],
        binary_types: Iterable[str] = (),
        log: TextIO | None = None,
    ) -> None:
        super().__init__(address, Connection)
        self._app = app
        self._resources = Resources(resources)
        self._binary_types = tuple(binary_types)
        self._log = log or sys.stderr

    @property
    def url(self) -> str:
        """Give the address to call."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def answer(self, request: Request) -> Reply:
        """Match, call the app, and check what it says; every failure is a problem document."""
        match = self._resources.match(request.path)
        if match is None:
            return refuse(request, NotFound(f"There is nothing at {told_url(request.path)}; see /openapi.json."))
        event = rest_event(request, match, binary_types=self._binary_types)
        try:
            return self._call(event, request)
        except Exception:  # noqa: BLE001 - whatever the app does: the caller gets an answer, the log the reason
            self.write_log(traceback.format_exc().rstrip())
            return refuse(request, Internal("The application did not answer properly."), status=502)

    def _call(self, event: dict[str, Any], request: Request) -> Reply:
        reply = from_lambda(self._app(event, Context(request.id)), head=request.method == "HEAD")
        if len(reply.body) > ANSWER_LIMIT:
            raise BadAnswer(f"{len(reply.body):,} bytes; Lambda answers at most {ANSWER_LIMIT:,}")
        return reply

    def write_log(self, line: str) -> None:
        """Write one line, in one piece."""
        self._log.write(line + "\n")
        self._log.flush()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - socketserver's signature
        """Stay silent about clients that hang up."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            self.write_log(traceback.format_exc().rstrip())


class Connection(BaseHTTPRequestHandler):
    """One client's connection and the requests that follow one another on it."""

    server: Gateway
    raw_requestline: bytes
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.1"  # so that a malformed first line is answered with headers too
    wbufsize = -1  # head and body leave in one write: two small ones cost 44 ms with delayed ACK
    disable_nagle_algorithm = True
    timeout = 60

    # What a refusal before any head was read goes by.
    target = "-"
    request_id = "-"
    headers: Message = HTTPMessage()
    started: float | None = None
    unread = False

    def parse_request(self) -> bool:
        """Read the head within API Gateway's limits; answer and say False when it cannot be."""
        self.started = time.perf_counter()
        self.request_id = str(uuid.uuid4())
        self.target, self.headers = "-", HTTPMessage()
        if not self._first_line_is_sound() or not super().parse_request():
            return False
        self.target = quote(self.path.encode("iso-8859-1"), safe=PRINTABLE)
        return self._headers_are_sound()

    def _first_line_is_sound(self) -> bool:
        self.command, self.requestline, self.request_version = "", "", self.protocol_version
        if len(self.raw_requestline) > TARGET_LIMIT:
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
        elif not FIRST_LINE.fullmatch(self.raw_requestline):
            self.send_error(HTTPStatus.BAD_REQUEST, "A request starts with method, target and HTTP/1.1.")
        else:
            return True
        return False

    def _headers_are_sound(self) -> bool:
        size = len(self.raw_requestline) + sum(len(n) + len(v) + 4 for n, v in self.headers.items())
        if size > HEAD_LIMIT:
            self.send_error(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self.headers.defects or any("\n" in value for value in self.headers.values()):
            self.send_error(HTTPStatus.BAD_REQUEST, "A header is a name, a colon and a value on one line.")
        else:
            return True
        return False

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Give every method, where http.server looks for `do_GET` and its like, to the app."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        try:
            body = read_body(self.headers, self.rfile, cap=BODY_LIMIT, proceed=self._proceed)
        except Refusal as refusal:
            self._break_off(refuse(self._request(), refusal))
        else:
            self._send(self.server.answer(self._request(body)))

    def handle_expect_100(self) -> bool:
        """Say nothing yet: the body is asked for once its announced size is accepted."""
        return True

    def _proceed(self) -> None:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(HTTPStatus.CONTINUE)
            self.end_headers()
            self.wfile.flush()

    def _request(self, body: bytes = b"") -> Request:
        return Request(
            id=self.request_id,
            method=self.command,
            target=self.target,
            headers=self.headers.items(),
            body=body,
            source_ip=self.client_address[0],
            protocol=self.request_version,
        )

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - http.server's signature
        """Answer what http.server refuses by itself, as a problem document, and hang up."""
        status = HTTPStatus(code)
        refusal = TOO_LONG.get(status) or BadParameter(message or status.phrase)
        self._break_off(refuse(self._request(), refusal, status=status))

    def _break_off(self, reply: Reply) -> None:
        self.close_connection = self.unread = True
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.content_length is not None:
            self.send_header("Content-Length", str(reply.content_length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and reply.content_length is not None:
            self.wfile.write(reply.body)

    def finish(self) -> None:
        """Close; let a client that was refused read why first, for closing on unread bytes resets."""
        super().finish()
        if self.unread:
            with suppress(OSError):
                _linger(self.connection)

    def version_string(self) -> str:
        """Name the service and no version of anything."""
        return "aifacts"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 - http.server's signature
        """Write method, path, status and milliseconds; a query may hold what is nobody's business."""
        spent = 0.0 if self.started is None else (time.perf_counter() - self.started) * 1000
        line = f"{self.command or '-'} {told_url(self.target.partition('?')[0])} {int(code)} {spent:.1f} ms"
        self.server.write_log(without_keys(line))

    def log_error(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's signature
        """Say nothing more: each refusal has its line already, and an idle connection is no error."""


def _linger(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(LINGER_S)
    deadline = time.monotonic() + LINGER_S
    while time.monotonic() < deadline and connection.recv(65_536):
        pass
