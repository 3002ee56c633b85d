"""Any program of commits and reads gets the same answers from both engines."""

from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.rows import (
    ABSENT,
    INDEXES,
    PRESENT,
    Action,
    Check,
    Delete,
    Equals,
    Key,
    Page,
    Position,
    Put,
    Row,
)
from chalicelib.store.table import Collision, Table
from tests.conftest import examples

Step = Callable[[Table], Any]

partitions = st.sampled_from(["p", "q"])
parts = st.sampled_from(["a", "a#", "b", "é", "\uffff", "😀"])
keys = st.builds(Key, partitions, parts)
marks = st.dictionaries(st.sampled_from(["n", "state"]), st.one_of(st.integers(0, 2), st.sampled_from(["0", "1", ""])))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(st.characters(codec="utf-8"), max_size=5)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
rows = st.builds(
    Row,
    keys,
    st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=3), values, max_size=3),
    indexes=st.dictionaries(st.sampled_from(INDEXES), keys),
    condition_attributes=marks,
    expires=st.none() | st.integers(1_900_000_000, 2_000_000_000),
)
equalities = st.builds(Equals, st.sampled_from(["n", "state", "taken"]), st.sampled_from([0, 1, 2, "0", "1", ""]))
needs = st.one_of(st.sampled_from([ABSENT, PRESENT]), equalities)
actions = st.one_of(
    st.builds(Put, rows, st.none() | needs),
    st.builds(Delete, keys, st.none() | needs),
    st.builds(Check, keys, needs),
)
commits = st.lists(actions, min_size=1, max_size=4, unique_by=lambda action: action.key)
bounds = st.none() | parts | st.just("")


def commit(together: list[Action]) -> Step:
    def step(table: Table) -> Any:
        try:
            table.commit(together)
        except Collision as collision:
            return collision.failed
        return "done"

    return step


def take(key: Key, n: int, cap: int) -> Step:
    return lambda table: table.take(key, n, cap)


def read(wanted: list[Key]) -> Step:
    return lambda table: table.get(wanted)


def walk(
    index: str | None,
    pk: str,
    *,
    start: str | None = None,
    end: str | None = None,
    descending: bool = False,
    limit: int | None = None,
) -> Step:
    def page(table: Table, after: Position | None) -> Page:
        return table.query(index, pk, start=start, end=end, descending=descending, limit=limit, after=after)

    def step(table: Table) -> list[Row]:
        found = page(table, None)
        walked = found.rows
        while found.next is not None:
            found = page(table, found.next)
            walked = walked + found.rows
        return walked

    return step


steps = st.one_of(
    st.builds(commit, commits),
    st.builds(take, keys, st.integers(1, 3), st.integers(0, 5)),
    st.builds(read, st.lists(keys, max_size=4)),
    st.builds(
        walk,
        st.none() | st.sampled_from(INDEXES),
        partitions,
        start=bounds,
        end=bounds,
        descending=st.booleans(),
        limit=st.none() | st.integers(1, 3),
    ),
)


@settings(max_examples=examples(50), deadline=None)
@given(program=st.lists(steps, min_size=1, max_size=12))
def test_both_engines_answer_any_program_alike(emptied: Callable[[], DynamoTable], program: list[Step]) -> None:
    dynamo, sqlite = emptied(), SqliteTable(":memory:")
    look = [walk(index, pk) for index in (None, *INDEXES) for pk in ("p", "q")]
    try:
        for step in [*program, *look]:
            assert step(dynamo) == step(sqlite)
    finally:
        sqlite.close()
