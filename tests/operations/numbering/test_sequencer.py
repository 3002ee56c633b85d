"""The sequencer beside another one: nobody says that everything is numbered while something still waits."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.operations.feed.stats import stats
from chalicelib.operations.numbering.sequencer import BATCH, sequence
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.rows import Page
from chalicelib.store.table import Table, WrappedTable
from tests.operations.builders import a_source, on


class OvertakenBetween(WrappedTable):
    """Lets others number what its index has just named, before the reader reads it."""

    def __init__(self, inner: Table, *others: Callable[[], object]) -> None:
        super().__init__(inner)
        self.others = list(others)

    def query(self, index: str | None, pk: str, **options: Any) -> Page:
        page = super().query(index, pk, **options)
        if pk == keys.pending_shard(0) and self.others and page.rows:
            self.others.pop(0)()
        return page


def sources(world: World, count: int) -> None:
    for number in range(count):
        a_source(world, f"s{number}")


@pytest.mark.parametrize("rivals", [1, 2, 3])
def test_a_sequencer_that_finds_its_batch_numbered_by_another_goes_on_with_the_next(quick: World, rivals: int) -> None:
    sources(quick, 4 * BATCH)
    beside = on(quick, OvertakenBetween(quick.table, *[lambda: sequence(quick)] * rivals))
    assert sequence(beside) == ((rivals + 1) * BATCH, True)


def test_counts_are_settled_only_if_what_was_written_before_is_counted(quick: World) -> None:
    sources(quick, 3 * BATCH)
    beside = on(quick, OvertakenBetween(quick.table, lambda: None, lambda: sequence(quick), lambda: sequence(quick)))
    found = stats(beside)
    assert (found["settled"], found["change"]) == (True, 3 * BATCH)
