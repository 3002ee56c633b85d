"""How SQLite lays rows out, and rows to columns and back."""

import json
from typing import Any

from chalicelib.store.damage import UNREADABLE, damaged_item, read_object
from chalicelib.store.rows import INDEXES, SCHEMA, Key, Row
from chalicelib.store.schema_versions import upgraded

_KEYS = tuple(f"{prefix}{part}" for prefix in ("", *INDEXES) for part in ("pk", "sk"))
COLUMNS = (*_KEYS, "body", "marks", "expires", "v")

# Text compares as UTF-8 bytes (BINARY), which is DynamoDB's order of strings.
LAYOUT = """
CREATE TABLE IF NOT EXISTS items (
  pk TEXT NOT NULL, sk TEXT NOT NULL,
  gsi1pk TEXT, gsi1sk TEXT, gsi2pk TEXT, gsi2sk TEXT, gsi3pk TEXT, gsi3sk TEXT,
  body TEXT NOT NULL, marks TEXT NOT NULL, expires INTEGER, v INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (pk, sk)
);
CREATE INDEX IF NOT EXISTS gsi1 ON items (gsi1pk, gsi1sk, pk, sk) WHERE gsi1pk IS NOT NULL;
CREATE INDEX IF NOT EXISTS gsi2 ON items (gsi2pk, gsi2sk, pk, sk) WHERE gsi2pk IS NOT NULL;
CREATE INDEX IF NOT EXISTS gsi3 ON items (gsi3pk, gsi3sk, pk, sk) WHERE gsi3pk IS NOT NULL;
CREATE INDEX IF NOT EXISTS expiring ON items (expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS probe (filler BLOB);
"""


def write_columns(row: Row) -> tuple[Any, ...]:
    """Write a row."""
    nowhere = (None, None)
    keys = [part for index in INDEXES for part in row.indexes.get(index, nowhere)]
    return (*row.key, *keys, row.text, json.dumps(dict(row.condition_attributes)), row.expires, SCHEMA)


def read_columns(columns: tuple[Any, ...]) -> Row:
    """Read a row. Raises Damaged and Unreadable."""
    item = dict(zip(COLUMNS, columns, strict=True))
    key = Key(item["pk"], item["sk"])
    try:
        row, number = _made(key, item), int(item["v"])
    except UNREADABLE as error:
        raise damaged_item(key) from error
    return upgraded(row, number)


def _made(key: Key, item: dict[str, Any]) -> Row:
    return Row.stored(
        key,
        item["body"],
        indexes={i: Key(item[f"{i}pk"], item[f"{i}sk"]) for i in INDEXES if item[f"{i}pk"] is not None},
        condition_attributes=read_object(item["marks"]),
        expires=item["expires"],
    )
