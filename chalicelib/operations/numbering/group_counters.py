"""Counters of entities by groups, kept as changes are numbered: exact as of a change, and read in one call.

The moves of a few changes are kept apart from the sums, which are written again once the moves have cost as much.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from chalicelib.domain.errors import Busy
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.grouping import counted_codes
from chalicelib.operations.world import World
from chalicelib.store.keys.counters import recent_key, summed_key
from chalicelib.store.records.counter_rows import (
    CellCounts,
    KnownTotal,
    RecentCells,
    SummedCells,
    kilobytes,
    read_recent,
    read_summed,
    read_total,
    recent_row,
    summed_row,
)
from chalicelib.store.records.index.group_cells import Cell, read_cell
from chalicelib.store.rows import Key, Put, Row

MIN_WRITTEN = 8  # KB of moves that are written before they are summed, however few groups there are
TRIES = 4


class Moved(NamedTuple):
    """The counts of the service without those by groups, and the rows of the counters that have moved."""

    service: dict[str, int]
    puts: list[Put]


@dataclass(frozen=True)
class GroupCounts:
    """The entities of a kind by groups as of the last change that moved one; None if they were lost or are too many.

    `total` is how many there are.
    """

    kind: Kind
    at: int
    total: int
    counts: CellCounts | None

    @property
    def complete(self) -> CellCounts | None:
        """The counts; None if they do not hold every entity, as in a table from before they were kept."""
        own = counted_codes(self.kind)
        counted = sum(n for (names, _, _, other), n in (self.counts or {}).items() if not other and names == own)
        return self.counts if counted == self.total else None


def split_counts(counts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, Counter[Cell]]]:
    """Return the counts of the service, and those by groups of each kind."""
    service: dict[str, int] = {}
    cells: dict[str, Counter[Cell]] = {}
    for name, count in counts.items():
        read = read_cell(name)
        if read is None:
            service[name] = count
        else:
            cells.setdefault(read[0], Counter())[read[1]] += count
    return service, cells


def total_of(counts: Mapping[str, int], kind: str) -> int:
    """Return how many entities of a kind the counts of the service have."""
    return counts.get(f"entities.{kind}", 0)


def recent_keys(kinds: Iterable[str]) -> list[Key]:
    """Return the keys of the recent moves of kinds."""
    return [recent_key(kind) for kind in dict.fromkeys(kinds) if kind in KINDS]


def move_counters(
    world: World, counts: Mapping[str, int], *, at: int, known: Mapping[Key, Row], read: Iterable[Key] = ()
) -> Moved:
    """Return what the counts of the service and of changes up to `at` make of the counters.

    `known` are the rows among those with the keys `read`; others are read: one call. Summing a kind is one call more.
    """
    service, cells = split_counts(counts)
    moved = {kind: some for kind, some in cells.items() if any(some.values())}
    missing = [key for key in recent_keys(moved) if key not in {*read}]
    rows = {**known, **(world.table.get(missing, consistent=True) if missing else {})}
    recent = {kind: _recent_in(rows, kind) for kind in moved}
    new = {
        kind: _written(replace(each, at=at, total=total_of(service, kind), counts=_added(each.counts, moved[kind])))
        for kind, each in recent.items()
    }
    due = max((each for each in new.values() if _is_due(each)), key=lambda each: each.written, default=None)
    summed: list[Put] = []
    if due is not None:  # one kind a transaction, which has room for one large item
        row = _summed(world, due)
        summed = [Put(row)]
        new[due.kind] = rebuilt(due.kind, at=at, total=due.total, size=kilobytes(row))
    return Moved(service, [*summed, *(Put(recent_row(each)) for each in new.values())])


def rebuilt(kind: str, *, at: int, total: int, size: int) -> RecentCells:
    """Return the recent moves of a kind right after its counters were summed."""
    return RecentCells(kind, at=at, after=at, total=total, size=size)


def read_counters(world: World, kind: Kind, *, consistent: bool = True) -> GroupCounts:
    """Read the counters of a kind: one call, unless they are summed meanwhile. Raises Busy.

    Without `consistent` they may be those of an earlier change.
    """
    keys = (recent_key(kind.name), summed_key(kind.name))
    for attempt in range(TRIES):
        rows = world.table.get(keys, consistent=consistent or attempt > 0)
        recent = _recent_in(rows, kind.name)
        summed = read_summed(rows[keys[1]]) if keys[1] in rows else SummedCells(kind.name)
        if recent.after == summed.at:
            counts = None if summed.counts is None else _added(summed.counts, recent.counts)
            return GroupCounts(kind, recent.at, recent.total, counts)
        world.pause(0.02 * 2**attempt)
    raise Busy("The counters are being written. Try again shortly.")


def find_total(world: World, kind: Kind) -> KnownTotal | None:
    """Read how many entities of a kind there are, as of the last change that moved a counter: one call."""
    key = recent_key(kind.name)
    rows = world.table.get([key])
    return read_total(rows[key]) if key in rows else None


def _recent_in(rows: Mapping[Key, Row], kind: str) -> RecentCells:
    key = recent_key(kind)
    return read_recent(rows[key]) if key in rows else RecentCells(kind)


def _written(recent: RecentCells) -> RecentCells:
    """Return recent moves with the KB that writing them costs."""
    return replace(recent, written=recent.written + kilobytes(recent_row(recent)))


def _is_due(recent: RecentCells) -> bool:
    """Return whether the recent moves have cost as much as writing the sums."""
    return recent.written >= max(MIN_WRITTEN, recent.size)


def _summed(world: World, recent: RecentCells) -> Row:
    key = summed_key(recent.kind)
    rows = world.table.get([key], consistent=True)
    before = read_summed(rows[key]) if key in rows else SummedCells(recent.kind)
    is_whole = before.counts is not None and before.at == recent.after
    counts = _added(before.counts or {}, recent.counts) if is_whole else None
    return summed_row(SummedCells(recent.kind, recent.at, counts))


def _added(one: CellCounts, other: CellCounts) -> CellCounts:
    total = dict(one)
    for cell, count in other.items():
        total[cell] = total.get(cell, 0) + count
        if not total[cell]:
            del total[cell]
    return total
