"""Items of older schema numbers are read, those of newer ones refused; every item can be read from end to end."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from chalicelib.store import rows
from chalicelib.store.engines.dynamo_items import row_item
from chalicelib.store.engines.dynamo_scan import WholeDynamoTable
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import SCHEMA, Key, Put, Row, Unreadable
from chalicelib.store.table import Damaged, ScannableTable
from tests.conftest import TABLE_NAME

HERE = Key("p", "1")
ROW = Row(HERE, {"name": "x"}, {"gsi1": Key("i", "1")}, {"n": 1}, 1_900_000_000)


def renumber(engine: Any, row: Row, number: int) -> None:
    """Store a row as code of another number would have."""
    engine.commit([Put(row)])
    if isinstance(engine, SqliteTable):
        engine._connection.execute("UPDATE items SET v = ? WHERE pk = ? AND sk = ?", (number, *row.key))
    else:
        engine._client.call("PutItem", {"TableName": TABLE_NAME, "Item": {**row_item(row), "v": {"N": str(number)}}})


@pytest.fixture
def two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make as if the layout had changed twice: a name became a label, then a list of labels."""
    steps = {
        SCHEMA - 2: lambda row: replace(row, body={"label": row.body["name"]}),
        SCHEMA - 1: lambda row: replace(row, body={"labels": [row.body["label"]]}),
    }
    monkeypatch.setattr(rows, "UPGRADES", steps)


@pytest.mark.usefixtures("two_steps")
def test_an_older_item_is_read_as_it_would_be_written_now(engine: ScannableTable) -> None:
    renumber(engine, ROW, SCHEMA - 2)
    wanted = replace(ROW, body={"labels": ["x"]})

    ways = [engine.get([HERE])[HERE], engine.query(None, "p").rows[0], engine.query("gsi1", "i").rows[0]]

    assert [*ways, engine.scan().rows[0]] == [wanted] * 4
    assert {row.schema for row in ways} == {SCHEMA - 2}


@pytest.mark.usefixtures("two_steps")
def test_writing_a_row_brings_it_up_to_date(engine: ScannableTable) -> None:
    renumber(engine, ROW, SCHEMA - 1 - 1)

    engine.commit([Put(engine.get([HERE])[HERE])])

    assert engine.get([HERE])[HERE].schema == SCHEMA
    assert engine.get([HERE])[HERE].body == {"labels": ["x"]}


@pytest.mark.parametrize(("number", "cure"), [(SCHEMA + 1, "deploy the code"), (SCHEMA - 1, "no upgrade leads on")])
def test_an_item_of_an_unknown_number_is_refused_by_name_and_stays_as_it_is(
    engine: ScannableTable, number: int, cure: str
) -> None:
    renumber(engine, ROW, number)

    for read in (
        lambda: engine.get([HERE]),
        lambda: engine.query(None, "p"),
        lambda: engine.query("gsi1", "i"),
        engine.scan,
    ):
        with pytest.raises(Unreadable, match=rf"p 1 has the schema number {number}.*{cure}"):
            read()


def test_a_file_of_before_there_was_a_number_is_of_the_first(tmp_path: Path) -> None:
    table = SqliteTable(tmp_path / "old.sqlite")
    table.commit([Put(ROW)])
    table._connection.execute("ALTER TABLE items DROP COLUMN v")
    table.close()

    again = SqliteTable(tmp_path / "old.sqlite")

    assert again.get([HERE]) == {HERE: ROW}
    assert again.get([HERE])[HERE].schema == 1
    again.close()


def all_rows(engine: ScannableTable) -> Iterator[Row]:
    page = engine.scan()
    yield from page.rows
    while page.next:
        page = engine.scan(page.next)
        yield from page.rows


def test_the_whole_table_can_be_read_page_by_page(engine: ScannableTable) -> None:
    rows = [Row(Key(f"p{n % 7}", f"{n:04d}"), {"text": "x" * 2_000}) for n in range(1_100)]
    for start in range(0, len(rows), 100):
        engine.commit([Put(row) for row in rows[start : start + 100]])

    found = list(all_rows(engine))

    assert sorted(found, key=lambda row: row.key) == sorted(rows, key=lambda row: row.key)
    assert len([pk for pk, _ in groupby(row.key.pk for row in found)]) == 7


def test_the_table_on_dynamodb_is_read_in_pages_of_a_megabyte(dynamodb: Any, table: WholeDynamoTable) -> None:
    for n in range(15):
        table.commit([Put(Row(Key("p", f"{n:02d}"), {"text": "x" * 100_000}))])

    assert table.scan().next is not None


def test_a_query_reports_the_items_that_cannot_be_read_and_returns_the_others(engine: ScannableTable) -> None:
    first, second, third, fourth = (replace(ROW, key=Key("p", str(n)), indexes={}) for n in range(4))
    engine.commit([Put(first), Put(third)])
    renumber(engine, second, SCHEMA + 1)
    engine.commit([Put(Row.stored(fourth.key, "{", indexes={}, condition_attributes={}, expires=None))])
    bad: list[Damaged | Unreadable] = []

    page = engine.query(None, "p", consistent=True, bad=bad.append)

    assert (page.rows, page.next) == ([first, third], None)
    assert [(type(each), each.key) for each in bad] == [(Unreadable, second.key), (Damaged, fourth.key)]
    with pytest.raises(Unreadable):
        engine.query(None, "p")
    with pytest.raises(ValueError, match="cannot be continued"):
        engine.query(None, "p", limit=2, bad=bad.append)
