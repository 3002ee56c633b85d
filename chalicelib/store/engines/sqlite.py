"""The table in one SQLite file: the verbs and answers of DynamoDB, without a server."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from pydantic_core import from_json

from chalicelib.store.engines import sqlite_file
from chalicelib.store.engines.sqlite_columns import read_columns, write_columns
from chalicelib.store.engines.sqlite_errors import moved, table_error
from chalicelib.store.engines.sqlite_file import (
    COLUMNS,
    PROBES,
    SCANNED,
    damage,
    inode_of,
    prepare,
    walk,
    write_again,
)
from chalicelib.store.item_limits import check_commit, check_key, check_query, check_take, nothing_between
from chalicelib.store.rows import (
    PRESENT,
    TAKEN,
    Action,
    Condition,
    Delete,
    Equals,
    Key,
    OnUnreadable,
    Page,
    Position,
    Put,
    Row,
    position_after,
)
from chalicelib.store.table import Collision, Damaged, readable

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM items"  # noqa: S608  # our own column names
_GET = f"{_SELECT} WHERE pk = ? AND sk = ?"
_PUT = f"INSERT OR REPLACE INTO items ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  # the same
_ATTRIBUTES = "SELECT marks FROM items WHERE pk = ? AND sk = ?"
_DELETE = "DELETE FROM items WHERE pk = ? AND sk = ?"
_PATIENCE = 5.0  # seconds to wait for another process that writes


class SqliteTable:
    """The four verbs on one file, or on `:memory:`; one connection, one thread at a time."""

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._damage: Damaged | None = None  # as SQLite last reported it
        with self._alone():
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            try:
                prepare(self._connection, path)
            except BaseException:
                self._connection.close()
                raise
        self._inode = inode_of(self._path)

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        with self._lock:
            self._connection.close()

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:  # noqa: ARG002  # here every read is
        """Read items by key."""
        for key in keys:
            check_key(key)
        with self._alone():
            found = [self._read_row(key) for key in dict.fromkeys(keys)]
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
        bad: OnUnreadable | None = None,
    ) -> Page:
        """Read one partition in order."""
        check_query(index, limit=limit, consistent=consistent, is_lenient=bad is not None)
        if nothing_between(start, end):
            return Page([])
        sql, values = _select_statement(index, pk, start, end, after=after, descending=descending)
        with self._alone():
            found = self._connection.execute(sql, (*values, -1 if limit is None else limit)).fetchall()
        if bad is not None:
            return Page(readable((partial(read_columns, columns) for columns in found), bad))
        rows = [read_columns(columns) for columns in found]
        return Page(rows, position_after(rows[-1], index) if len(rows) == limit else None)

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none."""
        check_commit(actions)
        with self._writing():
            failed = [n for n, action in enumerate(actions) if not self._condition_holds(action.key, action.when)]
            if failed:
                raise Collision(failed)
            for action in actions:
                self._apply(action)

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add n to a counter unless it would exceed the cap."""
        check_key(key)
        check_take(n)
        with self._writing():
            row = self._read_row(key) or Row(key, {})
            total = int(row.condition_attributes.get(TAKEN, 0)) + n
            if total > cap:
                return None
            ends = row.expires if expires is None else expires
            counted = Row(key, row.body, row.indexes, {**row.condition_attributes, TAKEN: total}, ends)
            self._connection.execute(_PUT, write_columns(counted))
            return total

    def scan(self, after: Position | None = None, *, bad: OnUnreadable | None = None) -> Page:
        """Read a page of some hundred items of the whole table."""
        start = (after["pk"], after["sk"]) if after else ("", "")
        with self._alone():
            found = walk(self._connection, start)
        rows = readable((partial(read_columns, columns) for columns in found), bad)
        last = found[-1][:2] if len(found) == SCANNED else None
        return Page(rows, None if last is None else {"pk": str(last[0]), "sk": str(last[1])})

    def copy_to(self, path: Path) -> None:
        """Copy the whole file as of this moment, also while other programs write. Raises OSError."""
        with self._alone():
            sqlite_file.copy_into(path, self._connection)

    def damage(self) -> list[str]:
        """Let SQLite check the whole file."""
        with self._alone():
            return damage(self._connection)

    def probe(self) -> None:
        """Write some pages and delete them; raise the error that a write would raise, Damaged if damage was found."""
        if self._damage is not None:
            raise Damaged(self._damage.cause)
        if inode_of(self._path) != self._inode:
            raise moved(self._path)
        for statement in PROBES:
            with self._writing():
                self._connection.execute(statement)

    def flush(self) -> None:
        """Write the file again without what was deleted. Raises Busy while another program reads it."""
        with self._alone():
            write_again(self._connection)

    def _condition_holds(self, key: Key, condition: Condition) -> bool:
        if condition is None:
            return True
        found = self._connection.execute(_ATTRIBUTES, key).fetchone()
        if isinstance(condition, Equals):
            return found is not None and from_json(found[0]).get(condition.attribute) == condition.value
        return (found is not None) == (condition is PRESENT)

    def _apply(self, action: Action) -> None:
        if isinstance(action, Put):
            self._connection.execute(_PUT, write_columns(action.row))
        elif isinstance(action, Delete):
            self._connection.execute(_DELETE, action.key)

    def _read_row(self, key: Key) -> Row | None:
        columns = self._connection.execute(_GET, key).fetchone()
        return None if columns is None else read_columns(columns)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raised = table_error(error, self._path)
                if isinstance(raised, Damaged):
                    self._damage = raised
                raise raised from (None if raised is error else error)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Run one transaction; an exception inside rolls it back."""
        with self._alone():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")


def _select_statement(
    index: str | None,
    pk: str,
    start: str | None,
    end: str | None,
    *,
    after: Position | None,
    descending: bool,
) -> tuple[str, list[str]]:
    values = [pk, *filter(None, (start, end))]
    if after:
        values += [after[name] for name in _order(index)]
    form = Form(index, bool(start), bool(end), bool(after), descending)
    return _select_text(form), values


class Form(NamedTuple):
    """The form of a query: its text depends on nothing else, for its values are parameters."""

    of_index: str | None
    has_start: bool
    has_end: bool
    is_after: bool
    descending: bool


@lru_cache  # there are a few dozen, and to write one takes longer than to find its item
def _select_text(form: Form) -> str:
    order = _order(form.of_index)
    where = [f"{form.of_index or ''}pk = ?"]
    where += [f"{order[0]} >= ?"] if form.has_start else []
    where += [f"{order[0]} <= ?"] if form.has_end else []
    if form.is_after:
        where.append(f"({', '.join(order)}) {'<' if form.descending else '>'} ({', '.join('?' * len(order))})")
    by = ", ".join(f"{name} {'DESC' if form.descending else 'ASC'}" for name in order)
    return f"{_SELECT} WHERE {' AND '.join(where)} ORDER BY {by} LIMIT ?"


def _order(index: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((f"{index or ''}sk", "pk", "sk")))
