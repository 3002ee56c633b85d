"""Grouped counts: the calls and milliseconds of counting among 100,000 events, and the write units of a change.

python -m bench.grouped_counts [SIZE]
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from bench.filling import NOW, world_on
from bench.units import Billed
from chalicelib.kinds import KINDS
from chalicelib.kinds.event_types import EVENT_TYPES
from chalicelib.kinds.grouping import dimensions_of
from chalicelib.kinds.vocabularies.event_codes import EVENT_STATUSES
from chalicelib.operations.lists.counts import counts
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.numbering.group_counters import move_counters
from chalicelib.operations.numbering.sequencer import head_row, sequence
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.item_limits import commit_in_slices
from chalicelib.store.records.entity_rows import View
from chalicelib.store.records.index.group_cells import cells_of
from chalicelib.store.records.index.index_rows import project
from chalicelib.store.records.revision_rows import Revision, revision_row
from chalicelib.store.rows import Put

SIZE = 100_000
YEARS, STEP, SLICE = 10, 7_919, 5_000  # of dates; a prime, by which neighbours differ; entities written at once
LISTED = 1_000  # events with the rows of lists, of which a page reads twenty
ALONE, TOGETHER = 200, 900  # changes numbered one by one, and in batches of 45
EVENT = KINDS["event"]
_TYPES = [each.name for each in EVENT_TYPES]
_STATUSES = EVENT_STATUSES.type.codes


class Cost(NamedTuple):
    """The calls of a question, the units it reads, its milliseconds of CPU and the groups or items it answers."""

    calls: int
    read: float
    ms: float
    items: int


class Measured(NamedTuple):
    """The costs of counting by question, and the write units that counters add to one change, by how it is numbered."""

    costs: dict[str, Cost]
    units: dict[str, float]


def measure(size: int) -> Measured:
    """Fill a table with that many events, number some more, and count them. Raises ValueError for a wrong count."""
    table = SqliteTable(":memory:")
    world = world_on(table)
    _fill(world, size)
    costs = {}
    billed = Billed(table)
    counting = replace(world, table=billed)
    for name, by in {"type,month": ("type", "month"), "status": ("status",), "year": ("year",), "nothing": ()}.items():
        costs[f"by {name}"] = _cost(billed, lambda by=by: counts(counting, kind=EVENT, by=by).items, total=size)
    filters = {"type": _TYPES[0], "date[gte]": "2020"}
    costs["by month, of a type since 2020"] = _cost(
        billed, lambda: counts(counting, kind=EVENT, by=("month",), filters=filters).items
    )
    for name, asked in {"no filter": {}, "a type since 2020": filters}.items():
        costs[f"list with its total, {name}"] = _cost(
            billed, lambda asked=asked: listing(counting, kind=EVENT, limit=20, filters=asked).items
        )
    units = {"one by one": _units_of_a_change(world, size, ALONE, together=1)}
    units["45 at once"] = _units_of_a_change(world, size + ALONE, TOGETHER, together=45)
    table.close()
    return Measured(costs, units)


def _cost(billed: Billed, ask, *, total: int | None = None) -> Cost:  # type: ignore[no-untyped-def]
    ask()
    billed.clear()
    began = time.process_time()
    items = ask()
    ms = (time.process_time() - began) * 1000
    if total is not None and sum(each["count"] for each in items) != total:
        raise ValueError(f"{total} events are counted as {sum(each['count'] for each in items)}")
    return Cost(billed.calls, billed.read, ms, len(items))


def _view(number: int) -> View:
    mixed = number * STEP
    year, month = 2016 + mixed // 97 % YEARS, mixed // 13 % 12 + 1
    flat = {
        "ref": f"event/e{number}",
        "kind": "event",
        "slug": f"e{number}",
        "type": _TYPES[mixed % len(_TYPES)],
        "title": f"Event {number}",
        "date": f"{year}-{month:02}",
        "status": _STATUSES[mixed // 31 % len(_STATUSES)],
        "disputed": [],
        "hedged": {},
        "sources": [],
    }
    view = View(f"event/e{number}", flat, 1, NOW, NOW, facts=4, card_since=NOW)
    return replace(view, cells=cells_of(view))


def _fill(world: World, size: int) -> None:
    """Write the rows of the first in lists, and number all events in a few large changes."""
    total: Counter[str] = Counter()
    for start in range(0, size, SLICE):
        views = [_view(number) for number in range(start, min(start + SLICE, size))]
        listed = views[:LISTED] if start == 0 else []
        rows = (row for view in listed for key, row in project(view).items() if key.pk.startswith("L#event"))
        commit_in_slices(world.table, [Put(row) for row in rows])
        total.update(_counts_of(views))
        last = start + len(views)
        moved = move_counters(world, total, at=last, known={})
        total = Counter(moved.service)
        world.table.commit([Put(head_row(last, total)), *moved.puts])


def _counts_of(views: Sequence[View]) -> Iterator[str]:
    for view in views:
        yield from ("entities.event", "facts", *view.cells)


def _units_of_a_change(world: World, first: int, number: int, *, together: int) -> float:
    """Return by how many units it costs more to number new events than as many that no counter knows."""
    spent = []
    for is_counted in (True, False):
        billed = Billed(world.table)
        for start in range(first, first + number, together):
            views = [_view(each) for each in range(start, min(start + together, first + number))]
            kept = [_revision(view, is_counted=is_counted) for view in views]
            commit_in_slices(world.table, [Put(revision_row(each)) for each in kept])
            sequence(replace(world, table=billed))
        spent.append(billed.written)
    return (spent[0] - spent[1]) / number


def _revision(view: View, *, is_counted: bool) -> Revision:
    ref = view.ref if is_counted else view.ref.replace("event/", "source/")
    counts = Counter(_counts_of([view])) if is_counted else {"facts": 1}
    return Revision(ref, 1, NOW, "key_bench", "created", counts=counts)


def main() -> None:
    """Measure and print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    began = time.perf_counter()
    costs, units = measure(size)
    lines = [f"{f'{size:,} events, {dimensions_of(EVENT)}':60}{'calls':>7}{'units':>7}{'CPU ms':>8}{'items':>7}"]
    lines += [f"{name:60}{each.calls:>7}{each.read:>7}{each.ms:>8.1f}{each.items:>7}" for name, each in costs.items()]
    lines += [f"write units that counters add to a change, numbered {name}: {each:.1f}" for name, each in units.items()]
    sys.stdout.write("\n".join([*lines, f"{time.perf_counter() - began:.0f} s in all", ""]))


if __name__ == "__main__":
    main()
