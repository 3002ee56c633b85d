"""A SQLite file read from end to end, and past what of it is damaged: for audits by hand."""

import sqlite3
from collections.abc import Iterator
from typing import Any

SCANNED = 500  # items of a page
_AFTER = f"WHERE (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT {SCANNED}"

Keys = tuple[str, str]
Columns = tuple[object, ...]  # None in place of what cannot be read; the keys always can


def walk(connection: sqlite3.Connection, columns: tuple[str, ...], after: Keys) -> list[Columns]:
    """Read the items behind a place, in order: together, else one by one, else as they lie in the file.

    Raises sqlite3.Error only where nothing can be read at all.
    """
    chosen = ", ".join(columns)
    try:
        return connection.execute(f"SELECT {chosen} FROM items {_AFTER}", after).fetchall()  # noqa: S608  # our own column names
    except sqlite3.DatabaseError:
        before, connection.text_factory = connection.text_factory, _lenient
        try:
            return _one_by_one(connection, columns, after)
        except sqlite3.DatabaseError:
            return _as_they_lie(connection, chosen, after)
        finally:
            connection.text_factory = before


def damage(connection: sqlite3.Connection) -> list[str]:
    """Let SQLite check the whole file; give what it finds, a line each."""
    try:
        found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check(100)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    return [line for text in found for line in text.splitlines() if line != "ok"]


def _lenient(text: bytes) -> str:
    """Read a text that may not be UTF-8: what is wrong in it then shows as no JSON, or as an unknown key."""
    return text.decode(errors="replace")


def _one_by_one(connection: sqlite3.Connection, columns: tuple[str, ...], after: Keys) -> list[Columns]:
    """Take the keys from their index, and each item by itself."""
    keys: list[Keys] = connection.execute(f"SELECT pk, sk FROM items {_AFTER}", after).fetchall()  # noqa: S608  # as above
    return [_one(connection, columns, key) for key in keys]


def _one(connection: sqlite3.Connection, columns: tuple[str, ...], key: Keys) -> Columns:
    select = f"SELECT {', '.join(columns)} FROM items WHERE pk = ? AND sk = ?"  # noqa: S608  # as above
    unread = (*key, *[None] * (len(columns) - 2))
    try:
        return connection.execute(select, key).fetchone() or unread
    except sqlite3.DatabaseError:
        return unread


def _as_they_lie(connection: sqlite3.Connection, chosen: str, after: Keys) -> list[Columns]:
    """Read the file from both its ends, as far as that goes each time: the index of the keys is damaged."""
    found = {item[:2]: item for order in ("ASC", "DESC") for item in _until_damage(connection, chosen, order)}
    return [item for key, item in sorted(found.items()) if key > after][:SCANNED]


def _until_damage(connection: sqlite3.Connection, chosen: str, order: str) -> Iterator[Any]:
    items = connection.execute(f"SELECT {chosen} FROM items NOT INDEXED ORDER BY rowid {order}")  # noqa: S608  # as above
    while True:
        try:
            item = items.fetchone()
        except sqlite3.DatabaseError:
            return
        if item is None:
            return
        yield item
