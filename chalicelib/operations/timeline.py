"""Timeline: the events that point at an entity, by date."""

from chalicelib.domain.values import Ref
from chalicelib.operations.entity import load_view, must_be_live
from chalicelib.operations.paging import page
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys


def timeline(world: World, *, ref: Ref, newest_first: bool = True, limit: int, cursor: str | None = None) -> Listed:
    """Give a page of event cards, each with how it points here (`links`); events without a known date come last.

    One call; where nothing is found, a second says whether the entity exists. Raises NotFound, Gone, Merged and
    BadCursor.
    """
    start, end = keys.dated_range("event#", newest_first=newest_first)
    found = page(
        world,
        question=f"timeline {ref} {newest_first}",
        cursor=cursor,
        ask=lambda after: world.table.query(
            None, keys.links(ref), start=start, end=end, descending=newest_first, limit=limit, after=after
        ),
        show=lambda row: {**row.body["card"], "links": row.body["links"]} if "card" in row.body else None,
    )
    if not found.items and cursor is None:
        must_be_live(load_view(world, str(ref)))
    return found
