"""Counters by groups: moves are kept apart from the sums, which are written when the moves have cost as much."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Busy
from chalicelib.kinds import KINDS
from chalicelib.operations.numbering import group_counters
from chalicelib.operations.numbering.group_counters import move_counters, read_counters
from chalicelib.operations.numbering.sequencer import sequence
from chalicelib.operations.world import World
from chalicelib.store.keys.counters import recent_key, summed_key
from chalicelib.store.records import counter_rows
from chalicelib.store.records.counter_rows import (
    RecentCells,
    SummedCells,
    read_recent,
    read_summed,
    recent_row,
    summed_row,
)
from chalicelib.store.records.index.group_cells import Cell, read_cell
from chalicelib.store.rows import Action, Key, Put, Row
from chalicelib.store.table import WrappedTable
from tests.conftest import Calls
from tests.operations.builders import a_company, a_source, an_event, on, say

EVENT = KINDS["event"]
NAMES = ("type", "status")
MONTHS = st.one_of(
    st.sampled_from(["unknown", ".."]), st.builds("{:04}-{:02}".format, st.integers(1, 9999), st.integers(1, 12))
)
CELLS = st.builds(
    Cell,
    st.just(NAMES),
    st.tuples(st.sampled_from(["release", "personnel"]), st.sampled_from(["announced", "unknown", "none"])),
    MONTHS,
    st.sampled_from(["", "status=completed"]),
)
COUNTS = st.dictionaries(CELLS, st.integers(-99, 10**6).filter(bool), max_size=12)


class Committed(WrappedTable):
    """Keeps the actions of each commit."""

    def __init__(self, world: World) -> None:
        super().__init__(world.table)
        self.commits: list[Sequence[Action]] = []

    def commit(self, actions: Sequence[Action]) -> None:
        self.commits.append(actions)
        super().commit(actions)

    def keys_of_last(self) -> set[Key]:
        return {action.key for action in self.commits[-1]}


@given(COUNTS)
def test_a_row_returns_the_counts_that_it_was_given(counts: Mapping[Cell, int]) -> None:
    assert read_summed(summed_row(SummedCells("event", 7, counts))) == SummedCells("event", 7, counts)
    recent = RecentCells("event", 9, 7, 3, counts, 2, 1)
    assert read_recent(recent_row(recent)) == recent


@given(CELLS)
def test_a_count_of_a_revision_names_its_cell(cell: Cell) -> None:
    shown = "&".join(f"{name}={value}" for name, value in zip(cell.names, cell.values, strict=True))
    text = f"entities.event?{shown}&month={cell.month}" + (f";{cell.other}" if cell.other else "")
    assert read_cell(text) == ("event", cell)


@pytest.mark.parametrize(
    "text", ["facts", "entities.event", "entities.event?", "entities.nothing?month=2025-01", "entities.event?month=x"]
)
def test_a_count_of_another_form_is_of_no_group(text: str) -> None:
    assert read_cell(text) is None


def test_a_change_that_moves_no_counter_writes_none(quick: World) -> None:
    a_source(quick)
    a_company(quick)
    sequence(quick)
    say(quick, "company/deepseek", aliases=["DeepSeek AI"])
    seen = Committed(quick)
    sequence(on(quick, seen))
    assert {key.sk for key in seen.keys_of_last() if key.pk == "C"} == {"@"}


def test_a_change_that_moves_a_counter_writes_one_row_more(quick: World) -> None:
    a_source(quick)
    sequence(quick)
    a_company(quick)
    seen = Committed(quick)
    sequence(on(quick, seen))
    assert {key for key in seen.keys_of_last() if key.pk == "C"} == {Key("C", "@"), recent_key("company")}


def test_moves_are_summed_after_some_changes_and_nothing_is_lost(quick: World) -> None:
    a_source(quick)
    for number in range(20):
        an_event(quick, f"e{number}")
        sequence(quick)
        counters = read_counters(quick, EVENT)
        assert (counters.total, counters.at) == (number + 1, number + 2)
        assert counters.complete is not None
        assert sum(counters.complete.values()) == number + 1
    rows = quick.table.get([summed_key("event"), recent_key("event")])
    assert read_summed(rows[summed_key("event")]).at == read_recent(rows[recent_key("event")]).after == 17
    assert len(read_recent(rows[recent_key("event")]).counts) == 1


def test_numbering_reads_the_counters_with_the_revisions(dynamo_world: World, calls: Calls) -> None:
    a_source(dynamo_world)
    sequence(dynamo_world)
    an_event(dynamo_world)
    calls.clear()
    sequence(dynamo_world)
    assert calls.names == ["GetItem", "Query", "BatchGetItem", "TransactWriteItems"]


class SummedMeanwhile(WrappedTable):
    """Shows sums of another change than the moves, as a read between two writes may, a number of times."""

    def __init__(self, world: World, times: int) -> None:
        super().__init__(world.table)
        self.times = times

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        found = super().get(keys, consistent=consistent)
        if self.times and summed_key("event") in keys:
            self.times -= 1
            found[summed_key("event")] = summed_row(SummedCells("event", 99))
        return found


def test_counters_that_are_written_meanwhile_are_read_again(quick: World) -> None:
    a_source(quick)
    an_event(quick)
    sequence(quick)
    assert read_counters(on(quick, SummedMeanwhile(quick, 2)), EVENT) == read_counters(quick, EVENT)
    with pytest.raises(Busy):
        read_counters(on(quick, SummedMeanwhile(quick, 99)), EVENT)


def test_counters_without_room_for_their_groups_say_that_they_do_not_know(
    quick: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counter_rows, "MAX_SUMMED_BYTES", 60)
    monkeypatch.setattr(group_counters, "MIN_WRITTEN", 1)
    a_source(quick)
    sequence(quick)  # one kind is summed in a transaction
    an_event(quick)
    sequence(quick)
    counters = read_counters(quick, EVENT)
    assert (counters.total, counters.counts, counters.complete) == (1, None, None)
    an_event(quick, "another")
    sequence(quick)
    assert read_counters(quick, EVENT).complete is None


def test_moves_that_older_code_left_in_the_head_are_made_up_for(quick: World) -> None:
    cell = "entities.event?type=release&status=unknown&month=2025-01"
    older = {"facts": 3, "entities.event": 1, cell: 1}  # as one that does not know groups sums the counts of a revision
    moved = move_counters(quick, Counter(older), at=5, known={})
    assert moved.service == {"facts": 3, "entities.event": 1}
    assert isinstance(moved.puts[-1], Put)
    assert read_recent(moved.puts[-1].row).counts == {Cell(NAMES, ("release", "unknown"), "2025-01"): 1}
