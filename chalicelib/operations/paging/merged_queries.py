"""Merged queries: partitions ordered by time, read as one list, newest first, within a bounded number of rows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from chalicelib.operations.bounds import FIRST_READ, GROWTH, MAX_ROWS_READ
from chalicelib.operations.paging.paging import opened, query_ahead, sealed
from chalicelib.operations.world import Listed, World
from chalicelib.store import keys
from chalicelib.store.cursor import not_a_cursor
from chalicelib.store.rows import Row

Item = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Stream:
    """A partition of the table (index None) or of an index, or a range of it."""

    index: str | None
    pk: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class Bound:
    """How many rows of each stream a page reads: first, and at most if too few match."""

    first: int
    most: int

    @classmethod
    def narrowed(cls, limit: int, *, streams: int) -> "Bound":
        """Return the bound for a page in which many rows may not match."""
        most = max(max(MAX_ROWS_READ, limit) // streams, 1)
        return cls(min(max(limit, FIRST_READ), most), most)


@dataclass(frozen=True)
class MergedPage(Generic[T]):
    """Items, newest first, each with its sort key; `read` counts the rows that were read.

    `rest` is the sort key below which there are more, None at the end.
    """

    found: Sequence[tuple[str, T]]
    read: int
    rest: str | None = None


def read_streams(world: World, streams: Sequence[Stream], *, before: str | None, limit: int) -> MergedPage[Row]:
    """Read at most `limit` rows of each stream, below the sort key `before`: one query per stream.

    If a stream has more rows, rows older than its last one are left out, because they could be out of order.
    """
    read = [_query_newest(world, stream, before, limit) for stream in streams]
    rest = max((rows[-1][0] for rows, goes_on in read if goes_on and rows), default=None)
    rows = [each for rows, _ in read for each in rows if rest is None or each[0] >= rest]
    newest_first = sorted(rows, key=lambda each: each[0], reverse=True)
    return MergedPage(newest_first, sum(len(rows) for rows, _ in read), rest)


def newest_first(
    world: World,
    *,
    question: str,
    cursor: str | None,
    limit: int,
    rows: Bound,
    read: Callable[[str | None, int], MergedPage[T]],
    show: Callable[[T], Item | None],
    may_show: Callable[[T], bool] = lambda _: True,
) -> Listed:
    """Return a page of what `read` finds below a sort key (None: the newest) in a number of rows of each stream.

    If too few match, it reads again in growing steps. `show` returns None for items to leave out; `may_show` says
    without a call whether it might show one, and so whether a next page has any. `question` identifies the request
    without limit and cursor. Raises BadCursor.
    """
    content = opened(world, cursor, question=question)
    rest = None if content is None else _start_of_page(content)
    items: list[Item] = []
    step, left, total = rows.first, rows.most, 0
    while step:
        stretch = read(rest, step)
        more, rest = _show_items(stretch, limit - len(items), show, may_show)
        items += more
        left, total = left - step, total + stretch.read
        step = min(GROWTH * step, left) if rest is not None and len(items) < limit else 0
    following = sealed(world, None if rest is None else {"before": rest}, question=question)
    return Listed(items, following, {"read": total, "returned": len(items)})


def _show_items(
    stretch: MergedPage[T], limit: int, show: Callable[[T], Item | None], may_show: Callable[[T], bool]
) -> tuple[list[Item], str | None]:
    """Return up to `limit` shown items, and the sort key where the next page begins."""
    items: list[Item] = []
    for place, (sk, each) in enumerate(stretch.found, 1):
        shown = show(each)
        items += [] if shown is None else [shown]
        if len(items) == limit:
            goes_on = stretch.rest is not None or any(may_show(left) for _, left in stretch.found[place:])
            return items, sk if goes_on else None
    return items, stretch.rest


def _start_of_page(content: Mapping[str, Any]) -> str:
    """Return the sort key where a page begins."""
    before = content.get("before")
    if not isinstance(before, str) or not re.fullmatch("[!-~]{1,600}", before):
        raise not_a_cursor()
    return before


def _query_newest(world: World, stream: Stream, before: str | None, limit: int) -> tuple[list[tuple[str, Row]], bool]:
    ends = [end for end in (stream.end, before and keys.just_before(before)) if end]
    page = query_ahead(
        world, stream.index, stream.pk, start=stream.start, end=min(ends, default=None), descending=True, limit=limit
    )
    return [(_sort_key_in(row, stream.index), row) for row in page.rows], page.next is not None


def _sort_key_in(row: Row, index: str | None) -> str:
    return row.key.sk if index is None else row.indexes[index].sk
