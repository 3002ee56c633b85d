"""A rehearsal: reads as if it had been written, over a table that stays as it is."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rehearsal import Rehearsal
from chalicelib.store.rows import Action, Delete, Key, Put, Row
from chalicelib.store.table import Table

SORT_KEYS = st.sampled_from(["a", "b", "c", "d", "é", "~"])
INDEXED = st.dictionaries(st.sampled_from(["gsi1"]), st.builds(Key, st.sampled_from(["p", "q"]), SORT_KEYS))
KEYS = st.builds(Key, st.just("p"), SORT_KEYS)
ROWS = st.builds(lambda key, indexes, n: Row(key, {"n": n}, indexes=indexes), KEYS, INDEXED, st.integers(0, 3))
ACTIONS = st.lists(
    st.one_of(st.builds(Put, ROWS), st.builds(Delete, KEYS)),
    max_size=6,
    unique_by=lambda action: action.key,
)


def pages(table: Table, **asked: Any) -> list[Row]:
    """Read a range page by page."""
    found: list[Row] = []
    page = table.query(**asked)
    while True:
        found += page.rows
        if page.next is None:
            return found
        page = table.query(**asked, after=page.next)


def commit(table: Table, actions: Sequence[Action]) -> None:
    if actions:
        table.commit(actions)


@given(
    before=ACTIONS,
    rehearsed=ACTIONS,
    asked=st.fixed_dictionaries(
        {
            "index": st.sampled_from([None, "gsi1"]),
            "start": st.none() | SORT_KEYS,
            "end": st.none() | SORT_KEYS,
            "descending": st.booleans(),
            "limit": st.none() | st.integers(1, 3),
        }
    ),
)
def test_a_rehearsed_commit_reads_as_a_real_one(
    before: Sequence[Action], rehearsed: Sequence[Action], asked: dict[str, Any]
) -> None:
    real, table = SqliteTable(":memory:"), SqliteTable(":memory:")
    for each in (real, table):
        commit(each, before)
    rehearsal = Rehearsal(table)
    commit(real, rehearsed)
    commit(rehearsal, rehearsed)
    assert pages(rehearsal, pk="p", **asked) == pages(real, pk="p", **asked)
    keys = [Key("p", sk) for sk in ("a", "b", "c", "d", "é", "~")]
    assert rehearsal.get(keys) == real.get(keys)


def test_the_table_below_stays_as_it_is() -> None:
    table = SqliteTable(":memory:")
    row = Row(Key("p", "a"), {"n": 1})
    table.commit([Put(row)])
    rehearsal = Rehearsal(table)
    rehearsal.commit([Delete(row.key), Put(Row(Key("p", "b"), {}))])
    rehearsal.take(Key("p", "c"), 1, 5)
    assert [each.key.sk for each in rehearsal.query(None, "p").rows] == ["b", "c"]
    assert table.query(None, "p").rows == [row]
