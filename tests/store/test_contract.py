"""The contract of all engines, and of a rehearsal over one: each test runs on each."""

from collections.abc import Callable, Sequence

import pytest

from chalicelib.domain.errors import Oversized
from chalicelib.store.engines.dynamo import DynamoTable
from chalicelib.store.rehearsal import Rehearsal
from chalicelib.store.rows import (
    ABSENT,
    PRESENT,
    Action,
    Check,
    Condition,
    Delete,
    Equals,
    Key,
    Page,
    Position,
    Put,
    Row,
)
from chalicelib.store.table import Collision, Table
from tests.conftest import ENGINE_FIXTURES
from tests.engines.memory import MemoryClient

HERE = Key("E#company/deepseek", "@")
THERE = Key("E#company/openai", "@")
SORT_KEYS = ["#", "A", "Z", "a", "a#", "a#b", "aa", "~", "é", "深", "\uffff", "😀", "\U0010ffff"]


BESIDE = ("memory", "rehearsal", "lean")


@pytest.fixture(params=[*ENGINE_FIXTURES.values(), *BESIDE], ids=[*ENGINE_FIXTURES, *BESIDE])
def engine(request: pytest.FixtureRequest) -> Table:
    """Each engine in turn, the lean client, DynamoDB in memory as `tests/faults` has it, and a rehearsal."""
    if request.param == "memory":
        return DynamoTable(MemoryClient(), "in memory", pause=lambda _seconds: None)
    if request.param == "rehearsal":
        return Rehearsal(request.getfixturevalue("sqlite_table"))
    chosen: Table = request.getfixturevalue("lean_table" if request.param == "lean" else request.param)
    return chosen


def a_row(sk: str = "@", *, pk: str = "p", **indexes: Key) -> Row:
    return Row(Key(pk, sk), {"at": sk}, indexes=indexes)


def put_all(engine: Table, rows: Sequence[Row]) -> None:
    for row in rows:
        engine.commit([Put(row)])


def sort_keys(page: Page) -> list[str]:
    return [row.key.sk for row in page.rows]


# Reading by key


def test_a_row_is_read_as_it_was_put(engine: Table) -> None:
    row = Row(
        HERE,
        {
            "name": "深度求索 \0 \U0001f40b עברית",
            "facts": [{"amount": "94.60", "n": 3, "open": True, "at": None}],
            "": {},
        },
        indexes={"gsi1": Key("S#a", "1"), "gsi3": Key("U#b", "2")},
        condition_attributes={"n": 7, "state": "open", "zero": 0, "empty": ""},
        expires=1_800_000_000,
    )
    engine.commit([Put(row)])
    assert engine.get([HERE]) == {HERE: row}


def test_what_does_not_exist_is_not_in_the_answer(engine: Table) -> None:
    put_all(engine, [a_row("1")])
    assert engine.get([]) == {}
    assert engine.get([HERE]) == {}
    assert set(engine.get([HERE, Key("p", "1"), THERE])) == {Key("p", "1")}


def test_any_number_of_keys_is_read_each_once(engine: Table) -> None:
    rows = [a_row(f"{n:03d}") for n in range(230)]
    for first in range(0, 230, 100):
        engine.commit([Put(row) for row in rows[first : first + 100]])
    keys = [row.key for row in rows]
    assert engine.get(keys + keys[:5], consistent=True) == {row.key: row for row in rows}


# Conditions and commits

HOLDS: list[tuple[Condition, bool, bool, bool]] = [  # condition; on n=1, on n="1", on nothing
    (None, True, True, True),
    (ABSENT, False, False, True),
    (PRESENT, True, True, False),
    (Equals("n", 1), True, False, False),
    (Equals("n", "1"), False, True, False),
    (Equals("n", 2), False, False, False),
    (Equals("other", 1), False, False, False),
]
STATES = [Row(HERE, {}, condition_attributes={"n": 1}), Row(HERE, {}, condition_attributes={"n": "1"}), None]


