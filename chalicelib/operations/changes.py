"""The change feed: every revision of every entity under one dense row of numbers."""

from typing import Any

from chalicelib.domain.outages import Unavailable
from chalicelib.operations.sequencer import feed_head, newest_number, sequence
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys

ROUNDS = 4  # of the sequencer in one request: more than the largest page needs


def changes(world: World, *, after: int, limit: int) -> Listed:
    """Give the changes numbered above `after`, oldest first; nothing is ever skipped or given another number.

    Pending revisions are numbered first. `meta` has the feed's head and `last`, the `after` to go on with. Raises Busy.
    """
    newest = _number_up_to(world, after + limit)
    found: list[dict[str, Any]] = []
    while len(found) < limit and (reached := found[-1]["number"] if found else after) < newest:
        if not (more := _pages(world, reached, limit - len(found))):
            break
        found += more
    items = found[:limit]
    return Listed(items, None, {"head": newest, "last": items[-1]["number"] if items else min(after, newest)})


def _number_up_to(world: World, wanted: int) -> int:
    """Move the feed's head to the wanted number, or as far as there are revisions, and give it."""
    newest = 0
    try:
        for _ in range(ROUNDS):
            newest, more = sequence(world)
            if newest >= wanted or not more:
                break
    except Unavailable:  # what cannot be written waits; what has its number can be read
        newest = newest_number(feed_head(world))
    return newest


def _pages(world: World, after: int, limit: int) -> list[dict[str, Any]]:
    """Read feed pages that go beyond `after`: one query, within the partition of the next number."""
    start = keys.feed_page_key(after + 1)
    page = world.table.query(None, start.pk, start=start.sk, limit=limit, consistent=True)
    return [change for row in page.rows for change in row.body["changes"] if change["number"] > after]
