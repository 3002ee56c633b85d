"""The deliveries to a webhook, newest first, and the notices of a watch, oldest first."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic_core import from_json

from chalicelib.operations.following.finding import find
from chalicelib.operations.following.shown_now import read_shown, refs_of, with_shown
from chalicelib.operations.paging.paging import page
from chalicelib.operations.world import Caller, Listed, World
from chalicelib.store.keys.following import deliveries, delivery_key
from chalicelib.store.records.follower_rows import WATCH, WEBHOOK, Delivery, Follower, read_delivery
from chalicelib.store.rows import Row

MAX_ROWS = 200  # of one read of notices: a row has the notices of one batch of changes


class Notices(NamedTuple):
    """A page of notices: `next` is the number after which the next page begins, None on the last one."""

    items: list[dict[str, Any]]
    next: str | None
    meta: dict[str, Any]


def list_deliveries(world: World, caller: Caller, webhook_id: str, *, limit: int, cursor: str | None) -> Listed:
    """Return a page of the deliveries to a webhook, newest first: two calls. Raises NotFound and BadCursor."""
    found = find(world, caller, webhook_id, prefix=WEBHOOK)
    return page(
        world,
        question=f"deliveries to {found.id}",
        cursor=cursor,
        pk=deliveries(found.id),
        span=None,
        limit=limit,
        show=lambda row: delivery_json(read_delivery(row)),
        descending=True,
        consistent=True,
    )


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery as the API shows it: its message without what it says, and what became of it."""
    return {
        "id": delivery.id,
        "first": delivery.first,
        "last": delivery.last,
        "at": delivery.at,
        "state": delivery.state,
        "attempts": [dict(each) for each in delivery.attempts],
    }


def list_notices(world: World, caller: Caller, watch_id: str, *, after: int, limit: int) -> Notices:
    """Return the notices of a watch whose changes come after a number, at least `limit` if there are as many.

    Those of one change are never on two pages. Each has the values shown now. Raises NotFound. Three calls, and two
    more for each hundred entities.
    """
    found = find(world, caller, watch_id, prefix=WATCH)
    notices: list[dict[str, Any]] = []
    more = False
    for notice in _notices_after(world, found, after):
        if len(notices) >= limit and notice["change"] != notices[-1]["change"]:
            more = True
            break
        notices.append(notice)
    items = with_shown(notices, read_shown(world, refs_of(notices))) if notices else []
    last = max(0 if more else found.served, after, *(each["change"] for each in notices))
    return Notices(items, str(last) if more else None, {"served": found.served, "last": last, "returned": len(items)})


def _notices_after(world: World, watch: Follower, after: int) -> Iterator[dict[str, Any]]:
    """Yield the notices of the changes after a number, in their order."""
    for row in _rows_from(world, watch, after):
        kept = from_json(read_delivery(row).text)["data"].get("notices", ())
        yield from sorted((each for each in kept if each["change"] > after), key=lambda each: each["change"])


def _rows_from(world: World, watch: Follower, after: int) -> Iterator[Row]:
    """Yield the rows that may have notices of the changes after a number: that which has it, and all later ones.

    The first row of all has those of the registration, whose changes are not after its number.
    """
    pk, start = deliveries(watch.id), delivery_key(watch.id, after).sk
    yield from world.table.query(None, pk, end=start, descending=True, limit=1, consistent=True).rows
    position = None
    while True:
        beyond = delivery_key(watch.id, after + 1).sk
        found = world.table.query(None, pk, start=beyond, limit=MAX_ROWS, after=position, consistent=True)
        yield from found.rows
        if (position := found.next) is None:
            return
