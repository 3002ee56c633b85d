"""The table in one SQLite file: the same verbs and answers as on DynamoDB, without a server."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from pydantic_core import from_json

from chalicelib.store.damage import readable
from chalicelib.store.engines.sqlite_errors import moved, other_layout, told
from chalicelib.store.engines.sqlite_rows import COLUMNS, LAYOUT, read_columns, write_columns
from chalicelib.store.engines.sqlite_walk import SCANNED, damage, walk
from chalicelib.store.item_limits import check_commit, check_key, check_query, check_take, nothing_between
from chalicelib.store.rows import (
    PRESENT,
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
from chalicelib.store.table import Bad, Collision, Damaged

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM items"  # noqa: S608  # our own column names
_GET = f"{_SELECT} WHERE pk = ? AND sk = ?"
_PUT = f"INSERT OR REPLACE INTO items ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  # the same
_MARKS = "SELECT marks FROM items WHERE pk = ? AND sk = ?"
_HAS = "SELECT name FROM pragma_table_info('items')"
_NUMBER = "ALTER TABLE items ADD COLUMN v INTEGER NOT NULL DEFAULT 1"  # files of before it had one are of the first
_DELETE = "DELETE FROM items WHERE pk = ? AND sk = ?"
_EXPIRE = "DELETE FROM items WHERE expires < CAST(strftime('%s', 'now') AS INTEGER)"
_PROBE = "INSERT INTO probe VALUES (zeroblob(65536))"  # more than any of our writes but the largest
_PROBED = "DELETE FROM probe"

_PATIENCE = 5.0  # seconds to wait for another process that writes


class SqliteTable:
    """The four verbs on one file, or on `:memory:`; one connection, one thread at a time."""

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._damage: Damaged | None = None  # as SQLite last met it
        with self._alone():
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise
        self._inode = self._found_inode()

    def _prepare(self) -> None:
        self._connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + LAYOUT)
        if "v" not in self._columns():
            self._connection.execute(_NUMBER)
        if differing := self._columns() ^ set(COLUMNS):
            raise other_layout(self._path, differing)
        self._connection.execute(_EXPIRE)  # DynamoDB does so some time later; here opening is the time

    def _columns(self) -> set[str]:
        return {name for (name,) in self._connection.execute(_HAS)}

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
        rows = [read_columns(columns) for columns in found]
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
            total = int(row.condition_attributes.get(TAKEN, 0)) + n
            if total > cap:
                return None
            ends = row.expires if expires is None else expires
            self._put(Row(key, row.body, row.indexes, {**row.condition_attributes, TAKEN: total}, ends))
            return total

    def scan(self, after: Position | None = None, *, bad: Bad | None = None) -> Page:
        """Read the table item by item, some hundreds a page."""
        start = (after["pk"], after["sk"]) if after else ("", "")
        with self._alone():
            found = walk(self._connection, COLUMNS, start)
        rows = readable((partial(read_columns, columns) for columns in found), bad)
        last = found[-1][:2] if len(found) == SCANNED else None
        return Page(rows, None if last is None else {"pk": str(last[0]), "sk": str(last[1])})

    def damage(self) -> list[str]:
        """Let SQLite check the whole file."""
        with self._alone():
            return damage(self._connection)

    def probe(self) -> None:
        """Write some pages and take them back; raise what a write would be refused with, Damaged once that was met."""
        if self._damage is not None:
            raise Damaged(self._damage.cause)
        if self._found_inode() != self._inode:
            raise moved(self._path)
        for statement in (_PROBE, _PROBED):
            with self._writing():
                self._connection.execute(statement)

    def _found_inode(self) -> int | None:
        """Give what tells the file from another that has come to its place; None where there is no file."""
        return Path(self._path).stat().st_ino if Path(self._path).exists() else None

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
        return None if columns is None else read_columns(columns)

    def _put(self, row: Row) -> None:
        self._connection.execute(_PUT, write_columns(row))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raised = told(error, self._path)
                if isinstance(raised, Damaged):
                    self._damage = raised
                raise raised from (None if raised is error else error)

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


def _position(row: Row, index: str | None) -> Position:
    position = {"pk": row.key.pk, "sk": row.key.sk}
    if index is not None:
        position |= {f"{index}pk": row.indexes[index].pk, f"{index}sk": row.indexes[index].sk}
    return position
