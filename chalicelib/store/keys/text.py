"""What keys are made of: ranges, orders, numbers, and free text, escaped so that `#` only ever separates."""

import hashlib
import re
from typing import TYPE_CHECKING, TypeAlias

from chalicelib.store.rows import Key

if TYPE_CHECKING:
    from chalicelib.domain.values import Ref

AnyRef: TypeAlias = "str | Ref"
Indexes = dict[str, Key]  # what `Row.indexes` takes
Range = tuple[str, str]  # first and last sort key, both inclusive

UNKNOWN_DAY = "0000-00-00"  # sorts before every day, so it is last where the newest is first
UNKNOWN_DAYS = (
    UNKNOWN_DAY,
    "9999-99-99",
)  # and what sorts after every day, for lists that begin with the oldest
LAST = "\U0010ffff"  # sorts after every character that is in use

_CUT = "%~"  # no escaped text holds it, so a cut text never meets a whole one
_DIGEST = 10
_CUT_AWAY = 30  # bytes, at most: the digest in hexadecimal, what marks the cut, and a part of a character


def escape(text: str, size: int) -> str:
    """Escape `#` and `%`, and cut what is longer than `size` bytes, ending in a digest of the whole."""
    escaped = text.replace("%", "%25").replace("#", "%23")
    if len(escaped.encode()) <= size:
        return escaped
    digest = hashlib.blake2b(text.encode(), digest_size=_DIGEST).hexdigest()
    return _head(escaped, size - len(_CUT) - len(digest)) + _CUT + digest


def unescape(escaped: str) -> str:
    """Undo `escape`; of a cut text the beginning."""
    return escaped.partition(_CUT)[0].replace("%23", "#").replace("%25", "%")


def is_cut(escaped: str) -> bool:
    """Say whether `escape` cut any text in this key."""
    return _CUT in escaped


def beginning(text: str, size: int) -> str:
    """Escape a text, and give no more of it than is left of every text that `escape` cuts to this size."""
    return _head(escape(text, len(text.encode()) * 3), size - _CUT_AWAY)


def prefix_range(prefix: str) -> Range:
    """Give the first and last sort key of all that begin with this (escaped) text."""
    return prefix, prefix + LAST


def dated_range(prefix: str, *, newest_first: bool) -> Range:
    """Give the sort keys of rows that are ordered by date, unknown dates last whichever way they are read."""
    never, at_last = UNKNOWN_DAYS
    return (prefix, prefix + at_last) if newest_first else (prefix + never + LAST, prefix + LAST)


def through(instant: str) -> str:
    """Give the end of a range of sort keys that begin with an instant: up to this one, and with it."""
    return f"{instant}#{LAST}"


def just_before(sk: str) -> str:
    """Give the end of a range that reaches up to a sort key and leaves it out."""
    return sk[:-1] + chr(ord(sk[-1]) - 1) + LAST


def between(
    prefix: str,
    *,
    at_least: str = "",
    above: str | None = None,
    at_most: str | None = None,
    below: str | None = None,
) -> Range:
    """Give the sort keys of rows whose order, behind a prefix, lies between bounds; of two on a side the tighter."""
    lower = at_least if above is None else max(at_least, above + LAST)
    upper = min(bound for bound in (LAST, below, at_most and at_most + LAST) if bound is not None)
    return prefix + lower, prefix + upper


def tail_of(span: Range, position: str, *, descending: bool) -> Range:
    """Give what is left of a range behind a position; what is `closed` at the position lies before it as well."""
    start, end = span
    if descending:
        return start, min(end, just_before(position))
    return max(start, f"{position}#{LAST}"), end


def order_of(first_day: str | None) -> str:
    """Give the order of a date: its first day, or what sorts before all days when it is unknown."""
    return first_day or UNKNOWN_DAY


def digits(n: int, width: int) -> str:
    """Write a number so that its order is the order of the text; ValueError when it does not fit."""
    text = f"{n:0{width}d}"
    if n < 0 or len(text) > width:
        raise ValueError(f"{n} does not fit into {width} digits")
    return text


def _head(escaped: str, size: int) -> str:
    whole = escaped.encode()[:size].decode(errors="ignore")
    return re.sub(r"%2?\Z", "", whole)  # never half of an escape
