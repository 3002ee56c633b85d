"""Compares the CPU of loading lines with that of inserting the same rows raw with sqlite3, and counts the bytes.

    python -m bench.raw_rows [a file of flat lines] [rounds]

Each round loads the lines into a new file by `load`, in a separate process, and inserts the rows of that file, bodies
as plain text, into another one with the same indexes, 100 rows a transaction. Medians count.
"""

import json
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from re import match
from statistics import median
from time import process_time
from typing import NamedTuple

from bench.transfer import flat_lines, measured
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.engines.sqlite_file import COLUMNS, EMPTY_LOG, KEY_COLUMNS, LAYOUT
from chalicelib.store.rows import SCHEMA, Row

ROUNDS = 3
TOGETHER = 100  # rows of a transaction, which is the most that a commit of the table takes
INSERT = f"INSERT INTO items ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  our own column names
Columns = tuple[object, ...]


class Round(NamedTuple):
    """The CPU seconds of both ways."""

    load: float
    raw: float


def main() -> None:
    """Print facts, CPU of both ways, and the bytes of the file by type of row and by part of the file."""
    given = [*sys.argv[1:], *["", str(ROUNDS)][len(sys.argv) - 1 :]]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        lines = Path(given[0]) if given[0] else _made_lines(work / "flat.ndjson")
        rounds = [_round(work / str(number), lines) for number in range(int(given[1]))]
        path = work / "0" / "aifacts.sqlite3"
        facts = sum(1 for row in _rows(path) if row.key.pk.startswith(("E#", "O#")) and "recorded_by" in row.body)
        load, raw = median(each.load for each in rounds), median(each.raw for each in rounds)
        sys.stdout.write(
            f"{facts:,} facts; load {load:.2f} s of CPU, {facts / load:,.0f} facts a second; raw {raw:.3f} s; "
            f"{load / raw:.1f} times as much\n{path.stat().st_size / facts:,.0f} bytes a fact in the file\n"
        )
        _print_bytes(path, facts)


def _made_lines(path: Path) -> Path:
    with path.open("w") as out:
        out.writelines(json.dumps(line) + "\n" for line in flat_lines(1000, 20))
    return path


def _round(folder: Path, lines: Path) -> Round:
    load = measured(folder, "load", "--file", str(lines)).cpu
    columns = [_plain_columns(row) for row in _rows(folder / "aifacts.sqlite3")]
    return Round(load, _insert(folder / "raw.sqlite3", columns))


def _rows(path: Path) -> Iterator[Row]:
    table = SqliteTable(path)
    page = table.scan()
    yield from page.rows
    while page.next is not None:
        page = table.scan(page.next)
        yield from page.rows
    table.close()


def _plain_columns(row: Row) -> Columns:
    keys = [part for index in ("gsi1", "gsi2", "gsi3") for part in row.indexes.get(index, (None, None))]
    return (*row.key, *keys, row.text, json.dumps(dict(row.condition_attributes)), row.expires, SCHEMA)


def _insert(path: Path, rows: list[Columns]) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;" + LAYOUT
    )
    began = process_time()
    for start in range(0, len(rows), TOGETHER):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(INSERT, rows[start : start + TOGETHER])
        connection.execute("COMMIT")
    took = process_time() - began
    connection.close()
    return took


def _print_bytes(path: Path, facts: int) -> None:
    """Print the bytes a fact of each type of row, and of each table and index with its free space."""
    connection = sqlite3.connect(path)
    connection.execute(EMPTY_LOG)
    counts: Counter[str] = Counter()
    keys = " + ".join(f"length(CAST(coalesce({column}, '') AS BLOB))" for column in KEY_COLUMNS)
    sizes = f"SELECT pk, sk, {keys}, length(CAST(body AS BLOB)) FROM items"  # noqa: S608  the same
    for pk, sk, of_keys, of_body in connection.execute(sizes):
        name = _row_type(pk, sk)
        counts[f"{name} keys"] += of_keys
        counts[f"{name} bodies"] += of_body
    parts = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    for title, sized in (("row type", counts), ("part of the file", Counter(parts))):
        shown = ", ".join(f"{name} {size / facts:,.0f}" for name, size in sized.most_common() if size >= facts)
        sys.stdout.write(f"bytes a fact by {title}: {shown}\n")
    connection.close()


def _row_type(pk: str, sk: str) -> str:
    """Return the prefix of a row's partition, in an entity's partition also that of its sort key."""
    prefix = pk[: pk.find("#") + 1] or pk
    inner = match(r"@$|@|[A-Z]#", sk) if prefix == "E#" else None
    return prefix + inner[0] if inner else prefix


if __name__ == "__main__":
    main()
