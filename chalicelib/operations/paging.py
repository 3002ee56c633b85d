"""Pages: one query a page, and a sealed cursor that only the same question can go on with."""

from collections.abc import Callable
from typing import Any

from chalicelib.operations.world import Listed, World
from chalicelib.store.cursor import open_cursor, seal
from chalicelib.store.rows import Page, Position, Row


def page(
    world: World,
    *,
    question: str,
    cursor: str | None,
    ask: Callable[[Position | None], Page],
    show: Callable[[Row], dict[str, Any] | None],
) -> Listed:
    """Ask for the page that a cursor goes on with (None: the first); rows that `show` gives None for are left out.

    `question` names what is asked, without limit and cursor. Raises BadCursor.
    """
    now, secret = world.now(), world.cursor_secret
    after = None if cursor is None else open_cursor(cursor, query=question, now=now, secret=secret)
    found = ask(after)
    # The hour is exact enough for a lifetime of a day, and lets the same page have the same ETag.
    hour = f"{now[:13]}:00:00.000Z"
    following = None if found.next is None else seal(found.next, query=question, now=hour, secret=secret)
    items = [shown for row in found.rows if (shown := show(row)) is not None]
    return Listed(items, following, {"read": len(found.rows), "returned": len(items)})
