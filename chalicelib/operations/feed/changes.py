"""The change feed: every revision of every entity, numbered without gaps."""

from collections.abc import Collection
from typing import Any

from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.operations.feed.feed_reader import (
    ALL_CHANGES,
    Change,
    Interval,
    changes_after,
    checked_head,
    number_up_to,
    read_stretch,
)
from chalicelib.operations.world import Listed, World


def changes(
    world: World,
    *,
    after: int,
    limit: int,
    interval: Interval = ALL_CHANGES,
    kinds: Collection[str] = (),
    properties: Collection[str] = (),
) -> Listed:
    """Return the changes numbered above `after`, oldest first; no revision is skipped or renumbered.

    If the page reaches the head, pending revisions are numbered first. `meta` has the head and `last`, which is the
    next `after`. Two calls, or three if the page reaches the head and nothing is pending. With an interval, kinds or
    properties a page looks at 500 changes at most, says how many (`read`), and can be empty before the end; its calls
    are those of `read_stretch`. Raises BeyondHead and Busy.
    """
    if not interval.is_all or kinds or properties:
        return _selected_changes(world, interval, after=after, limit=limit, kinds=kinds, properties=properties)
    newest = number_up_to(world, after + limit, head=checked_head(world, after))
    found: list[Change] = []
    while len(found) < limit and (reached := found[-1]["number"] if found else after) < newest:
        if not (more := changes_after(world, reached, limit - len(found))):
            break
        found += more
    items = found[:limit]
    last = items[-1]["number"] if items else after
    return Listed(items, str(last) if last < newest else None, {"head": newest, "last": last})


def _selected_changes(
    world: World,
    interval: Interval,
    *,
    after: int,
    limit: int,
    kinds: Collection[str],
    properties: Collection[str],
) -> Listed:
    stretch = read_stretch(world, interval, after=after, limit=MAX_ROWS_READ)
    found = [
        (place, change)
        for place, change in enumerate(stretch.changes)
        if interval.has(change) and is_of(change, kinds, properties)
    ]
    items = [change for _, change in found[:limit]]
    is_cut = len(found) > limit
    read = found[limit - 1][0] + 1 if is_cut else len(stretch.changes)
    last = stretch.changes[read - 1]["number"] if read else after
    meta: dict[str, Any] = {"head": stretch.newest, "last": last, "read": read}
    return Listed(items, str(last) if is_cut or not stretch.is_last else None, meta)


def is_of(change: Change, kinds: Collection[str], properties: Collection[str]) -> bool:
    """Return whether a change is to an entity of one of some kinds, and to one of some properties; none means any."""
    return (not kinds or change["ref"].partition("/")[0] in kinds) and (
        not properties or not {*change["properties"]}.isdisjoint(properties)
    )
