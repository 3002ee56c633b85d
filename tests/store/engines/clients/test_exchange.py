"""Requests and answers over a socket: every form of an answer, and every way to end too early or to send too much."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.store.engines.clients import exchange as exchange_module
from chalicelib.store.engines.clients.exchange import BadAnswer, exchange

BODY = b'{"Item": {}}'


class Pieces:
    """A socket that receives these pieces, and then the end."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces: Iterator[bytes] = iter([*pieces, b""])
        self.sent = b""
        self._rest = b""

    def sendall(self, data: bytes) -> None:
        self.sent += data

    def recv(self, size: int) -> bytes:
        piece = self._rest or next(self._pieces)
        self._rest = piece[size:]
        return piece[:size]


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n" + BODY[:5]
FORMS = {
    "with a length": (b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + BODY, True),
    "with odd spaces": (b"HTTP/1.1 200 OK\r\ncontent-length:12 \r\n\r\n" + BODY, True),
    "without a reason": (b"HTTP/1.1 200\r\nContent-Length: 12\r\n\r\n" + BODY, True),
    "in chunks": (CHUNKED + b"\r\n7\r\n" + BODY[5:] + b"\r\n0\r\n\r\n", True),
    "in chunks with a trailer": (CHUNKED + b"\r\n7\r\n" + BODY[5:] + b"\r\n0\r\nX: y\r\n\r\n", True),
    "up to the end": (b"HTTP/1.1 200 OK\r\n\r\n" + BODY, False),
    "of HTTP 1.0": (b"HTTP/1.0 200 OK\r\nContent-Length: 12\r\n\r\n" + BODY, False),
    "of HTTP 1.0 that keeps": (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 12\r\n\r\n" + BODY, True),
    "that closes": (b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 12\r\n\r\n" + BODY, False),
    "after an interim one": (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + BODY,
        True,
    ),
    "before something else": (b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" + BODY + b"HTTP/1.1 200", False),
}
WITH_AN_END = [name for name in FORMS if name not in ("up to the end", "before something else")]


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_of_each_form_is_read(form: str) -> None:
    sent, is_reusable = FORMS[form]
    found = exchange(Pieces(sent), b"asked")
    assert (found.answer.status, found.answer.body, found.is_reusable) == (200, BODY, is_reusable)


@given(st.sampled_from(sorted(FORMS)), st.lists(st.integers(1, 120), max_size=8))
def test_an_answer_is_the_same_however_it_is_cut(form: str, cuts: list[int]) -> None:
    sent, _ = FORMS[form]
    places = sorted({0, len(sent), *(cut for cut in cuts if cut < len(sent))})
    socket = Pieces(*(sent[start:end] for start, end in pairwise(places)))
    assert exchange(socket, b"asked").answer.body == BODY
    assert socket.sent == b"asked"


@pytest.mark.parametrize("form", WITH_AN_END)
def test_an_answer_that_ends_anywhere_too_early_is_refused(form: str) -> None:
    sent, _ = FORMS[form]
    for end in range(len(sent)):
        with pytest.raises(BadAnswer, match="closed before the whole answer"):
            exchange(Pieces(sent[:end]), b"asked")


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_is_not_waited_for(status: int) -> None:
    found = exchange(Pieces(f"HTTP/1.1 {status} X\r\n\r\n".encode()), b"asked")
    assert (found.answer.status, found.answer.body, found.is_reusable) == (status, b"", True)


BAD = {
    "another protocol": b"SSH-2.0-OpenSSH\r\n\r\n",
    "another version": b"HTTP/2 200 OK\r\n\r\n",
    "no status": b"HTTP/1.1 OK\r\n\r\n",
    "a status of other digits": "HTTP/1.1 ²00 OK\r\n\r\n".encode("latin-1"),
    "an endless head": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000,
    "no number as a length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "a huge length": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
    "no number as a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "a chunk without its end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n",
    "another coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_answer_is_refused(what: str) -> None:
    with pytest.raises(BadAnswer):
        exchange(Pieces(BAD[what]), b"asked")


@pytest.mark.parametrize("form", ["in chunks", "up to the end", "with a length"])
def test_an_answer_that_is_too_long_is_refused(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_module, "MAX_BODY", 8)
    with pytest.raises(BadAnswer):
        exchange(Pieces(FORMS[form][0]), b"asked")
