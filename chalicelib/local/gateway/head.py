"""Reads the head of an HTTP/1.1 request within API Gateway's limits; h11 parses it, RFC 9112 decides on refusals."""

import re
from dataclasses import dataclass

import h11

from chalicelib.api.http.events.gateway_events import SINGLE
from chalicelib.api.http.transport_refusals import (
    BadRequest,
    HeadersTooLarge,
    UnsupportedHttpVersion,
    UnsupportedTransferCoding,
)
from chalicelib.domain.errors import Fault, Refusal, UriTooLong
from chalicelib.local.gateway.plain_head import HOST, MAX_HEADERS, read_plain_head
from chalicelib.local.gateway.wire import HEAD_PIECE, Wire

# API Gateway's quotas.
TARGET_LIMIT = 8_192
HEAD_LIMIT = 10_240

_END = re.compile(rb"\r?\n\r?\n")
_EMPTY_LINES = re.compile(rb"(?:\r?\n)+")
_BEGINNING = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]")
_CONTROLS = re.compile(rb"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FOLDED = re.compile(rb"\n[ \t]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_TARGET = re.compile(r"(/|https?://[^/])[^#]*", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """A request without its body, which `parser` reads next; without a parser `rest` is what follows the request.

    Header names are as sent.
    """

    method: str
    target: str
    protocol: str
    headers: tuple[tuple[str, str], ...]
    parser: h11.Connection | None
    rest: bytes = b""

    def values(self, name: str) -> list[str]:
        """List the values of a header; `name` is in lower case."""
        return [value for each, value in self.headers if each.lower() == name]

    @property
    def is_last(self) -> bool:
        """Whether the connection ends with this request."""
        sent = self.values("connection")
        tokens = {token.strip().lower() for value in sent for token in value.split(",")} if sent else ()
        return self.protocol == "HTTP/1.0" or "close" in tokens


@dataclass
class Beginning:
    """The parts of a request's head read so far, for an answer that refuses it."""

    method: str = ""
    target: str = "-"
    headers: tuple[tuple[str, str], ...] = ()


def read_head(wire: Wire, begun: bytes, *, known: Beginning) -> Head | None:
    """Read a head that starts with the bytes in `begun`; return None if the client disconnects before its end.

    Before a refusal, `known` gets what is known of the request by then.
    """
    received = _read_to_end(wire, begun)
    if received is None:
        return None
    head, rest = received
    ordinary = read_plain_head(head)
    if ordinary is not None:
        known.method, known.target, known.headers = ordinary
        return Head(ordinary.method, ordinary.target, "HTTP/1.1", ordinary.headers, None, rest)
    if _CONTROLS.search(head):
        raise BadRequest("The head contains a control character, such as a CR without LF.")
    if _FOLDED.search(head):
        raise BadRequest("A header continues on the next line. Send each header on one line.")
    line, end, lines = head.partition(b"\n")
    plain = _BEYOND_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line)
    return _parse_head(plain + end + lines, rest, known=known)


def _read_to_end(wire: Wire, begun: bytes) -> tuple[bytes, bytes] | None:
    data, searched = bytearray(begun), 0
    while True:
        if empty := _EMPTY_LINES.match(data):
            del data[: empty.end()]
        end = _END.search(data, searched)
        _check_sizes(data, len(data) if end is None else end.end())
        if end is not None:
            return bytes(data[: end.end()]), bytes(data[end.end() :])
        searched = max(0, len(data) - len(b"\r\n\r"))
        received = wire.receive(HEAD_PIECE)
        if not received:
            return None
        data += received


def _check_sizes(data: bytearray, length: int) -> None:
    if data and not _BEGINNING.match(data) and data != b"\r":
        raise BadRequest("A request must start with method, target and HTTP/1.1.")
    line = data.find(b"\n", 0, TARGET_LIMIT)
    if line < 0 and length > TARGET_LIMIT:
        detail = f"The first line of a request has at most {TARGET_LIMIT} bytes."
        raise UriTooLong(detail, context={"longest": TARGET_LIMIT})
    if length > HEAD_LIMIT:
        raise _headers_too_large()


def _headers_too_large() -> HeadersTooLarge:
    detail = f"The head of a request has at most {HEAD_LIMIT} bytes and {MAX_HEADERS} headers."
    return HeadersTooLarge(detail, context={"longest": HEAD_LIMIT})


def _parse_head(head: bytes, rest: bytes, *, known: Beginning) -> Head:
    parser = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_LIMIT)
    parser.receive_data(head + rest)
    try:
        request = parser.next_event()
    except h11.RemoteProtocolError as error:
        raise refusal_of(error) from None
    if not isinstance(request, h11.Request):
        raise BadRequest("A request must start with method, target and HTTP/1.1.")
    headers = tuple((n.decode("ascii"), v.decode("latin-1")) for n, v in request.headers.raw_items())
    known.method, known.target, known.headers = request.method.decode(), request.target.decode(), headers
    protocol = f"HTTP/{request.http_version.decode()}"
    found = Head(known.method, known.target, protocol, headers, parser)
    _check_head(found)
    return found


def refusal_of(error: h11.RemoteProtocolError) -> Refusal:
    """Return h11's refusal without its quotes from the request."""
    if error.error_status_hint == UNSUPPORTED:
        return UnsupportedTransferCoding(UNSUPPORTED_CODING)
    if error.error_status_hint == TOO_LARGE:
        return _headers_too_large()
    reason = str(error).partition(":")[0]
    return BadRequest(f"The request is not valid HTTP/1.1 ({reason}).")


UNSUPPORTED, TOO_LARGE = 501, 431  # h11's hints
UNSUPPORTED_CODING = "Unsupported Transfer-Encoding. Send `chunked` or a Content-Length."
UNSUPPORTED_VERSION = "Unsupported version of HTTP. Send HTTP/1.1."


def _check_head(head: Head) -> None:
    """Refuse what h11 accepts, but a proxy in front might understand differently."""
    if not head.protocol.startswith("HTTP/1."):
        raise UnsupportedHttpVersion(UNSUPPORTED_VERSION)
    if len(head.headers) > MAX_HEADERS:
        raise _headers_too_large()
    if not _TARGET.fullmatch(head.target) and (head.method, head.target) != ("OPTIONS", "*"):
        raise BadRequest("The target of a request must be a path that begins with '/', or an http URL.")
    faults = tuple(_head_faults(head))
    if faults:
        raise BadRequest(" ".join(fault.detail for fault in faults), faults=faults)


def _head_faults(head: Head) -> list[Fault]:
    faults = [
        Fault(name.title(), "repeated", f"{name.title()} is sent {len(values)} times. Send it once.")
        for name in sorted(SINGLE)
        if len(values := head.values(name)) > 1
    ]
    if any(not HOST.fullmatch(host) for host in head.values("host")):
        faults.append(Fault("Host", "bad_value", "Host must be a name or an address, with an optional port."))
    if head.values("transfer-encoding"):
        if head.values("content-length"):
            detail = "Content-Length and Transfer-Encoding exclude each other. Send one of them."
            faults.append(Fault("Transfer-Encoding", "not_together", detail))
        if head.protocol == "HTTP/1.0":
            detail = "HTTP/1.0 has no Transfer-Encoding. Send Content-Length, or use HTTP/1.1."
            faults.append(Fault("Transfer-Encoding", "not_together", detail))
    return faults
