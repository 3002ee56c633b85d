"""History: every revision of an entity, what changed, when, by which key."""

from chalicelib.domain.errors import NotFound
from chalicelib.domain.values import Ref
from chalicelib.operations.paging.paging import page
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import read_revision


def history(world: World, *, ref: Ref, limit: int, cursor: str | None = None) -> Listed:
    """Return a page of revisions, newest first; retired and merged entities keep theirs. Raises NotFound, BadCursor."""
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
