"""What SQLite raises, in the table's words by SQLite's own codes; its texts reach the operator, never a caller."""

import sqlite3
from pathlib import Path

from chalicelib.store.table import Busy, Damaged, StorageFull, Unavailable

BUSY = "Another program is writing to the table; the same request may succeed shortly."
FULL = "The data can be read, but not written: no room is left, or the disk fails. Its operator has to act."
UNUSABLE = "The service cannot use its data until its operator acts."

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_INTERRUPT}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
_UNUSABLE = {  # and what the operator has to do
    sqlite3.SQLITE_AUTH: "give this user the right to use it",
    sqlite3.SQLITE_CANTOPEN: "let it be a file, in a folder that this user may read and write",
    sqlite3.SQLITE_ERROR: "it is not as this program made it: move it away, or restore it",
    sqlite3.SQLITE_IOERR: "look after the disk",
    sqlite3.SQLITE_NOLFS: "the disk does not take files of this size",
    sqlite3.SQLITE_NOMEM: "give the program more memory",
    sqlite3.SQLITE_PERM: "give this user the right to use it",
    sqlite3.SQLITE_READONLY: "give this user the right to write to it and to its folder",
}
_PRIMARY = 0xFF  # the part of an extended code that says the kind


def table_error(error: sqlite3.Error, path: Path | str) -> Exception:
    """Make of an error what the table raises; what is a mistake of ours stays as it is.

    Python itself raises an error without a code for a text that is not UTF-8, which we never write.
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
    """Say of a file that it is damaged, and what can be done."""
    return Damaged(
        f"{path} is damaged, or no table of aifacts ({why}): restore it from a copy or move it away; "
        "`make audit` lists what of it cannot be read."
    )


def moved(path: Path | str) -> Unavailable:
    """Refuse to go on in a file that was taken away from under the program."""
    return Unavailable(UNUSABLE, cause=f"{path} was removed or replaced: what is written now is lost; start again.")


def other_layout(path: Path | str, columns: set[str]) -> Unavailable:
    """Refuse a file whose table has other columns than this program writes."""
    return Unavailable(
        UNUSABLE,
        cause=f"{path} has a table of another layout (columns that differ: {', '.join(sorted(columns))}): "
        "use the version of aifacts that wrote it, or move it away.",
    )
