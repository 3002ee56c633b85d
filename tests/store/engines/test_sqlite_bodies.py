"""Bodies as the SQLite file keeps them."""

import hashlib
from base64 import b85encode
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.store.engines import sqlite_bodies
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.engines.sqlite_bodies import BadBody, packed_body, unpacked_body
from chalicelib.store.rows import Damaged, Key, Put, Row
from tests.store.packed import packed_bodies

KEYS = ("E#company/acme", "F#name#t0", "S#source/blog", "2026-01-01T00:00:00.000Z#company~acme~name~t0", None, None)
FACT = (
    '{"id":"company~acme~name~t0","entity":"company/acme","property":"name","value":["text","Acme"],"evidence":{"source":'
    '"source/blog","basis":"opinion"},"recorded_at":"2026-01-01T00:00:00.000Z","recorded_by":"key_1","revision":1}'
)
NOISE = b85encode(hashlib.sha512(b"1").digest()).decode()
PACKED = bytes.fromhex(
    "018366616c52c8b919d962d4840ead5dd033b323d00e505ac2972e40aec5125de0921123c0b07808230cb3532be3412d47e4400300"
)  # as the first dictionary's code wrote it


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.text("ab#/~", min_size=1))
def test_every_body_is_read_as_it_was_written(text: str, key: str) -> None:
    for body in (text, FACT + text, FACT.replace("acme", key)):
        assert unpacked_body(packed_body(body, (key, text, None)), (key, text, None)) == body


def test_a_fact_takes_a_quarter_of_its_text() -> None:
    assert len(packed_body(FACT, KEYS)) * 4 < len(FACT)


def test_what_the_first_dictionary_packed_is_read_forever() -> None:
    assert unpacked_body(PACKED, KEYS) == FACT
    known = sqlite_bodies._DICTIONARIES[1]
    assert hashlib.sha256(known).hexdigest() == "cc96a165481ff808024159c3175117b88209f2fb4b33b4f3d90e925bc6044dac"


def test_short_and_incompressible_bodies_stay_text() -> None:
    for body in ("{}", '{"value":"12"}', hashlib.sha256(b"0").hexdigest()[:63], NOISE):
        assert packed_body(body, KEYS) == body


@pytest.mark.parametrize("bad", [b"", b"\x07abc", PACKED[:-3], PACKED + b"x", PACKED[:1] + b"\xff" + PACKED[2:]])
def test_a_packed_body_that_is_not_what_was_written_is_refused(bad: bytes) -> None:
    with pytest.raises(BadBody):
        unpacked_body(bad, KEYS)


def test_a_file_reads_its_texts_of_before_and_packs_them_when_they_are_written_again(tmp_path: Path) -> None:
    path = tmp_path / "items.sqlite"
    table, key = SqliteTable(path), Key("E#company/acme", "F#name#t0")
    row = Row(key, {"property": "name", "value": ["text", "Acme " * 30]}, {"gsi1": Key("S#source/blog", "x")})
    table.commit([Put(row)])
    assert len(packed_bodies(path)) == 1
    table._connection.execute("UPDATE items SET body = ?", (row.text,))
    assert packed_bodies(path) == set()
    assert table.get([key]) == {key: row} == {each.key: each for each in table.scan().rows}
    table.commit([Put(row)])
    assert len(packed_bodies(path)) == 1
    table.close()


def test_a_packed_body_that_was_spoilt_is_named_by_its_key(tmp_path: Path) -> None:
    table, key = SqliteTable(tmp_path / "items.sqlite"), Key("E#company/acme", "F#name#t0")
    table.commit([Put(Row(key, {"text": "Acme " * 30}))])
    table._connection.execute("UPDATE items SET body = CAST(substr(body, 1, 9) AS BLOB)")
    with pytest.raises(Damaged) as refused:
        _ = table.get([key])[key].body
    assert "E#company/acme F#name#t0" in refused.value.cause
    table.close()
