"""A row as the columns of its item in the SQLite file, and back."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from chalicelib.store.engines.sqlite_bodies import packed_body, unpacked_body
from chalicelib.store.engines.sqlite_file import KEY_COLUMNS
from chalicelib.store.rows import (
    INDEXES,
    SCHEMA,
    UNREADABLE,
    AttributeValue,
    Key,
    Row,
    damaged_item,
    read_object,
    upgraded,
)

_KEYS = len(KEY_COLUMNS)  # the first of a row's columns; body, attributes, expiry and schema number follow
_MAX_KEPT = 4_096  # bytes of a body that is kept in memory as it was read last
_NONE = "{}"  # no attributes, which is what most rows have
_Parts = tuple[Key, str, Mapping[str, Key], Mapping[str, AttributeValue], int | None]


def write_columns(row: Row) -> tuple[Any, ...]:
    """Write a row as its columns."""
    nowhere = (None, None)
    keys = (*row.key, *(part for index in INDEXES for part in row.indexes.get(index, nowhere)))
    attributes = json.dumps(dict(row.condition_attributes)) if row.condition_attributes else _NONE
    return (*keys, packed_body(row.text, keys), attributes, row.expires, SCHEMA)


def read_columns(columns: tuple[Any, ...]) -> Row:
    """Read a row from its columns. Raises Damaged and Unreadable."""
    try:
        read = _parts_kept if len(columns[_KEYS]) <= _MAX_KEPT else _parts
        (key, text, indexes, attributes, expires), number = read(columns)
    except UNREADABLE as error:
        raise damaged_item(Key(columns[0], columns[1])) from error
    row = Row.stored(key, text, indexes=indexes, condition_attributes=attributes, expires=expires)
    return upgraded(row, number)


def _parts(columns: tuple[Any, ...]) -> tuple[_Parts, int]:
    keys, (body, marks, expires, number) = columns[:_KEYS], columns[_KEYS:]
    pairs = zip(INDEXES, keys[2::2], keys[3::2], strict=True)
    indexes = {index: Key(pk, sk) for index, pk, sk in pairs if pk is not None}
    attributes = {} if marks == _NONE else read_object(marks)
    return (Key(keys[0], keys[1]), unpacked_body(body, keys), indexes, attributes, expires), int(number)


_parts_kept = lru_cache(maxsize=512)(_parts)  # the same columns are the same row
