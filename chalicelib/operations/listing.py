"""List the entities of a kind, by date or name, as cards."""

from chalicelib.kinds.declaration import Kind
from chalicelib.operations.paging import page
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys


def listing(
    world: World, *, kind: Kind, limit: int, cursor: str | None = None, descending: bool | None = None
) -> Listed:
    """Give a page of cards: dated kinds newest first, others by name; unknown dates last. Raises BadCursor."""
    dated = kind.order != kind.label
    backwards = dated if descending is None else descending
    start, end = keys.dated_range("", newest_first=backwards) if dated else (None, None)
    return page(
        world,
        question=f"listing {kind.name} {backwards}",
        cursor=cursor,
        ask=lambda after: world.table.query(
            None,
            keys.listing(kind.name),
            start=start,
            end=end,
            descending=backwards,
            limit=limit,
            after=after,
        ),
        show=lambda row: dict(row.body["card"]),
    )
