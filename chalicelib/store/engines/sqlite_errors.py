"""Translates SQLite's errors into the table's, by their codes. Their texts go to the operator, not to callers."""

import sqlite3
from pathlib import Path

from chalicelib.store.table import Busy, Damaged, StorageFull, Unavailable

BUSY = "Another program is writing to the table. Try again shortly."
FULL = "The data can be read, but not written: the disk is full or fails. The operator has to act."
UNUSABLE = "The service cannot use its data. The operator has to act."

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_INTERRUPT}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
_UNUSABLE = {  # with what the operator has to do
    sqlite3.SQLITE_AUTH: "give this user the right to use it",
    sqlite3.SQLITE_CANTOPEN: "it must be a file in a folder that this user may read and write",
    sqlite3.SQLITE_ERROR: "its content is not that of aifacts: move it away, or restore it",
    sqlite3.SQLITE_IOERR: "check the disk",
    sqlite3.SQLITE_NOLFS: "the disk does not support files of this size",
    sqlite3.SQLITE_NOMEM: "give the program more memory",
    sqlite3.SQLITE_PERM: "give this user the right to use it",
    sqlite3.SQLITE_READONLY: "give this user the right to write to it and to its folder",
}
_PRIMARY = 0xFF  # the primary code within an extended code


def table_error(error: sqlite3.Error, path: Path | str) -> Exception:
    """Return the table's error for SQLite's; our own mistakes stay as they are.

    Python raises an error without a code for a text that is not UTF-8, which we never write.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return damaged(path, "a text in it is not UTF-8") if isinstance(error, sqlite3.OperationalError) else error
    kind = code & _PRIMARY
    if kind in _BUSY:
        return Busy(BUSY)
    if kind in _DAMAGED:
        return damaged(path, str(error))
    if code in _FULL:
        return StorageFull(FULL, cause=f"{path} cannot grow ({error}): make room on its disk.")
    if kind in _UNUSABLE:
        return Unavailable(UNUSABLE, cause=f"{path} cannot be used ({error}): {_UNUSABLE[kind]}.")
    return error


def damaged(path: Path | str, why: str) -> Damaged:
    """Make the refusal of a damaged file, with what to do."""
    return Damaged(
        f"{path} is damaged, or no table of aifacts ({why}). Restore it from a copy, or move it away; "
        "`make audit` lists the items that cannot be read."
    )


def moved(path: Path | str) -> Unavailable:
    """Make the refusal of a file that was removed or replaced while the program runs."""
    return Unavailable(UNUSABLE, cause=f"{path} was removed or replaced, so writes are lost. Restart the program.")


def other_layout(path: Path | str, columns: set[str]) -> Unavailable:
    """Make the refusal of a file whose table has other columns."""
    return Unavailable(
        UNUSABLE,
        cause=f"{path} has a table of another layout (columns that differ: {', '.join(sorted(columns))}). "
        "Use the version of aifacts that wrote it, or move it away.",
    )