@pytest.mark.parametrize(
    ("condition", "row", "holds"),
    [(condition, row, held) for condition, *all_held in HOLDS for row, held in zip(STATES, all_held, strict=True)],
)
@pytest.mark.parametrize("act", [lambda when: Put(Row(HERE, {"new": 1}), when), lambda when: Delete(HERE, when)])
def test_an_action_is_done_exactly_when_its_condition_holds(
    engine: Table, act: Callable[[Condition], Action], condition: Condition, row: Row | None, holds: bool
) -> None:
    put_all(engine, [row] if row else [])
    action = act(condition)
    expected = {HERE: action.row} if isinstance(action, Put) else {}
    if holds:
        engine.commit([action])
        assert engine.get([HERE]) == expected
    else:
        with pytest.raises(Collision):
            engine.commit([action])
        assert engine.get([HERE]) == ({HERE: row} if row else {})


def test_a_commit_is_all_or_nothing_and_names_every_action_that_failed(engine: Table) -> None:
    kept = Row(HERE, {"kept": True}, condition_attributes={"n": 1})
    put_all(engine, [kept, a_row("gone?")])
    with pytest.raises(Collision) as collision:
        engine.commit(
            [
                Put(a_row("new")),
                Put(Row(HERE, {}), ABSENT),
                Delete(Key("p", "gone?"), PRESENT),
                Check(THERE, PRESENT),
                Check(Key("p", "nowhere"), ABSENT),
            ]
        )
    assert collision.value.failed == [1, 3]
    assert engine.get([HERE]) == {HERE: kept}
    assert sort_keys(engine.query(None, "p")) == ["gone?"]


def test_a_commit_does_everything_when_all_conditions_hold(engine: Table) -> None:
    put_all(engine, [Row(HERE, {}, condition_attributes={"n": 1}), a_row("old")])
    engine.commit(
        [
            Put(a_row("new"), ABSENT),
            Put(Row(HERE, {"next": True}, condition_attributes={"n": 2}), Equals("n", 1)),
            Delete(Key("p", "old"), PRESENT),
            Check(THERE, ABSENT),
        ]
    )
    assert engine.get([HERE])[HERE].condition_attributes == {"n": 2}
    assert sort_keys(engine.query(None, "p")) == ["new"]


def test_a_check_alone_is_a_commit(engine: Table) -> None:
    engine.commit([Check(HERE, ABSENT)])
    with pytest.raises(Collision) as collision:
        engine.commit([Check(HERE, PRESENT)])
    assert collision.value.failed == [0]


def test_a_put_replaces_the_whole_row(engine: Table) -> None:
    put_all(engine, [Row(HERE, {"a": 1}, {"gsi1": Key("x", "y")}, {"n": 1}, 99), Row(HERE, {"b": 2})])
    assert engine.get([HERE]) == {HERE: Row(HERE, {"b": 2})}


def test_deleting_what_is_not_there_is_no_error(engine: Table) -> None:
    engine.commit([Delete(HERE)])
    engine.commit([Delete(HERE), Delete(THERE)])
    assert engine.get([HERE, THERE]) == {}


def test_a_commit_takes_a_hundred_actions(engine: Table) -> None:
    engine.commit([Put(a_row(f"{n:03d}"), ABSENT) for n in range(100)])
    assert len(engine.query(None, "p").rows) == 100


def a_large_row(sk: str, size: int) -> Row:
    return Row(Key("p", sk), {"text": "x" * size})


IMPOSSIBLE: dict[str, list[Action]] = {
    "nothing": [],
    "101 actions": [Put(a_row(f"{n:03d}")) for n in range(101)],
    "twice the same item": [Put(a_row("1")), Check(Key("p", "1"), ABSENT)],
    "an empty key": [Delete(Key("", "1"))],
    "an empty index key": [Put(a_row("1", gsi1=Key("a", "")))],
    "a long partition key": [Delete(Key("é" * 1025, "1"))],
    "a long sort key": [Put(a_row("é" * 513))],
    "half a character": [Put(Row(HERE, {"text": "\ud800"}))],
    "a number that is none": [Put(Row(HERE, {"n": float("nan")}))],
}


