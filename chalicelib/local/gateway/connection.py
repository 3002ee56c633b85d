"""A client's connection and the requests on it."""

import socket
import time
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from chalicelib.api.http.request.key_redaction import redact_keys, redacted_url
from chalicelib.api.http.transport_refusals import RequestTimeout
from chalicelib.domain.errors import Busy, Refusal
from chalicelib.local.gateway.body import read_body
from chalicelib.local.gateway.event import Request
from chalicelib.local.gateway.head import Beginning, Head, read_head
from chalicelib.local.gateway.plain_head import PlainHead
from chalicelib.local.gateway.reply import CONTINUE, HttpReply, encoded, refuse
from chalicelib.local.gateway.wire import Wire

if TYPE_CHECKING:
    from chalicelib.local.gateway.server import Gateway

# API Gateway's quota.
BODY_LIMIT = 10 * 1024 * 1024

IDLE_S = 60.0  # without a first byte

TIMED_OUT = "The request did not arrive within {seconds} seconds."


class Connection:
    """A connection: the loop answers ordinary requests on it, and `serve` all others, in a thread."""

    def __init__(self, client: socket.socket, address: tuple[str, int], server: "Gateway") -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.settimeout(0)
        self.client = client
        self.address = address
        self.quiet_since = time.monotonic()
        self._server = server
        self._wire = Wire(client)
        self._begun: bytes | None = b""
        self._unsent = b""

    def answer(self, head: PlainHead) -> tuple[bytes, bool]:
        """Answer a request without a body; return the bytes to send, and whether the connection ends with them."""
        self._begin_request()
        known = self._known
        known.method, known.target, known.headers = head
        return self._reply_to(Head(head.method, head.target, "HTTP/1.1", head.headers, None), b"")

    def is_idle(self, now: float) -> bool:
        """Return whether nothing has come for too long; `now` is of `time.monotonic`."""
        return now - self.quiet_since > IDLE_S

    def leave_to_thread(self, *, begun: bytes | None = b"", unsent: bytes = b"") -> None:
        """Keep what `serve` continues with: the first bytes of a request, and what is left of an answer.

        None instead of first bytes says that the connection ends with the answer.
        """
        self._begun, self._unsent = begun, unsent

    def serve(self) -> bool:
        """Answer requests; return True when the last is answered, False when the connection ends."""
        if not self._server.connections.is_served(self.client):
            self._begin_request()
            self._refuse_and_close(Busy("Too many open connections. Try again shortly."))
            return False
        if self._unsent:
            try:
                self._wire.send(self._unsent)
            finally:
                self._server.connections.end_answer()
        begun = self._begun
        while begun:
            begun = self._answer_next(begun)
        return begun is not None

    def _answer_next(self, begun: bytes) -> bytes | None:
        """Answer the request whose first bytes are in `begun`; return the bytes after it, None to close."""
        self._begin_request()
        self._wire.expect_within(self._server.request_seconds)
        try:
            head = read_head(self._wire, begun, known=self._known)
            if head is None:
                return None
            body, rest = read_body(head, self._wire, cap=BODY_LIMIT, proceed=lambda: self._wire.send(CONTINUE))
        except Refusal as refusal:
            self._refuse_and_close(refusal)
        except TimeoutError:
            seconds = round(self._server.request_seconds)
            self._refuse_and_close(RequestTimeout(TIMED_OUT.format(seconds=seconds), context={"seconds": seconds}))
        else:
            with self._server.connections.answering():
                data, is_last = self._reply_to(head, body)
                self._wire.send(data)
            return None if is_last else rest
        return None

    def _begin_request(self) -> None:
        self._started = time.perf_counter()
        self._id = str(uuid.uuid4())
        self._known = Beginning()

    def _reply_to(self, head: Head, body: bytes) -> tuple[bytes, bool]:
        with self._server.turns.turn():  # it ends before the answer is sent: a client may read slowly
            reply = self._server.answer(self._gateway_request(body, protocol=head.protocol))
        is_last = head.is_last or self._server.connections.is_stopping
        return self._encoded(reply, is_last=is_last), is_last

    def _gateway_request(self, body: bytes = b"", *, protocol: str = "HTTP/1.1") -> Request:
        known = self._known
        return Request(self._id, known.method, known.target, known.headers, body, self.address[0], protocol)

    def _refuse_and_close(self, refusal: Refusal) -> None:
        """Refuse a request and end the connection, after the client could read why."""
        self._wire.send(self._encoded(refuse(self._gateway_request(), refusal), is_last=True))
        with suppress(OSError):
            self._wire.linger()

    def _encoded(self, reply: HttpReply, *, is_last: bool) -> bytes:
        """Write head and body in one piece: two small pieces cost 44 ms with delayed ACK."""
        self._log_request(reply.status)
        return encoded(reply, is_last=is_last, head_only=self._known.method == "HEAD")

    def _log_request(self, status: int) -> None:
        """Log method, path, status and milliseconds, but not the query, which may contain secrets."""
        spent = (time.perf_counter() - self._started) * 1000
        path = redacted_url(self._known.target.partition("?")[0])
        self._server.write_log(redact_keys(f"{self._known.method or '-'} {path} {status} {spent:.1f} ms"))
