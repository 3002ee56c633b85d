"""The total of a list: how many entities it has, where counters know it."""

from collections.abc import Sequence

from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.filters import Condition
from chalicelib.operations.lists.group_filter import group_filter
from chalicelib.operations.numbering.group_counters import find_total, read_counters
from chalicelib.operations.world import World


def total_of_list(world: World, kind: Kind, conditions: Sequence[Condition], *, least: int) -> dict[str, int]:
    """Return the total of a list and the last change that moved it; nothing if it is not known, or below `least`.

    One call, in which the counters may be older than the rows: no change is numbered for it. None if no counter knows
    what the conditions compare.
    """
    asked = group_filter(kind, conditions)
    if asked is None:
        return {}
    if not conditions:
        known = find_total(world, kind)
        return {} if known is None or known.total < least else {"total": known.total, "total_as_of": known.at}
    counters = read_counters(world, kind, consistent=False)
    selected = None if counters.complete is None else asked.select(counters.complete, kind)
    total = -1 if selected is None else sum(selected.values())
    return {} if total < least else {"total": total, "total_as_of": counters.at}
