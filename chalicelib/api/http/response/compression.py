"""gzip: whether a client takes it, and how to write it cheaply."""

import re
import zlib
from functools import lru_cache

FROM_BYTES = 1_024  # what is not longer travels as it is
LEVEL = 1
_LONGEST = 1_000  # characters of an Accept-Encoding header that are looked at
_CODING = re.compile(r"\s*([\w!#$%&'*+.^`|~-]+)\s*(?:;\s*[qQ]\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?")
_GZIP_WINDOW = 16  # added to the window's size, it asks zlib for gzip's head and checksum
_WINDOWS = (9, 15)  # the least and the largest, as powers of two
_MEMORY_BELOW_WINDOW = 7  # zlib's default of 8 is for a window of 15


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding: str) -> bool:
    """Say whether an Accept-Encoding header (RFC 9110) would have gzip, and no less than plain."""
    codings = [_CODING.fullmatch(part) for part in accept_encoding[:_LONGEST].split(",")]
    weights = {found[1].lower(): float(found[2] or 1) for found in codings if found}
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def gzipped(data: bytes) -> bytes:
    """Compress, to the same bytes each time. The window is no larger than the data: setting it up is the cost."""
    window = min(max(len(data).bit_length(), _WINDOWS[0]), _WINDOWS[1])
    writer = zlib.compressobj(LEVEL, zlib.DEFLATED, window + _GZIP_WINDOW, max(window - _MEMORY_BELOW_WINDOW, 1))
    return writer.compress(data) + writer.flush()
