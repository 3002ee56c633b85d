"""The SQLite engine alone: files, other processes, threads."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from chalicelib.store.engines import sqlite
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import ABSENT, Key, Put, Row
from chalicelib.store.table import Busy, Collision

HERE = Key("p", "s")


def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    first = SqliteTable(tmp_path / "items.sqlite")
    first.commit([Put(Row(HERE, {"kept": True}))])
    first.close()
    second = SqliteTable(tmp_path / "items.sqlite")
    assert second.get([HERE])[HERE].body == {"kept": True}
    second.close()


def test_expired_rows_are_gone_after_reopening(tmp_path: Path) -> None:
    first = SqliteTable(tmp_path / "items.sqlite")
    first.commit([Put(Row(HERE, {}, expires=1)), Put(Row(Key("p", "later"), {}, expires=9_000_000_000))])
    first.close()
    second = SqliteTable(tmp_path / "items.sqlite")
    assert [row.key.sk for row in second.query(None, "p").rows] == ["later"]
    second.close()


@pytest.mark.parametrize("seed", [7, 13])  # of writes after which an old page keeps bytes of a moved item
def test_a_flush_leaves_nothing_of_what_was_overwritten(tmp_path: Path, seed: int) -> None:
    chance, kept = Random(seed), dict[Key, str]()
    table = SqliteTable(tmp_path / "items.sqlite")
    for number in range(60):
        again = bool(kept) and chance.random() < 0.4
        key = chance.choice([*kept]) if again else Key(f"N#{chance.randrange(10**6)}", "x")
        kept[key] = f"secret{number}."
        text = kept[key] * chance.randrange(1, 90)
        indexes = {"gsi1": Key(f"N~{chance.randrange(10**6)}", "x")}
        table.commit([Put(Row(key, {}, indexes, {"text": text}))])  # attributes are not compressed
    table.flush()
    found = set(re.findall(r"secret\d+\.", (tmp_path / "items.sqlite").read_bytes().decode("latin-1")))
    assert found == {*kept.values()}
    table.close()


def test_two_openings_of_a_file_see_and_meet_each_other(tmp_path: Path, sqlite_table: SqliteTable) -> None:
    other = SqliteTable(tmp_path / "items.sqlite")
    other.commit([Put(Row(HERE, {}), ABSENT)])
    with pytest.raises(Collision):
        sqlite_table.commit([Put(Row(HERE, {}), ABSENT)])
    other.close()


def test_a_file_that_stays_locked_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_PATIENCE", 0.01)
    table = SqliteTable(tmp_path / "items.sqlite")
    other = sqlite3.connect(tmp_path / "items.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        table.commit([Put(Row(HERE, {}))])
    other.execute("ROLLBACK")
    table.commit([Put(Row(HERE, {}))])
    other.close()
    table.close()


def test_threads_share_a_table_and_lose_nothing() -> None:
    table = SqliteTable(":memory:")
    with ThreadPoolExecutor(8) as threads:
        totals = list(threads.map(lambda _: table.take(HERE, 1, 150), range(200)))
    assert sorted(total for total in totals if total) == list(range(1, 151))
    table.close()


def test_two_openings_of_a_file_wait_for_each_other(tmp_path: Path, sqlite_table: SqliteTable) -> None:
    other = SqliteTable(tmp_path / "items.sqlite")
    with ThreadPoolExecutor(2) as threads:
        totals = list(threads.map(lambda n: (sqlite_table, other)[n % 2].take(HERE, 1, 500), range(200)))
    assert sorted(total for total in totals if total) == list(range(1, 201))
    other.close()


def test_only_one_of_many_threads_puts_what_must_be_absent(sqlite_table: SqliteTable) -> None:
    def put(n: int) -> bool:
        try:
            sqlite_table.commit([Put(Row(HERE, {"by": n}), ABSENT)])
        except Collision:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(put, range(50))) == 1


def test_a_page_that_ends_with_the_last_row_may_still_go_on_as_on_dynamodb(sqlite_table: SqliteTable) -> None:
    sqlite_table.commit([Put(Row(HERE, {}))])
    page = sqlite_table.query(None, "p", limit=1)
    assert page.next == {"pk": "p", "sk": "s"}
    assert sqlite_table.query(None, "p", limit=1, after=page.next).next is None


@pytest.mark.parametrize(
    ("index", "name", "sorts"),
    [
        (None, "sqlite_autoindex_items_1", []),
        ("gsi1", "gsi1", ["RIGHT PART"]),  # items under equal keys of an index, of which there are few
        ("gsi3", "gsi3", ["RIGHT PART"]),
    ],
)
def test_queries_walk_an_index_and_sort_no_more_than_equal_keys(
    sqlite_table: SqliteTable, index: str | None, name: str, sorts: list[str]
) -> None:
    after = {"pk": "p", "sk": "s", f"{index}pk": "p", f"{index}sk": "s"}
    sql, values = sqlite._select_statement(index, "p", "a", "z", after=after, descending=True)
    plan = str(sqlite_table._connection.execute(f"EXPLAIN QUERY PLAN {sql}", (*values, 5)).fetchall())
    assert f"USING INDEX {name}" in plan
    assert [
        each.replace("LAST 2 TERMS", "RIGHT PART") for each in re.findall(r"TEMP B-TREE FOR ([A-Z0-9 ]+) OF", plan)
    ] == sorts
