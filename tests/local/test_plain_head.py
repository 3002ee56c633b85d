"""Ordinary requests are read without h11, and read as h11 reads them."""

import h11
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.api.http.events.gateway_events import SINGLE
from chalicelib.local.gateway.head import Beginning, read_head
from chalicelib.local.gateway.plain_head import read_plain_head
from chalicelib.local.gateway.wire import Wire

ORDINARY = b"GET /v1/models?limit=2 HTTP/1.1\r\nHost: localhost:8000\r\nAccept:  a/b, c/d \t\r\nX-Empty:\r\n\r\n"
NAMES = st.sampled_from(
    ["Host", "host", "Accept", "X-A", "Content-Length", "Expect", "Authorization", "Connection", ""]
)
VALUES = st.one_of(st.sampled_from(["localhost", "a b", "0", "close", "[::1]:80"]), st.text("\t\x00 !~ä:", max_size=4))
LINES = st.lists(st.tuples(NAMES, VALUES, st.sampled_from(["\r\n", "\n"])), max_size=4)
FIRST = st.tuples(
    st.sampled_from(["GET", "CONNECT", "get", "G T", ""]),
    st.sampled_from(["/", "/a b", "/v1/#x", "http://a/b", "http:///", "*", "a", "/ä"]),
    st.sampled_from(["HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "http/1.1"]),
)


@given(FIRST, LINES)
@example(("GET", "/", "HTTP/1.1"), [("Host", " localhost ", "\r\n"), ("Accept", "a b", "\r\n")])
def test_what_is_read_without_h11_is_what_h11_reads(
    first: tuple[str, str, str], lines: list[tuple[str, str, str]]
) -> None:
    sent = "".join(f"{name}:{value}{end}" for name, value, end in lines)
    head = f"{' '.join(first)}\r\n{sent}\r\n".encode("latin-1")
    plain = read_plain_head(head)
    if plain is None:
        return
    parser = h11.Connection(h11.SERVER)
    parser.receive_data(head)
    request = parser.next_event()
    assert isinstance(request, h11.Request)
    assert isinstance(parser.next_event(), h11.EndOfMessage)  # there is no body
    assert not parser.they_are_waiting_for_100_continue
    assert (plain.method, plain.target) == (request.method.decode(), request.target.decode())
    assert plain.headers == tuple((n.decode(), v.decode()) for n, v in request.headers.raw_items())


def test_an_ordinary_request_is_read_without_h11() -> None:
    plain = read_plain_head(ORDINARY)

    assert plain is not None
    assert (plain.method, plain.target) == ("GET", "/v1/models?limit=2")
    assert plain.headers == (("Host", "localhost:8000"), ("Accept", "a/b, c/d"), ("X-Empty", ""))


@pytest.mark.parametrize(
    "changed",
    [
        ORDINARY.replace(b"X-Empty:", b"Content-Length: 3"),
        ORDINARY.replace(b"X-Empty:", b"Transfer-Encoding: chunked"),
        ORDINARY.replace(b"X-Empty:", b"Expect: 100-continue"),
        ORDINARY.replace(b"X-Empty:", b"Host: other"),
        *(ORDINARY.replace(b"X-Empty:", f"{name}: a\r\n{name.title()}: b".encode()) for name in sorted(SINGLE)),
        ORDINARY.replace(b"localhost:8000", b"local host"),
        ORDINARY.replace(b"Host", b"Hosts"),
        ORDINARY.replace(b"HTTP/1.1", b"HTTP/1.0"),
        ORDINARY.replace(b"X-Empty:", b" folded"),
        ORDINARY.replace(b"X-Empty:", b"X-Empty: \x7f"),
        ORDINARY.replace(b"GET", b"CONNECT"),
        ORDINARY.replace(b"X-Empty:\r\n", b"X: 1\r\n" * 99),
    ],
)
def test_what_may_have_a_body_or_a_fault_is_left_to_h11(changed: bytes) -> None:
    assert changed != ORDINARY
    assert read_plain_head(changed) is None


def test_what_follows_an_ordinary_request_belongs_to_the_next() -> None:
    class Closed(Wire):
        def __init__(self) -> None:
            pass

    known = Beginning()
    head = read_head(Closed(), ORDINARY + b"GET /next", known=known)

    assert head is not None
    assert (head.rest, known.target) == (b"GET /next", "/v1/models?limit=2")
