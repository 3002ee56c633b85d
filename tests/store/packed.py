"""The compressed bodies of a table's file, of which erasures must leave no byte."""

import sqlite3
from pathlib import Path


def packed_bodies(path: Path) -> set[bytes]:
    """Read all compressed bodies as they are in the file."""
    connection = sqlite3.connect(path)
    found = {body for (body,) in connection.execute("SELECT body FROM items WHERE typeof(body) = 'blob'")}
    connection.close()
    return found
