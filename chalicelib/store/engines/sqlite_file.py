"""A SQLite file as a whole: its layout, its checks, and reading it from end to end past what is damaged."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from chalicelib.store.engines.sqlite_errors import other_layout
from chalicelib.store.rows import INDEXES

KEY_COLUMNS = tuple(f"{prefix}{part}" for prefix in ("", *INDEXES) for part in ("pk", "sk"))
COLUMNS = (*KEY_COLUMNS, "body", "marks", "expires", "v")

_CACHE = "PRAGMA cache_size = -16384;"  # KiB; with SQLite's 2 MB a load reads pages of its indexes again and again

# Text compares as UTF-8 bytes (BINARY), which is DynamoDB's order of strings.
LAYOUT = """
CREATE TABLE IF NOT EXISTS items (
  pk TEXT NOT NULL, sk TEXT NOT NULL,
  gsi1pk TEXT, gsi1sk TEXT, gsi2pk TEXT, gsi2sk TEXT, gsi3pk TEXT, gsi3sk TEXT,
  body TEXT NOT NULL, marks TEXT NOT NULL, expires INTEGER, v INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (pk, sk)
);
CREATE INDEX IF NOT EXISTS gsi1 ON items (gsi1pk, gsi1sk) WHERE gsi1pk IS NOT NULL;
CREATE INDEX IF NOT EXISTS gsi2 ON items (gsi2pk, gsi2sk) WHERE gsi2pk IS NOT NULL;
CREATE INDEX IF NOT EXISTS gsi3 ON items (gsi3pk, gsi3sk) WHERE gsi3pk IS NOT NULL;
CREATE INDEX IF NOT EXISTS expiring ON items (expires) WHERE expires IS NOT NULL;
CREATE TABLE IF NOT EXISTS probe (filler BLOB);
"""

_COLUMN_NAMES = "SELECT name FROM pragma_table_info('items')"
_ADD_SCHEMA_NUMBER = "ALTER TABLE items ADD COLUMN v INTEGER NOT NULL DEFAULT 1"  # the first files had none
_EXPIRE = "DELETE FROM items WHERE expires < CAST(strftime('%s', 'now') AS INTEGER)"
PROBES = (  # writes more than any of our writes but the largest, and deletes it
    "INSERT INTO probe VALUES (zeroblob(65536))",
    "DELETE FROM probe",
)
SCANNED = 500  # items of a page
EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"  # as far as no other program is reading it
_CLEAN = 2  # the user_version of a file in which nothing is left of what was deleted
_AFTER = f"WHERE (pk, sk) > (?, ?) ORDER BY pk, sk LIMIT {SCANNED}"

Keys = tuple[str, str]
Columns = tuple[object, ...]  # None for a value that cannot be read; the keys always can


def prepare(connection: sqlite3.Connection, path: Path | str) -> None:
    """Create what a file lacks, upgrade it, and delete expired items. Raises Unavailable for another layout."""
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;" + _CACHE + LAYOUT
    )
    if "v" not in _columns_of(connection):
        connection.execute(_ADD_SCHEMA_NUMBER)
    if differing := _columns_of(connection) ^ set(COLUMNS):
        raise other_layout(path, differing)
    connection.execute(_EXPIRE)  # DynamoDB deletes them some time later; a file has no other time for it
    _clean_free_space(connection)


def copy_into(path: Path, connection: sqlite3.Connection) -> None:
    """Copy a whole file as of this moment into another one, which readers and writers do not notice."""
    copy = None
    try:
        copy = sqlite3.connect(path)
        connection.backup(copy)
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    finally:
        if copy is not None:
            copy.close()


def _clean_free_space(connection: sqlite3.Connection) -> None:
    """Write a file again, once, that was made before freed space was overwritten: it may hold what was deleted.

    A file that is damaged, full or in use is left as it is, and tried again when it is opened the next time.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version < _CLEAN:
        with suppress(sqlite3.DatabaseError):
            write_again(connection)
            connection.execute(f"PRAGMA user_version = {_CLEAN}")


def write_again(connection: sqlite3.Connection) -> None:
    """Write the file again without its free space, and empty the log: nothing is left of what was deleted.

    `secure_delete` is not enough: where SQLite moves items to another page, the old page can keep their bytes.
    """
    connection.execute("VACUUM")
    connection.execute(EMPTY_LOG)


def _columns_of(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute(_COLUMN_NAMES)}


def inode_of(path: Path | str) -> int | None:
    """Return the inode, which differs between a file and its replacement; None if there is no file."""
    return Path(path).stat().st_ino if Path(path).exists() else None


def walk(connection: sqlite3.Connection, after: Keys) -> list[Columns]:
    """Read the items after a key, in order: in one query, else one by one, else in the order of the file.

    Raises sqlite3.Error only if nothing can be read.
    """
    chosen = ", ".join(COLUMNS)
    try:
        return connection.execute(f"SELECT {chosen} FROM items {_AFTER}", after).fetchall()  # noqa: S608  # our own column names
    except sqlite3.DatabaseError:
        before, connection.text_factory = connection.text_factory, _lenient
        try:
            return _one_by_one(connection, after)
        except sqlite3.DatabaseError:
            return _in_file_order(connection, chosen, after)
        finally:
            connection.text_factory = before


def damage(connection: sqlite3.Connection) -> list[str]:
    """Let SQLite check the whole file; return what it finds, a line each."""
    try:
        found = [str(line) for (line,) in connection.execute("PRAGMA integrity_check(100)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    return [line for text in found for line in text.splitlines() if line != "ok"]


def _lenient(text: bytes) -> str:
    """Read a text that may not be UTF-8: its faults then show as broken JSON or an unknown key."""
    return text.decode(errors="replace")


def _one_by_one(connection: sqlite3.Connection, after: Keys) -> list[Columns]:
    """Read the keys from their index, then each item in a query."""
    keys: list[Keys] = connection.execute(f"SELECT pk, sk FROM items {_AFTER}", after).fetchall()  # noqa: S608  # as above
    return [_read_item(connection, key) for key in keys]


def _read_item(connection: sqlite3.Connection, key: Keys) -> Columns:
    select = f"SELECT {', '.join(COLUMNS)} FROM items WHERE pk = ? AND sk = ?"  # noqa: S608  # as above
    unread = (*key, *[None] * (len(COLUMNS) - 2))
    try:
        return connection.execute(select, key).fetchone() or unread
    except sqlite3.DatabaseError:
        return unread


def _in_file_order(connection: sqlite3.Connection, chosen: str, after: Keys) -> list[Columns]:
    """Read the file from both ends, each up to the damage: the index of the keys is damaged too."""
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