@pytest.mark.parametrize("actions", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_what_no_table_takes_is_refused_before_it_is_sent(engine: Table, actions: list[Action]) -> None:
    with pytest.raises(ValueError, match=r"."):
        engine.commit(actions)
    assert engine.query(None, "p").rows == []


OVERSIZED: dict[str, list[Action]] = {
    "an item over 400 KB": [Put(a_large_row("1", 400 * 1024))],
    "over 4 MB together": [Put(a_large_row(f"{n}", 399 * 1024)) for n in range(11)],
}


@pytest.mark.parametrize("actions", OVERSIZED.values(), ids=OVERSIZED.keys())
def test_what_is_too_large_is_refused_before_it_is_sent(engine: Table, actions: list[Action]) -> None:
    with pytest.raises(Oversized, match="at most"):
        engine.commit(actions)
    assert engine.query(None, "p").rows == []


def test_what_just_fits_is_taken(engine: Table) -> None:
    row = a_large_row("é" * 512, 393 * 1024)  # moto says no from 405,000 bytes
    engine.commit([Put(row)])
    assert engine.get([row.key]) == {row.key: row}


# Queries


def test_a_partition_is_read_in_the_order_of_bytes(engine: Table) -> None:
    put_all(engine, [a_row(sk) for sk in reversed(SORT_KEYS)] + [a_row("other", pk="pp")])
    by_bytes = sorted(SORT_KEYS, key=str.encode)
    assert sort_keys(engine.query(None, "p")) == by_bytes
    assert sort_keys(engine.query(None, "p", descending=True)) == by_bytes[::-1]


def test_an_index_is_read_in_the_order_of_bytes(engine: Table) -> None:
    put_all(engine, [a_row(str(n), gsi2=Key("i", sk)) for n, sk in enumerate(reversed(SORT_KEYS))])
    by_bytes = sorted(SORT_KEYS, key=str.encode)
    found = engine.query("gsi2", "i").rows
    assert [row.indexes["gsi2"].sk for row in found] == by_bytes
    assert engine.query("gsi2", "i", descending=True).rows == found[::-1]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, ["a", "b", "c", "d"]),
        ("b", None, ["b", "c", "d"]),
        (None, "b", ["a", "b"]),
        ("b", "c", ["b", "c"]),
        ("b", "b", ["b"]),
        ("aa", "cc", ["b", "c"]),
        ("c", "b", []),
        ("e", None, []),
        ("", "b", ["a", "b"]),
        ("", "", []),
    ],
)
@pytest.mark.parametrize("index", [None, "gsi1"])
def test_both_ends_of_a_range_belong_to_it(
    engine: Table, index: str | None, start: str | None, end: str | None, expected: list[str]
) -> None:
    put_all(engine, [a_row(sk, gsi1=Key("p", sk)) for sk in "abcd"])
    assert sort_keys(engine.query(index, "p", start=start, end=end)) == expected
    assert sort_keys(engine.query(index, "p", start=start, end=end, descending=True)) == expected[::-1]


def pages(engine: Table, index: str | None, *, limit: int, descending: bool) -> list[Page]:
    found: list[Page] = []
    after: Position | None = None
    while not found or after:
        page = engine.query(index, "p", start="b", end="y", limit=limit, after=after, descending=descending)
        found.append(page)
        after = page.next
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7, 50])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("index", [None, "gsi3"])
def test_the_pages_together_are_the_whole_set_each_once(
    engine: Table, index: str | None, descending: bool, limit: int
) -> None:
    put_all(engine, [a_row(sk, gsi3=Key("p", sk)) for sk in "abcdxyz"])
    found = pages(engine, index, limit=limit, descending=descending)
    whole = [sk for page in found for sk in sort_keys(page)]
    assert whole == (list("yxdcb") if descending else list("bcdxy"))
    assert all(len(page.rows) == limit for page in found[:-1])


