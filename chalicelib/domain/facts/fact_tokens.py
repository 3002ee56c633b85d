"""Tokens: the parts of a fact's id, which are derived from its slot, the first day of `valid` and its content."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from pydantic_core import to_json

from chalicelib.domain.values import Value, When

_CONTENT_BYTES = 15
CONTENT_CHARS = 24  # the end of a fact's id: the hash of its content
SLOT_CHARS = 8  # the beginning of the last part of an id: the hash of its slot
AFTER_SLOT = 5 + CONTENT_CHARS  # the day comes before the hash


_write_strictly = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def compact_json(value: Any) -> str:
    """Write JSON without spaces, all characters and the order of members as they are. Raises ValueError for NaN."""
    text = to_json(value).decode()
    return _write_strictly(value) if "NaN" in text or "Infinity" in text else text  # those words can be in texts


def slot_of(
    qualifiers: Mapping[str, Value],
    *,
    scope: Value | None = None,
    period: str | None = None,
    value: Value | None = None,
) -> str:
    """Name the slot with these comparable qualifiers; `value` if each value has its own slot."""
    parts: dict[str, str] = {}
    if period is not None:
        parts["period"] = period
    if qualifiers:
        parts["qualifiers"] = compact_json({name: qualifiers[name].canonical() for name in sorted(qualifiers)})
    if scope is not None:
        parts["scope"] = scope.canonical()
    if value is not None:
        parts["value"] = value.canonical()
    return compact_json(parts)


@lru_cache(maxsize=1024)  # slots recur: most properties have one for each entity
def slot_token(slot: str) -> str:
    """Return the eight characters with which the tokens of a slot's facts begin."""
    return _base32(_hash(slot, size=5))


def slot_part(fact_id: str) -> str:
    """Return the beginning of an id that all facts of its slot share, and no others."""
    return fact_id[:-AFTER_SLOT]


def day_token(valid: When | None) -> str:
    """Return the five characters for the first day of `valid`; no day sorts first."""
    opened = valid is None or (valid.is_interval and valid.start is None)
    return _day_token(0 if opened or valid is None else date.fromisoformat(valid.first_day).toordinal())


@lru_cache(maxsize=1024)  # the facts of a source are mostly of a few days
def _day_token(day: int) -> str:
    return _base32(day.to_bytes(5, "big"))[3:]


def content_token(content: str) -> str:
    """Return the 24 characters for a content in canonical JSON."""
    return _base32(_hash(content, size=_CONTENT_BYTES))


def _hash(text: str, *, size: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=size).digest()


_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_PAIRS = [first + second for first in _DIGITS for second in _DIGITS]  # of ten bits each


def _base32(data: bytes) -> str:
    """Write a multiple of five bytes, in half of the time that `base64.b32hexencode` takes."""
    number = int.from_bytes(data)
    return "".join([_PAIRS[number >> place & 1023] for place in range(8 * len(data) - 10, -1, -10)])
