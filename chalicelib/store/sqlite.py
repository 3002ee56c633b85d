"""The table in one SQLite file: the same verbs and answers as on DynamoDB, without a server."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from chalicelib.store.limits import check_commit, check_key, check_query, check_take, nothing_between
from chalicelib.store.rows import (
    INDEXES,
    PRESENT,
    SCHEMA,
    TAKEN,
    Action,
    Check,
    Condition,
    Delete,
    Equals,
    Key,
    Page,
    Position,
    Put,
    Row,
)
from chalicelib.store.table import Busy, Collision
from chalicelib.store.upgrades import upgraded

_KEYS = tuple(f"{prefix}{part}" for prefix in ("", *INDEXES) for part in ("pk", "sk"))
_COLUMNS = (*_KEYS, "body", "marks", "expires", "v")

# Text compares as UTF-8 bytes (BINARY), which is DynamoDB's order of strings.
_SCHEMA = """
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
"""
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM items"  # noqa: S608  # our own column names
_GET = f"{_SELECT} WHERE pk = ? AND sk = ?"
_PUT = f"INSERT OR REPLACE INTO items ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608  # the same
_SCANNED = 500
_SCAN = f"{_SELECT} WHERE (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT {_SCANNED}"
_MARKS = "SELECT marks FROM items WHERE pk = ? AND sk = ?"
_NUMBERED = "SELECT 1 FROM pragma_table_info('items') WHERE name = 'v'"
_NUMBER = "ALTER TABLE items ADD COLUMN v INTEGER NOT NULL DEFAULT 1"  # files of before it had one are of the first
_DELETE = "DELETE FROM items WHERE pk = ? AND sk = ?"
_EXPIRE = "DELETE FROM items WHERE expires < CAST(strftime('%s', 'now') AS INTEGER)"

_PATIENCE = 5.0  # seconds to wait for another process that writes


class SqliteTable:
    """The four verbs on one file, or on `:memory:`; one connection, one thread at a time."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        with self._alone():
            self._connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + _SCHEMA)
            if not self._connection.execute(_NUMBERED).fetchone():
                self._connection.execute(_NUMBER)
            self._connection.execute(_EXPIRE)  # DynamoDB does so some time later; here opening is the time

    def close(self) -> None:
        """Close the file; nothing is lost when this is left out."""
        with self._lock:
            self._connection.close()

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:  # noqa: ARG002  # here every read is
        """Read items by key."""
        for key in keys:
            check_key(key)
        with self._alone():
            found = [self._read(key) for key in dict.fromkeys(keys)]
        return {row.key: row for row in found if row is not None}

    def query(
        self,
        index: str | None,
        pk: str,
        *,
        start: str | None = None,
        end: str | None = None,
        descending: bool = False,
        limit: int | None = None,
        after: Position | None = None,
        consistent: bool = False,
    ) -> Page:
        """Read one partition in order."""
        check_query(index, limit=limit, consistent=consistent)
        if nothing_between(start, end):
            return Page([])
        sql, values = _select(index, pk, start, end, after=after, descending=descending)
        with self._alone():
            found = self._connection.execute(sql, (*values, -1 if limit is None else limit)).fetchall()
        rows = [_row(columns) for columns in found]
        return Page(rows, _position(rows[-1], index) if len(rows) == limit else None)

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none."""
        check_commit(actions)
        with self._writing():
            failed = [n for n, action in enumerate(actions) if not self._holds(action.key, action.when)]
            if failed:
                raise Collision(failed)
            for action in actions:
                self._do(action)

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add n to a counter unless that would pass the cap."""
        check_key(key)
        check_take(n)
        with self._writing():
            row = self._read(key) or Row(key, {})
            total = int(row.marks.get(TAKEN, 0)) + n
            if total > cap:
                return None
            ends = row.expires if expires is None else expires
            self._put(Row(key, row.body, row.indexes, {**row.marks, TAKEN: total}, ends))
            return total

    def scan(self, after: Position | None = None) -> Page:
        """Read the table item by item, some hundreds a page."""
        start = (after["pk"], after["sk"]) if after else ("", "")
        with self._alone():
            found = self._connection.execute(_SCAN, start).fetchall()
        rows = [_row(columns) for columns in found]
        return Page(rows, _position(rows[-1], None) if len(rows) == _SCANNED else None)

    def _holds(self, key: Key, condition: Condition) -> bool:
        if condition is None:
            return True
        found = self._connection.execute(_MARKS, key).fetchone()
        if isinstance(condition, Equals):
            return found is not None and from_json(found[0]).get(condition.mark) == condition.value
        return (found is not None) == (condition is PRESENT)

    def _do(self, action: Action) -> None:
        match action:
            case Put(row):
                self._put(row)
            case Delete(key):
                self._connection.execute(_DELETE, key)
            case Check():
                pass

    def _read(self, key: Key) -> Row | None:
        columns = self._connection.execute(_GET, key).fetchone()
        return None if columns is None else _row(columns)

    def _put(self, row: Row) -> None:
        nowhere = (None, None)
        keys = [part for index in INDEXES for part in row.indexes.get(index, nowhere)]
        self._connection.execute(_PUT, (*row.key, *keys, row.text, json.dumps(dict(row.marks)), row.expires, SCHEMA))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.OperationalError as error:
                raise Busy(str(error)) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction; what is raised inside rolls it back."""
        with self._alone():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")


def _select(
    index: str | None,
    pk: str,
    start: str | None,
    end: str | None,
    *,
    after: Position | None,
    descending: bool,
) -> tuple[str, list[str]]:
    column = f"{index or ''}sk"
    where, values = [f"{index or ''}pk = ?"], [pk]
    if start:
        where, values = [*where, f"{column} >= ?"], [*values, start]
    if end:
        where, values = [*where, f"{column} <= ?"], [*values, end]
    order = list(dict.fromkeys((column, "pk", "sk")))
    if after:
        where.append(f"({', '.join(order)}) {'<' if descending else '>'} ({', '.join('?' * len(order))})")
        values += [after[name] for name in order]
    by = ", ".join(f"{name} {'DESC' if descending else 'ASC'}" for name in order)
    return f"{_SELECT} WHERE {' AND '.join(where)} ORDER BY {by} LIMIT ?", values


def _row(columns: tuple[Any, ...]) -> Row:
    item = dict(zip(_COLUMNS, columns, strict=True))
    row = Row.stored(
        Key(item["pk"], item["sk"]),
        item["body"],
        indexes={i: Key(item[f"{i}pk"], item[f"{i}sk"]) for i in INDEXES if item[f"{i}pk"] is not None},
        marks=from_json(item["marks"]),
        expires=item["expires"],
    )
    return upgraded(row, item["v"])


def _position(row: Row, index: str | None) -> Position:
    position = {"pk": row.key.pk, "sk": row.key.sk}
    if index is not None:
        position |= {f"{index}pk": row.indexes[index].pk, f"{index}sk": row.indexes[index].sk}
    return position
