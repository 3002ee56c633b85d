"""The history of an entity: every revision with its changes, time and API key."""

from chalicelib.domain.errors import NotFound
from chalicelib.domain.values import Ref
from chalicelib.operations.paging.paging import page
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import read_revision


def history(world: World, *, ref: Ref, limit: int, cursor: str | None = None) -> Listed:
    """Return a page of revisions, newest first, also of retired and merged entities. Raises NotFound and BadCursor."""
    found = page(
        world,
        question=f"history {ref}",
        cursor=cursor,
        pk=keys.entity(ref),
        span=keys.REVISIONS,
        descending=True,
        limit=limit,
        show=lambda row: read_revision(row).shown(),
    )
    if not found.items and cursor is None:
        raise NotFound(f"There is no {ref}.")
    return found
