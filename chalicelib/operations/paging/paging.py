"""Pages: one query per page, and a sealed cursor that only the same request can continue with."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.operations.bounds import FIRST_READ
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys
from chalicelib.store.cursor import not_a_cursor, open_cursor, seal
from chalicelib.store.keys import Range
from chalicelib.store.rows import Page, Position, Row, position_after


def opened(world: World, cursor: str | None, *, question: str) -> dict[str, Any] | None:
    """Return the content of a cursor, None for the first page. Raises BadCursor.

    `question` identifies the request without limit and cursor. Without a secret anybody may have written the content.
    """
    if cursor is None:
        return None
    return open_cursor(cursor, query=question, now=world.now(), secret=world.cursor_secret)


def sealed(world: World, content: Mapping[str, Any] | None, *, question: str) -> str | None:
    """Return the cursor of the next page, None if there is none."""
    if content is None:
        return None
    # The hour is exact enough for a lifetime of a day, and the same page keeps its ETag.
    hour = f"{world.now()[:13]}:00:00.000Z"
    return seal(dict(content), query=question, now=hour, secret=world.cursor_secret)


def query_ahead(
    world: World,
    index: str | None,
    pk: str,
    *,
    start: str | None = None,
    end: str | None = None,
    descending: bool = False,
    limit: int,
    after: Position | None = None,
    consistent: bool = False,
) -> Page:
    """Return at most `limit` rows in one query, with `next` only if there is a row after them.

    DynamoDB can also name a next position after the last row of all. One row more in the same query distinguishes the
    two.
    """
    found = world.table.query(
        index, pk, start=start, end=end, descending=descending, limit=limit + 1, after=after, consistent=consistent
    )
    rows = found.rows[:limit]
    return Page(rows, position_after(rows[-1], index) if len(found.rows) > limit else None)


def page(
    world: World,
    *,
    question: str,
    cursor: str | None,
    pk: str,
    span: Range | None,
    limit: int,
    show: Callable[[Row], Mapping[str, Any] | None],
    descending: bool = False,
    is_narrowed: bool = False,
    consistent: bool = False,
) -> Listed:
    """Return the page of a partition, or of a range of it, at a cursor (None: the first page): one query.

    Rows for which `show` returns None are left out; say with `is_narrowed` that they may be many: then more rows are
    read than a page has. `question` identifies the request without limit and cursor. Raises BadCursor.
    """
    start, end = span or (None, None)
    after = _position_in_partition(opened(world, cursor, question=question), pk, (start or "", end or keys.LAST))
    most = max(limit, FIRST_READ) if is_narrowed else limit
    found = query_ahead(
        world, None, pk, start=start, end=end, descending=descending, limit=most, after=after, consistent=consistent
    )
    shown = [(row.key.sk, item) for row in found.rows if (item := show(row)) is not None]
    items = [item for _, item in shown[:limit]]
    behind = shown[limit - 1][0] if len(shown) > limit else found.next and found.next["sk"]
    content = None if behind is None else {"behind": behind}
    return Listed(items, sealed(world, content, question=question), {"read": len(found.rows), "returned": len(items)})


def _position_in_partition(content: dict[str, Any] | None, pk: str, span: Range) -> Position | None:
    """Return the position where a page begins, which must be within the range of the query."""
    if content is None:
        return None
    behind = content.get("behind")
    if not isinstance(behind, str) or not re.fullmatch("[!-~]{1,600}", behind) or not span[0] <= behind <= span[1]:
        raise not_a_cursor()
    return {"pk": pk, "sk": behind}
