"""Cursors: what a page's cursor holds, opened and sealed for one question in the world it is asked in."""

from collections.abc import Mapping
from typing import Any

from chalicelib.operations.world import World
from chalicelib.store.cursor import open_cursor, seal


def opened(world: World, cursor: str | None, *, question: str) -> dict[str, Any] | None:
    """Give what a cursor holds, None for the first page. Raises BadCursor.

    `question` names what is asked, without limit and cursor. Where there is no secret, the content may be anybody's.
    """
    if cursor is None:
        return None
    return open_cursor(cursor, query=question, now=world.now(), secret=world.cursor_secret)


def sealed(world: World, content: Mapping[str, Any] | None, *, question: str) -> str | None:
    """Write the cursor of the next page; None where there is none."""
    if content is None:
        return None
    # The hour is exact enough for a lifetime of a day, and lets the same page have the same ETag.
    hour = f"{world.now()[:13]}:00:00.000Z"
    return seal(dict(content), query=question, now=hour, secret=world.cursor_secret)
