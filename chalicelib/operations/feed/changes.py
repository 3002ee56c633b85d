"""The change feed: every revision of every entity, numbered without gaps."""

from contextlib import suppress
from typing import Any

from chalicelib.domain.errors import BeyondHead, Unavailable
from chalicelib.operations.numbering.sequencer import BATCH, feed_head, newest_of, sequence
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys
from chalicelib.store.rows import Row

ROUNDS = 4  # of the sequencer in one request: more than the largest page needs


def changes(world: World, *, after: int, limit: int) -> Listed:
    """Return the changes numbered above `after`, oldest first; no revision is skipped or renumbered.

    If the page reaches the head, pending revisions are numbered first. `meta` has the head and `last`, which is the
    next `after`. Two calls, or three if the page reaches the head and nothing is pending. Raises BeyondHead and Busy.
    """
    newest = _number_up_to(world, after + limit, head=_checked_head(world, after))
    found: list[dict[str, Any]] = []
    while len(found) < limit and (reached := found[-1]["number"] if found else after) < newest:
        if not (more := _changes_after(world, reached, limit - len(found))):
            break
        found += more
    items = found[:limit]
    return Listed(items, None, {"head": newest, "last": items[-1]["number"] if items else after})


def _checked_head(world: World, after: int) -> Row | None:
    """Read the feed's head before anything is numbered: no client has seen a number above it. Raises BeyondHead."""
    head = feed_head(world)
    newest = newest_of(head)
    if after > newest:
        detail = (
            f"There is no change {after}; the newest is {newest}. If the table was restored to an earlier "
            "state, continue from the number up to which the feed was kept, or from 0."
        )
        raise BeyondHead(detail, context={"head": newest})
    return head


def _number_up_to(world: World, wanted: int, *, head: Row | None) -> int:
    """Assign numbers up to the wanted one, or to all pending revisions; return the number of the head."""
    newest, more = newest_of(head), True
    with suppress(Unavailable):  # numbering can wait; numbered changes can be read
        for _ in range(ROUNDS):
            if newest > wanted or not more:
                break
            newest, more = sequence(world, seen=head)
            head = None
    return newest


def _changes_after(world: World, after: int, limit: int) -> list[dict[str, Any]]:
    """Read the changes after `after`: one query in the partition of the next number."""
    return [
        change for row in _feed_pages(world, after, limit) for change in row.body["changes"] if change["number"] > after
    ]


def _feed_pages(world: World, after: int, limit: int) -> list[Row]:
    """Read the feed pages with the next `limit` changes, and at most 88 others.

    The key of a page is its last number, and numbers have no gaps: the page of a number ends less than BATCH after it.
    """
    first, last = keys.feed_page_key(after + 1), keys.feed_page_key(after + limit + BATCH - 1)
    page = world.table.query(None, first.pk, start=first.sk, end=last.sk, limit=limit, consistent=True)
    # A page of more than BATCH changes was written with a larger batch: read it alone.
    return page.rows or world.table.query(None, first.pk, start=first.sk, limit=1, consistent=True).rows
