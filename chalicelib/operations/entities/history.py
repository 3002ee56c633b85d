"""The history of an entity: every revision with its changes, time and API key."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import NotFound
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref
from chalicelib.operations.paging.paging import page
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import read_revision
from chalicelib.store.rows import Row


def history(
    world: World, *, ref: Ref, known_at: Instant | None = None, limit: int, cursor: str | None = None
) -> Listed:
    """Return a page of revisions, newest first, also of retired and merged entities; with `known_at`, none later.

    Raises NotFound and BadCursor.
    """
    found = page(
        world,
        question=f"history {ref} {known_at}",
        cursor=cursor,
        pk=keys.entity(ref),
        span=keys.REVISIONS,
        descending=True,
        limit=limit,
        show=lambda row: _show_revision(row, known_at),
        is_narrowed=known_at is not None,
    )
    if not found.items and found.next is None and cursor is None:
        raise NotFound(f"There is no {ref}" + (f" known at {known_at}." if known_at else "."))
    return found


def _show_revision(row: Row, known_at: Instant | None) -> Mapping[str, Any] | None:
    revision = read_revision(row)
    return None if known_at is not None and revision.at > known_at else revision.shown()
