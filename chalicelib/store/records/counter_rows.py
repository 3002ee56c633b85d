"""Rows of the counters of a kind: its entities by groups, summed up to a change, and what has moved since.

Summing writes all groups, and is rare; each numbered change that moves a counter writes the recent moves alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chalicelib.store.keys.counters import recent_key, summed_key
from chalicelib.store.records.index.group_cells import Cell
from chalicelib.store.rows import Row, of_row

MAX_SUMMED_BYTES = 300 * 1024
_KB = 1024

CellCounts = Mapping[Cell, int]


@dataclass(frozen=True)
class RecentCells:
    """The moves after the change `after`, up to the change `at`, and how many entities there were then.

    `written` is how many KB have been written since the last summing, `size` the KB of its row.
    """

    kind: str
    at: int = 0
    after: int = 0
    total: int = 0
    counts: CellCounts = field(default_factory=dict)
    written: int = 0
    size: int = 0


@dataclass(frozen=True)
class SummedCells:
    """The counts up to the change `at`; None if they are too many for one row, or were lost."""

    kind: str
    at: int = 0
    counts: CellCounts | None = field(default_factory=dict)


class KnownTotal(NamedTuple):
    """How many entities of a kind there are, as of the last change that moved a counter."""

    total: int
    at: int


def recent_row(recent: RecentCells) -> Row:
    """Return the row of recent moves."""
    body = {name: getattr(recent, name) for name in ("at", "after", "total", "written", "size")}
    return Row(recent_key(recent.kind), {**body, "cells": _packed(recent.counts)})


def summed_row(summed: SummedCells) -> Row:
    """Return the row of summed counts, without counts if there is no room for them."""
    key, cells = summed_key(summed.kind), None if summed.counts is None else _packed(summed.counts)
    row = Row(key, {"at": summed.at, "cells": cells})
    return row if len(row.text) <= MAX_SUMMED_BYTES else Row(key, {"at": summed.at, "cells": None})


@of_row
def read_recent(row: Row) -> RecentCells:
    """Read recent moves."""
    body = row.body
    numbers = {name: body[name] for name in ("at", "after", "total", "written", "size")}
    return RecentCells(row.key.sk, **numbers, counts=_unpacked(body["cells"]))


@of_row
def read_total(row: Row) -> KnownTotal:
    """Read the total alone, not the moves."""
    return KnownTotal(row.body["total"], row.body["at"])


@of_row
def read_summed(row: Row) -> SummedCells:
    """Read summed counts."""
    cells = row.body["cells"]
    return SummedCells(row.key.sk.removesuffix("#"), row.body["at"], None if cells is None else _unpacked(cells))


def kilobytes(row: Row) -> int:
    """Return the size of a row in KB, by which DynamoDB charges for a write."""
    return len(row.text) // _KB + 1


def _packed(counts: CellCounts) -> dict[str, Any]:
    """Return counts nested by the values of codes, then by years, each with its months: `{"2025": [3, 0, 1]}`."""
    packed: dict[str, Any] = {}
    for cell in sorted(cell for cell, count in counts.items() if count):
        node = packed.setdefault(f"{','.join(cell.names)};{cell.other}", {})
        for value in cell.values:
            node = node.setdefault(value, {})
        year, _, month = cell.month.partition("-")
        place = int(month or 1)
        months = node.setdefault(year, [])
        months += [0] * (place - len(months))
        months[place - 1] = counts[cell]
    return packed


def _unpacked(packed: Mapping[str, Any]) -> CellCounts:
    counts: dict[Cell, int] = {}
    for signature, tree in packed.items():
        joined, _, other = signature.partition(";")
        names = tuple(joined.split(",")) if joined else ()
        for values, year, months in _leaves(tree, depth=len(names)):
            for month, count in enumerate(months, 1):
                if count:
                    counts[Cell(names, values, f"{year}-{month:02}" if year.isdigit() else year, other)] = count
    return counts


def _leaves(tree: Mapping[str, Any], *, depth: int) -> Iterator[tuple[tuple[str, ...], str, list[int]]]:
    for name, node in tree.items():
        if depth:
            yield from (((name, *values), year, months) for values, year, months in _leaves(node, depth=depth - 1))
        else:
            yield (), name, node
