"""One request and its answer over a connected socket, in HTTP/1.1.

`http.client` and urllib3 build an e-mail message of the headers of each answer, and take ten times as long as these few
lines (`bench/clients.py`). They read what an endpoint of AWS or a proxy in its place sends: an answer with a
length, in chunks, or up to the end of the connection.
"""

from typing import NamedTuple, Protocol

from chalicelib.store.engines.clients.answers import Answer

MAX_HEAD = 64 * 1024
MAX_BODY = 64 * 1024 * 1024  # DynamoDB sends at most 16 MB of items, and JSON may double them
_PIECE = 64 * 1024
_END = b"\r\n\r\n"
_INTERIM, _FINAL = 100, 200  # the statuses from 100 to 199 precede the answer
_WITHOUT_BODY = (204, 304)


class BadAnswer(OSError):
    """The other side does not speak HTTP, or sends too much or too little."""


class Socket(Protocol):
    """A connected socket, with TLS or without."""

    def sendall(self, data: bytes, /) -> None:
        """Send everything."""

    def recv(self, size: int, /) -> bytes:
        """Wait for some bytes; none at the end."""


class Exchanged(NamedTuple):
    """An answer, and whether the connection can be used again."""

    answer: Answer
    is_reusable: bool


def exchange(sock: Socket, request: bytes) -> Exchanged:
    """Send a request and read its answer. Raises OSError, among them TimeoutError and BadAnswer."""
    sock.sendall(request)
    received = _Received(sock)
    status, version, headers = _read_head(received)
    while _INTERIM <= status < _FINAL:
        status, version, headers = _read_head(received)
    body, ends_with_it = _read_body(received, status, headers)
    named = headers.get("connection", "").lower()
    is_kept = "close" not in named if version == "HTTP/1.1" else "keep-alive" in named
    return Exchanged(Answer(status, headers, body), is_kept and not ends_with_it and not received.rest)


class _Received:
    """The bytes that arrived and are not read yet."""

    def __init__(self, sock: Socket) -> None:
        self._sock = sock
        self.rest = b""

    def more(self) -> None:
        """Wait for more bytes. Raises BadAnswer at the end."""
        piece = self._sock.recv(_PIECE)
        if not piece:
            raise BadAnswer("The connection was closed before the whole answer.")
        self.rest += piece

    def until(self, mark: bytes, limit: int) -> bytes:
        """Take the bytes before a mark, and skip the mark."""
        while (place := self.rest.find(mark)) < 0:
            if len(self.rest) > limit:
                raise BadAnswer("A part of the answer is too long.")
            self.more()
        taken, self.rest = self.rest[:place], self.rest[place + len(mark) :]
        return taken

    def exactly(self, size: int) -> bytes:
        """Take a number of bytes."""
        if len(self.rest) >= size:
            taken, self.rest = self.rest[:size], self.rest[size:]
            return taken
        pieces, missing = [self.rest], size - len(self.rest)
        self.rest = b""
        while missing:
            piece = self._sock.recv(min(missing, 16 * _PIECE))
            if not piece:
                raise BadAnswer("The connection was closed before the whole answer.")
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def all(self) -> bytes:
        """Take everything until the other side closes the connection."""
        pieces, piece, size = list[bytes](), self.rest or self._sock.recv(_PIECE), 0
        self.rest = b""
        while piece:
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BODY:
                raise BadAnswer("The answer is too long.")
            piece = self._sock.recv(_PIECE)
        return b"".join(pieces)


def _read_head(received: _Received) -> tuple[int, str, dict[str, str]]:
    first, *lines = received.until(_END, MAX_HEAD).decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    status = rest[:3]
    if not (version.startswith("HTTP/1.") and status.isascii() and status.isdecimal() and len(status) == len("200")):
        raise BadAnswer("The answer is not HTTP/1.")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return int(status), version, headers


def _read_body(received: _Received, status: int, headers: dict[str, str]) -> tuple[bytes, bool]:
    """Read the body; the second value says whether the end of the connection ended it."""
    if status in _WITHOUT_BODY:
        return b"", False
    if "transfer-encoding" in headers:
        return _read_chunks(received, headers["transfer-encoding"]), False
    if "content-length" in headers:
        return received.exactly(_size(headers["content-length"], 10)), False
    return received.all(), True


def _read_chunks(received: _Received, coding: str) -> bytes:
    if coding.lower() != "chunked":
        raise BadAnswer("The answer has an unknown transfer coding.")
    chunks, total = list[bytes](), 0
    while size := _size(received.until(b"\r\n", MAX_HEAD).decode("latin-1").partition(";")[0], 16):
        total += size
        if total > MAX_BODY:
            raise BadAnswer("The answer is too long.")
        chunks.append(received.exactly(size))
        if received.exactly(2) != b"\r\n":
            raise BadAnswer("A chunk of the answer is longer than it says.")
    while received.until(b"\r\n", MAX_HEAD):  # trailers
        pass
    return b"".join(chunks)


def _size(text: str, base: int) -> int:
    try:
        size = int(text.strip(), base)
    except ValueError:
        size = -1
    if not 0 <= size <= MAX_BODY:
        raise BadAnswer("The answer has an impossible length.")
    return size
