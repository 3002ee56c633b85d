"""Counts the entities of a kind by groups: from counters that follow the feed, or from at most 500 rows of a list."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.errors import BadParameter, Fault, Unavailable
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.grouping import MONTH, TIMES, UNKNOWN, counted_codes, dimensions_of, groups_of, time_of
from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.operations.lists.field_expansion import complete_items, shown
from chalicelib.operations.lists.group_filter import group_filter
from chalicelib.operations.lists.list_conditions import ListConditions, read_list_conditions
from chalicelib.operations.lists.list_items import ListQuery
from chalicelib.operations.lists.list_page import read_list_page
from chalicelib.operations.lists.query_plan import plan_list, with_view_checks
from chalicelib.operations.numbering.group_counters import read_counters, total_of
from chalicelib.operations.numbering.settled_head import settled_head
from chalicelib.operations.world import NOW, Listed, World
from chalicelib.store.records.counter_rows import CellCounts

MAX_GROUPS = 5_000  # of an answer
_INCOMPLETE = (
    "The counters of {plural} do not hold all of them: the table was filled before they were kept. The operator has to "
    f"repair it. Until then at most {MAX_ROWS_READ} {{plural}} can be counted: filter further."
)


class _Counted(NamedTuple):
    """Counts by groups, and what `meta` says of them."""

    groups: Mapping[tuple[str, ...], int]
    meta: dict[str, Any]


def counts(world: World, *, kind: Kind, by: Sequence[str], filters: Mapping[str, str] | None = None) -> Listed:
    """Return how many entities each group has, by one or two dimensions; without any, how many there are.

    Filters by codes with counters, and by whole months, are answered by the counters: two calls if every change has
    its number. Any other filter reads at most 500 rows of the list, in one call for each key, and the views that cards
    do not replace in batches. Raises BadParameter, Unavailable and Busy.
    """
    parsed = read_list_conditions(kind, filters or {})
    found = _by_counters(world, kind, by, parsed)
    counted = found if isinstance(found, _Counted) else _by_rows(world, kind, by, parsed)
    if counted is None:
        raise _incomplete(kind) if found else _too_many(kind, filters or {})
    if len(counted.groups) > MAX_GROUPS:
        detail = f"There are {len(counted.groups):,} groups; {MAX_GROUPS:,} are the most. Count by fewer, or filter."
        raise BadParameter(detail, faults=(Fault("by", "too_many", detail),), context={"limit": MAX_GROUPS})
    items = [dict(zip((*by, "count"), (*group, n), strict=True)) for group, n in _ordered(by, counted.groups)]
    return Listed(items, None, {"total": sum(counted.groups.values()), **counted.meta})


def _by_counters(world: World, kind: Kind, by: Sequence[str], parsed: ListConditions) -> _Counted | bool:
    """Count by the counters of the kind; else return whether that is because they lack entities."""
    asked = None if parsed.of_views else group_filter(kind, parsed.conditions)
    if asked is None:
        return False
    head, counters = settled_head(world), read_counters(world, kind)
    # The head counts every entity, even if older code numbered its changes; it may be older than the counters.
    is_known = counters.at > head.newest or counters.total == total_of(head.counts, kind.name)
    complete = counters.complete if is_known else None
    selected = None if complete is None else asked.select(complete, kind)
    if selected is None:
        return complete is None
    groups = _grouped_cells(kind, by, selected)
    return _Counted(groups, {"as_of": max(head.newest, counters.at), "settled": head.is_settled})


def _by_rows(world: World, kind: Kind, by: Sequence[str], parsed: ListConditions) -> _Counted | None:
    """Count the items of the list; None if it has too many rows."""
    plan = with_view_checks(plan_list(kind, parsed.conditions, descending=False), parsed.of_views)
    question = ListQuery("counts", plan, (*parsed.conditions, *parsed.of_views))
    page = read_list_page(world, question, limit=MAX_ROWS_READ, cursor=None)
    if page.next is not None:
        return None
    names = {kind.order if each in TIMES else each for each in by}
    items = complete_items(world, page.items, names, moment=NOW)
    groups = Counter(_group(by, groups_of(kind, shown(item))) for item in items)
    return _Counted(groups, {"read": page.read})


def _incomplete(kind: Kind) -> Unavailable:
    detail = _INCOMPLETE.format(plural=kind.plural)
    return Unavailable(detail, cause=f"The counters of {kind.plural} are not complete: run `make repair`.")


def _too_many(kind: Kind, filters: Mapping[str, str]) -> BadParameter:
    codes = ", ".join(counted_codes(kind))
    counted = f"filters by {codes}" if codes else "no filter"
    counted += f" and by whole months of {kind.order}" if MONTH in dimensions_of(kind) else ""
    detail = (
        f"Counting with this filter reads too many rows; at most {MAX_ROWS_READ} are read, divided among the values of "
        f"a filter. Add filters until fewer {kind.plural} match, or use only what has counters: {counted}."
    )
    faults = tuple(Fault(name, "too_many", detail) for name in filters)
    return BadParameter(detail, faults=faults, context={"limit": MAX_ROWS_READ})


def _group(by: Sequence[str], groups: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(time_of(groups[MONTH], name) if name in TIMES else groups[name] for name in by)


def _grouped_cells(kind: Kind, by: Sequence[str], cells: CellCounts) -> Mapping[tuple[str, ...], int]:
    """Sum cells, of which there can be tens of thousands: each group of them is named once."""
    sums: Counter[tuple[str, ...]] = Counter()
    places = [counted_codes(kind).index(name) for name in by if name not in TIMES]
    has_time = any(name in TIMES for name in by)
    for (_, values, month, _), count in cells.items():
        sums[(*(values[place] for place in places), month if has_time else UNKNOWN)] += count
    groups: Counter[tuple[str, ...]] = Counter()
    names = [name for name in by if name not in TIMES]
    for values, count in sums.items():
        groups[_group(by, dict(zip((*names, MONTH), values, strict=True)))] += count
    return groups


def _ordered(by: Sequence[str], groups: Mapping[tuple[str, ...], int]) -> list[tuple[tuple[str, ...], int]]:
    """Order groups by time, unknown last, then by count, the largest first, then by name."""

    def place(counted: tuple[tuple[str, ...], int]) -> tuple[Any, ...]:
        group, count = counted
        times = [(value == UNKNOWN, value) for name, value in zip(by, group, strict=True) if name in TIMES]
        return (times, -count, group)

    return sorted(groups.items(), key=place)
