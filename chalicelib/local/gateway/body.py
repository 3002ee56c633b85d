"""The body of an HTTP/1.1 request: by length or in chunks, never more than a cap."""

from collections.abc import Callable
from email.message import Message
from io import BufferedIOBase

from chalicelib.domain.errors import BadParameter, TooLarge

LINE_LIMIT = 1024  # of a chunk's size line or a trailer
SIZE_DIGITS = 8  # of a chunk's size, in hexadecimal


def read_body(headers: Message, stream: BufferedIOBase, *, cap: int, proceed: Callable[[], None]) -> bytes:
    """Read the body that the headers announce; call `proceed` before the first byte is asked for.

    After a refusal (BadParameter, TooLarge) what follows on the stream has no meaning any more.
    """
    codings = [text.strip().lower() for text in headers.get_all("Transfer-Encoding", [])]
    lengths = {text.strip() for text in headers.get_all("Content-Length", [])}
    if codings and lengths:
        raise BadParameter("Content-Length and Transfer-Encoding exclude each other.")
    if codings:
        if codings != ["chunked"]:
            raise BadParameter("The only transfer coding taken is chunked.")
        proceed()
        return _read_chunks(stream, cap)
    if not lengths:
        return b""
    length = _length(lengths, cap)
    if length:
        proceed()
    return _exactly(stream, length)


def _length(lengths: set[str], cap: int) -> int:
    text = lengths.pop()
    if lengths or not (text.isascii() and text.isdigit()):
        raise BadParameter("Content-Length is one whole number.")
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(cap)) or int(digits) > cap:  # never converts a number of thousands of digits
        raise _too_large(cap)
    return int(digits)


def _read_chunks(stream: BufferedIOBase, cap: int) -> bytes:
    body = bytearray()
    while size := _chunk_size(stream):
        if len(body) + size > cap:
            raise _too_large(cap)
        body += _exactly(stream, size)
        if _exactly(stream, 2) != b"\r\n":
            raise BadParameter("A chunk does not end where its size says.")
    _skip_trailers(stream)
    return bytes(body)


def _chunk_size(stream: BufferedIOBase) -> int:
    digits = _line(stream).partition(b";")[0].strip()
    if not digits or len(digits) > SIZE_DIGITS or digits.strip(b"0123456789abcdefABCDEF"):
        raise BadParameter(f"The size of a chunk is a hexadecimal number of at most {SIZE_DIGITS} digits.")
    return int(digits, 16)


def _skip_trailers(stream: BufferedIOBase) -> None:
    for _ in range(100):
        if not _line(stream).strip():
            return
    raise BadParameter("There are more than 100 trailers.")


def _line(stream: BufferedIOBase) -> bytes:
    line = stream.readline(LINE_LIMIT)
    if not line.endswith(b"\n"):
        raise BadParameter("A line of a chunked body is too long, or the body ends early.")
    return line


def _exactly(stream: BufferedIOBase, length: int) -> bytes:
    body = stream.read(length)
    if len(body) < length:
        raise BadParameter("The body is shorter than announced.")
    return body


def _too_large(cap: int) -> TooLarge:
    return TooLarge(f"A body has at most {cap:,} bytes.")
