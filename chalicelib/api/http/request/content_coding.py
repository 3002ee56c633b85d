"""Content codings of request bodies: gzip is decoded, within the bound of a body; others are refused."""

import zlib

from chalicelib.api.http.request.body import MAX_BODY_BYTES
from chalicelib.domain.errors import BadJson, TooLarge, UnsupportedMediaType

CODINGS = ("gzip",)
_GZIP = frozenset({"gzip", "x-gzip"})  # RFC 9110 8.4.1.3: they mean the same
_GZIP_WINDOW = 31  # zlib's largest window, and 16 for gzip's head and checksum


def decoded(body: bytes, *, coding: str | None) -> bytes:
    """Give a body as it was before its `Content-Encoding`. Raises UnsupportedMediaType, TooLarge and BadJson."""
    name = (coding or "").strip().lower()
    if name in ("", "identity"):
        return body
    if name not in _GZIP:
        raise UnsupportedMediaType(
            f"Unsupported Content-Encoding {name[:60]!r}. Send the body plain or in gzip.", context={"codings": CODINGS}
        )
    return _unzipped(body)


def _unzipped(body: bytes) -> bytes:
    """Decode one gzip member; no more is ever decoded than a body may have."""
    if len(body) > MAX_BODY_BYTES:
        raise _too_large()
    reader = zlib.decompressobj(_GZIP_WINDOW)
    try:
        data = reader.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error:
        raise BadJson("Content-Encoding says gzip, and the body is not gzip.") from None
    if len(data) > MAX_BODY_BYTES:
        raise _too_large()
    if not reader.eof or reader.unused_data:
        raise BadJson("The gzip body is cut off, or something follows it: send one whole gzip member.")
    return data


def _too_large() -> TooLarge:
    return TooLarge(
        f"The body has more than {MAX_BODY_BYTES} bytes; at most {MAX_BODY_BYTES} are read.",
        context={"limit": MAX_BODY_BYTES},
    )
