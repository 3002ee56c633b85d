"""A row as the columns of its item in the SQLite file, and back."""

import json
from typing import Any

from chalicelib.store.engines.sqlite_bodies import packed_body, unpacked_body
from chalicelib.store.engines.sqlite_file import KEY_COLUMNS
from chalicelib.store.rows import INDEXES, SCHEMA, UNREADABLE, Key, Row, damaged_item, read_object, upgraded

_KEYS = len(KEY_COLUMNS)  # the first of a row's columns; body, attributes, expiry and schema number follow
_NONE = "{}"  # no attributes, which is what most rows have


def write_columns(row: Row) -> tuple[Any, ...]:
    """Write a row as its columns."""
    nowhere = (None, None)
    keys = (*row.key, *(part for index in INDEXES for part in row.indexes.get(index, nowhere)))
    attributes = json.dumps(dict(row.condition_attributes)) if row.condition_attributes else _NONE
    return (*keys, packed_body(row.text, keys), attributes, row.expires, SCHEMA)


def read_columns(columns: tuple[Any, ...]) -> Row:
    """Read a row from its columns. Raises Damaged and Unreadable."""
    keys, others = columns[:_KEYS], columns[_KEYS:]
    key = Key(keys[0], keys[1])
    try:
        row, number = _row_of_columns(key, keys, *others)
    except UNREADABLE as error:
        raise damaged_item(key) from error
    return upgraded(row, number)


def _row_of_columns(
    key: Key, keys: tuple[Any, ...], body: str | bytes, marks: str, expires: int | None, number: int
) -> tuple[Row, int]:
    return Row.stored(
        key,
        unpacked_body(body, keys),
        indexes={i: Key(pk, sk) for i, pk, sk in zip(INDEXES, keys[2::2], keys[3::2], strict=True) if pk is not None},
        condition_attributes={} if marks == _NONE else read_object(marks),
        expires=expires,
    ), int(number)
