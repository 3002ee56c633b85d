"""Faults of a file: full, damaged, locked, removed, of another program; recognised by SQLite's codes."""

import random
import shutil
import sqlite3
from base64 import b85encode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.engines.sqlite_errors import table_error
from chalicelib.store.rows import Key, Put, Row, Unreadable
from chalicelib.store.table import Busy, Damaged, StorageFull, Unavailable


def noise(size: int) -> str:
    """Make a text that takes about so many bytes in the file: it does not compress to less."""
    return b85encode(random.Random(size).randbytes(size)).decode()


HERE = Key("p", "s")
BIG = {"text": noise(100_000)}
PAGE = 4096

Verb = Callable[[SqliteTable], object]
VERBS: dict[str, Verb] = {
    "get": lambda table: table.get([HERE]),
    "query": lambda table: table.query(None, "p"),
    "commit": lambda table: table.commit([Put(Row(HERE, BIG))]),
    "take": lambda table: table.take(Key("Q", "q"), 1, 5),
    "probe": lambda table: table.probe(),
    "scan": lambda table: table.scan(),
}
WRITES = ("commit", "take", "probe")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "items.sqlite"


def filled(path: Path, *, items: int = 300) -> SqliteTable:
    """Fill a table with items of which each takes most of a page."""
    table = SqliteTable(path)
    for n in range(items):
        table.commit([Put(Row(Key(f"p{n % 7}", f"{n:05}"), {"n": n, "text": noise(2000)}))])
    return table


def error_of(code: int) -> sqlite3.Error:
    made = sqlite3.OperationalError("SQLite's own words")
    made.sqlite_errorcode = code
    return made


CODES = {
    Busy: ["BUSY", "LOCKED", "PROTOCOL", "BUSY_SNAPSHOT", "BUSY_RECOVERY"],
    StorageFull: ["FULL", "IOERR_WRITE", "IOERR_SHMSIZE"],
    Damaged: ["CORRUPT", "NOTADB", "CORRUPT_INDEX", "CORRUPT_VTAB"],
    Unavailable: ["READONLY", "CANTOPEN", "IOERR", "IOERR_READ", "IOERR_FSYNC", "PERM", "AUTH", "NOMEM", "ERROR"],
    sqlite3.OperationalError: ["MISUSE", "CONSTRAINT", "MISMATCH", "TOOBIG", "RANGE"],  # mistakes of ours
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in CODES.items() for name in names])
def test_each_code_of_sqlite_has_its_meaning_and_no_caller_reads_its_words(kind: type[Exception], name: str) -> None:
    raised = table_error(error_of(getattr(sqlite3, f"SQLITE_{name}")), "data/aifacts.sqlite3")

    assert type(raised) is kind
    if not isinstance(raised, sqlite3.Error):
        assert "SQLite" not in str(raised)
        assert "data/" not in str(raised)
    if isinstance(raised, Unavailable):
        assert "data/aifacts.sqlite3" in raised.cause
        assert "SQLite's own words" in raised.cause


@pytest.mark.parametrize("name", ["commit", "probe"])
def test_a_full_disk_refuses_writes_alone_and_writes_nothing_of_them(path: Path, name: str) -> None:
    table = filled(path, items=20)
    table._connection.execute("PRAGMA max_page_count = 1")  # the file cannot grow

    for n in range(3):  # what room there is in the pages that are there
        with suppress(StorageFull):
            table.commit([Put(Row(Key("p", f"{n}"), BIG))])

    with pytest.raises(StorageFull) as full:
        VERBS[name](table)

    assert str(path) in full.value.cause
    assert table.get([HERE]).keys() <= {HERE}
    with pytest.raises(StorageFull):
        table.probe()
    table._connection.execute("PRAGMA max_page_count = 100000")
    table.probe()
    table.commit([Put(Row(HERE, BIG))])
    table.close()


@pytest.mark.parametrize("name", WRITES)
def test_a_file_that_may_only_be_read_is_unavailable_for_writes(path: Path, name: str) -> None:
    table = filled(path, items=3)
    table._connection.execute("PRAGMA query_only = 1")

    with pytest.raises(Unavailable, match="operator") as refused:
        VERBS[name](table)

    assert f"{path} cannot be used (attempt to write a readonly database)" in refused.value.cause
    assert len(table.scan().rows) == 3
    table.close()


