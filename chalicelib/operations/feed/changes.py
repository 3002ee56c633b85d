"""The change feed: every revision of every entity under one dense row of numbers."""

from contextlib import suppress
from typing import Any

from chalicelib.domain.errors import BeyondHead, Unavailable
from chalicelib.operations.feed.sequencer import BATCH, feed_head, newest_of, sequence
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys
from chalicelib.store.rows import Row

ROUNDS = 4  # of the sequencer in one request: more than the largest page needs


def changes(world: World, *, after: int, limit: int) -> Listed:
    """Give the changes numbered above `after`, oldest first; nothing is ever skipped or given another number.

    Pending revisions are numbered first where the page reaches the head. `meta` has the head and `last`, the `after` to
    go on with. Two calls, and three where the page reaches the head and nothing waits. Raises BeyondHead and Busy.
    """
    newest = _number_up_to(world, after + limit, head=_reached(world, after))
    found: list[dict[str, Any]] = []
    while len(found) < limit and (reached := found[-1]["number"] if found else after) < newest:
        if not (more := _changes(world, reached, limit - len(found))):
            break
        found += more
    items = found[:limit]
    return Listed(items, None, {"head": newest, "last": items[-1]["number"] if items else after})


def _reached(world: World, after: int) -> Row | None:
    """Read the feed's head, before anything is numbered: nobody was given a number above it. Raises BeyondHead."""
    head = feed_head(world)
    newest = newest_of(head)
    if after > newest:
        detail = (
            f"There is no change {after}: the newest is {newest}. The feed was taken back, as by a restore of the "
            "table: start again from the number up to which it was kept, or from 0."
        )
        raise BeyondHead(detail, context={"head": newest})
    return head


def _number_up_to(world: World, wanted: int, *, head: Row | None) -> int:
    """Move the head past the wanted number, or as far as there are revisions, and give its number."""
    newest, more = newest_of(head), True
    with suppress(Unavailable):  # what cannot be written waits; what has its number can be read
        for _ in range(ROUNDS):
            if newest > wanted or not more:
                break
            newest, more = sequence(world, seen=head)
            head = None
    return newest


def _changes(world: World, after: int, limit: int) -> list[dict[str, Any]]:
    """Read the changes of feed pages that go beyond `after`: one query, within the partition of the next number."""
    return [change for row in _pages(world, after, limit) for change in row.body["changes"] if change["number"] > after]


def _pages(world: World, after: int, limit: int) -> list[Row]:
    """Read the feed pages that hold the next `limit` changes, and at most 88 changes beside them.

    A page is found by its last number, and numbers are dense: the one that holds a number ends before the number
    BATCH further on.
    """
    first, last = keys.feed_page_key(after + 1), keys.feed_page_key(after + limit + BATCH - 1)
    page = world.table.query(None, first.pk, start=first.sk, end=last.sk, limit=limit, consistent=True)
    # Where a page holds more than a batch of today, it was written with a larger one: read it alone.
    return page.rows or world.table.query(None, first.pk, start=first.sk, limit=1, consistent=True).rows
