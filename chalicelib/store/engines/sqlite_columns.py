"""A row as the columns of its item in the SQLite file, and back."""

import json
from typing import Any

from chalicelib.store.engines.sqlite_bodies import packed_body, unpacked_body
from chalicelib.store.engines.sqlite_file import COLUMNS, KEY_COLUMNS
from chalicelib.store.rows import INDEXES, SCHEMA, UNREADABLE, Key, Row, damaged_item, read_object, upgraded


def write_columns(row: Row) -> tuple[Any, ...]:
    """Write a row as its columns."""
    nowhere = (None, None)
    keys = (*row.key, *(part for index in INDEXES for part in row.indexes.get(index, nowhere)))
    attributes = json.dumps(dict(row.condition_attributes)) if row.condition_attributes else "{}"
    return (*keys, packed_body(row.text, keys), attributes, row.expires, SCHEMA)


def read_columns(columns: tuple[Any, ...]) -> Row:
    """Read a row from its columns. Raises Damaged and Unreadable."""
    item = dict(zip(COLUMNS, columns, strict=True))
    key = Key(item["pk"], item["sk"])
    try:
        row, number = _row_of_columns(key, item), int(item["v"])
    except UNREADABLE as error:
        raise damaged_item(key) from error
    return upgraded(row, number)


def _row_of_columns(key: Key, item: dict[str, Any]) -> Row:
    return Row.stored(
        key,
        unpacked_body(item["body"], tuple(item[column] for column in KEY_COLUMNS)),
        indexes={i: Key(item[f"{i}pk"], item[f"{i}sk"]) for i in INDEXES if item[f"{i}pk"] is not None},
        condition_attributes=read_object(item["marks"]),
        expires=item["expires"],
    )