def test_a_file_that_another_program_holds_is_busy_in_our_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.store.engines.sqlite._PATIENCE", 0.01)
    table = filled(path, items=1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for name in WRITES:
        with pytest.raises(Busy, match="Another program"):
            VERBS[name](table)
    other.close()
    table.probe()
    table.close()


def test_a_file_that_was_taken_away_or_replaced_is_no_longer_written_in_silence(path: Path) -> None:
    table = filled(path, items=1)
    table.probe()
    path.rename(path.with_suffix(".old"))
    with pytest.raises(Unavailable) as refused:
        table.probe()
    assert "was removed or replaced" in refused.value.cause
    table.close()


def spoil(path: Path, *, pages: range) -> None:
    """Overwrite pages of a file with noise."""
    noise = random.Random(7)
    with path.open("r+b") as file:
        for page in pages:
            file.seek(page * PAGE)
            file.write(noise.randbytes(PAGE))


def test_damage_is_reported_by_every_verb_that_meets_it_and_then_by_the_probe(path: Path) -> None:
    filled(path).close()
    spoil(path, pages=range(60, 120))
    table = SqliteTable(path)
    table.probe()

    with pytest.raises(Damaged):
        table.scan()
    causes = set()
    for n in range(7):
        with pytest.raises(Damaged, match="The operator has to restore it") as damaged:
            table.query(None, f"p{n}")
        causes.add(damaged.value.cause)

    assert all(f"{path} is damaged" in cause for cause in causes)
    with pytest.raises(Damaged):
        table.probe()
    table.close()


def everything(table: SqliteTable) -> tuple[set[str], list[str]]:
    """Scan a table past its damage: the sort keys that were read, and the causes of what was not."""
    bad: list[str] = []
    page = table.scan(bad=lambda error: bad.append(getattr(error, "cause", str(error))))
    found = {row.key.sk for row in page.rows}
    while page.next is not None:
        page = table.scan(page.next, bad=lambda error: bad.append(getattr(error, "cause", str(error))))
        found |= {row.key.sk for row in page.rows}
    return found, bad


def test_a_walk_continues_past_damaged_pages_and_names_each_lost_item(path: Path) -> None:
    filled(path, items=700).close()
    spoil(path, pages=range(100, 110))
    table = SqliteTable(path)

    found, bad = everything(table)

    assert len(found) + len(bad) == 700
    assert 5 <= len(bad) <= 60
    assert all(" does not hold what was written" in cause for cause in bad)
    assert table.damage()
    table.close()


def test_a_walk_continues_where_the_index_of_the_keys_is_damaged(path: Path) -> None:
    filled(path, items=700).close()
    connection = sqlite3.connect(path)
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name LIKE 'sqlite_autoindex_items%'"
    ).fetchone()
    connection.close()
    spoil(path, pages=range(root - 1, root))
    table = SqliteTable(path)

    found, bad = everything(table)

    assert (len(found), bad) == (700, [])
    assert table.damage()
    table.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("body = '{poison'", "does not hold what was written"),
        ("body = '[]' || body", "does not hold what was written"),
        ("body = x'fffefd'", "does not hold what was written"),
        ("body = CAST(x'7b22fffe' AS TEXT)", "does not hold what was written"),
        ("marks = 'x'", "does not hold what was written"),
        ("marks = '[1]'", "does not hold what was written"),
        ("v = 'seven'", "does not hold what was written"),
        ("v = 7", "has the schema number 7"),
        ("gsi1pk = 'p', gsi1sk = NULL, body = 5", "does not hold what was written"),
    ],
)
def test_a_bad_item_is_named_and_all_others_are_read(path: Path, change: str, said: str) -> None:
    table = filled(path, items=10)
    table._connection.execute(f"UPDATE items SET {change} WHERE sk = '00004'")  # noqa: S608  # the change is ours

    found, bad = everything(table)

    assert len(found) == 9
    assert len(bad) == 1
    assert f"p4 00004 {said}" in bad[0] or "p4 00004" in bad[0]
    with pytest.raises((Damaged, Unreadable)):
        _ = table.get([Key("p4", "00004")])[Key("p4", "00004")].body
    assert len(table.get([Key("p5", "00005")])) == 1
    table.close()


def closed(path: Path) -> Path:
    filled(path).close()
    return path


OPENINGS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (lambda path: path.mkdir(), "it must be a file"),
    "a diary": (lambda path: path.write_text("a diary of some length " * 50), "is damaged, or no table of aifacts"),
    "the first page lost": (lambda path: spoil(closed(path), pages=range(1)), "is damaged"),
    "cut in half": (lambda path: cut(closed(path)), "is damaged"),
    "a table of the future": (lambda path: altered(path, "ALTER TABLE items ADD COLUMN w TEXT"), "differ: w"),
    "a table of another program": (lambda path: altered(path, "ALTER TABLE items RENAME COLUMN sk TO s"), ""),
    "a folder in the place of the log": (lambda path: path.with_name(path.name + "-wal").mkdir(), ""),
}


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def altered(path: Path, statement: str) -> None:
    filled(path, items=1).close()
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()


def open_and_read(path: Path) -> None:
    table = SqliteTable(path)
    try:
        for n in range(7):
            table.query(None, f"p{n}")
    finally:
        table.close()


@pytest.mark.parametrize("name", OPENINGS)
def test_what_is_no_table_of_ours_is_named_with_what_to_do(path: Path, name: str) -> None:
    spoiled, said = OPENINGS[name]
    spoiled(path)

    with pytest.raises(Unavailable) as refused:
        open_and_read(path)

    assert str(path) in refused.value.cause
    assert said in refused.value.cause


def test_noise_in_the_write_ahead_log_loses_what_was_only_there_and_nothing_else(path: Path) -> None:
    table = filled(path, items=5)
    table._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    table.commit([Put(Row(HERE, {}))])
    copy = path.with_name("copy.sqlite")
    shutil.copy(path, copy)
    log = copy.with_name(copy.name + "-wal")
    log.write_bytes(random.Random(3).randbytes(path.with_name(path.name + "-wal").stat().st_size))
    table.close()

    opened = SqliteTable(copy)

    assert len(opened.scan().rows) == 5
    opened.probe()
    opened.close()
