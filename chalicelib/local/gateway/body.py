"""Reads the body of an HTTP/1.1 request: by length or in chunks, up to a cap."""

from collections.abc import Callable

import h11

from chalicelib.api.http.transport_refusals import BadRequest
from chalicelib.domain.errors import TooLarge
from chalicelib.local.gateway.head import Head, refusal_of
from chalicelib.local.gateway.wire import Wire


def read_body(head: Head, wire: Wire, *, cap: int, proceed: Callable[[], None]) -> tuple[bytes, bytes]:
    """Read the body that a head announces; return it with the bytes after it, which belong to the next request.

    Calls `proceed` before it receives the first byte, if the client waits for that. After a refusal the connection must
    be closed: the bytes that follow have no meaning.
    """
    if head.parser is None:
        return b"", head.rest
    lengths = head.values("content-length")
    if lengths and int(lengths[0].partition(",")[0]) > cap:  # h11 accepts only one number of 20 digits
        raise _body_too_large(cap)
    if head.parser.they_are_waiting_for_100_continue:
        proceed()
    body = bytearray()
    parser = head.parser
    for piece in iter(lambda: _next_piece(parser, wire), None):
        body += piece
        if len(body) > cap:
            raise _body_too_large(cap)
    return bytes(body), parser.trailing_data[0]


def _next_piece(parser: h11.Connection, wire: Wire) -> bytes | None:
    """Return the next bytes of the body, None at its end."""
    while True:
        try:
            event = parser.next_event()
        except h11.RemoteProtocolError as error:
            raise refusal_of(error) from None
        if isinstance(event, h11.Data):
            return bytes(event.data)
        if isinstance(event, h11.EndOfMessage):
            return None
        if event is not h11.NEED_DATA:
            raise BadRequest("The request ends before its body does.")
        parser.receive_data(wire.receive())


def _body_too_large(cap: int) -> TooLarge:
    return TooLarge(f"A body has at most {cap:,} bytes.")