@pytest.mark.parametrize("descending", [False, True])
def test_pages_of_an_index_go_on_between_equal_sort_keys(engine: Table, descending: bool) -> None:
    put_all(engine, [a_row(sk, pk=pk, gsi1=Key("p", "same")) for pk in "pqr" for sk in "12"])
    found = pages(engine, "gsi1", limit=2, descending=descending)
    keys = [row.key for page in found for row in page.rows]
    assert sorted(keys) == [Key(pk, sk) for pk in "pqr" for sk in "12"]


def test_a_page_is_cut_at_its_limit_and_says_where_to_go_on(engine: Table) -> None:
    put_all(engine, [a_row(sk) for sk in "abc"])
    page = engine.query(None, "p", limit=2)
    assert sort_keys(page) == ["a", "b"]
    assert page.next == {"pk": "p", "sk": "b"}


def test_a_page_continues_even_when_the_row_it_ended_with_is_gone(engine: Table) -> None:
    put_all(engine, [a_row(sk, gsi1=Key("p", sk)) for sk in "abc"])
    after, after_in_index = engine.query(None, "p", limit=2).next, engine.query("gsi1", "p", limit=2).next
    engine.commit([Delete(Key("p", "b"))])
    assert sort_keys(engine.query(None, "p", after=after)) == ["c"]
    assert sort_keys(engine.query("gsi1", "p", after=after_in_index)) == ["c"]


def test_an_index_holds_only_the_rows_put_under_it(engine: Table) -> None:
    put_all(engine, [a_row("1"), a_row("2", gsi1=Key("i", "2")), a_row("3", gsi2=Key("i", "3"))])
    assert sort_keys(engine.query("gsi1", "i")) == ["2"]
    assert sort_keys(engine.query("gsi2", "i")) == ["3"]
    assert sort_keys(engine.query("gsi3", "i")) == []


def test_an_index_follows_replacement_and_deletion(engine: Table) -> None:
    put_all(engine, [a_row("1", gsi1=Key("i", "a")), a_row("2", gsi1=Key("i", "b"))])
    engine.commit([Put(a_row("1", gsi1=Key("j", "a"))), Delete(Key("p", "2"))])
    assert sort_keys(engine.query("gsi1", "i")) == []
    assert sort_keys(engine.query("gsi1", "j")) == ["1"]
    engine.commit([Put(a_row("1"))])
    assert sort_keys(engine.query("gsi1", "j")) == []


def test_a_query_that_cannot_be_answered_is_a_mistake_of_ours(engine: Table) -> None:
    with pytest.raises(ValueError, match="no such index"):
        engine.query("gsi4", "p")
    with pytest.raises(ValueError, match="at least 1"):
        engine.query(None, "p", limit=0)
    with pytest.raises(ValueError, match="consistently"):
        engine.query("gsi1", "p", consistent=True)


# Taking


def test_a_counter_counts_up_to_its_cap_and_no_further(engine: Table) -> None:
    assert [engine.take(HERE, 2, 5) for _ in range(4)] == [2, 4, None, None]
    assert engine.take(HERE, 1, 5) == 5
    assert engine.take(HERE, 1, 6) == 6
    assert engine.take(THERE, 7, 6) is None
    assert engine.get([THERE]) == {}


def test_a_counter_is_a_row_with_its_count_in_a_mark(engine: Table) -> None:
    engine.take(HERE, 3, 5, expires=1_800_000_000)
    assert engine.get([HERE]) == {HERE: Row(HERE, {}, condition_attributes={"taken": 3}, expires=1_800_000_000)}


def test_counting_leaves_the_rest_of_the_row_as_it_is(engine: Table) -> None:
    row = Row(HERE, {"name": "x"}, {"gsi1": Key("i", "1")}, {"n": 1}, 1_800_000_000)
    put_all(engine, [row])
    engine.take(HERE, 1, 5)
    assert engine.get([HERE]) == {HERE: Row(HERE, row.body, row.indexes, {"n": 1, "taken": 1}, row.expires)}


def test_less_than_one_is_not_taken(engine: Table) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        engine.take(HERE, 0, 5)
