"""Reads the rows of a plan in order, with its partitions merged, up to the bound of one page."""

import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.operations.bounds import AT_ONCE, FIRST_READ, GROWTH, MAX_ROWS_READ
from chalicelib.operations.lists.query_plan import Plan
from chalicelib.operations.paging.paging import opened, query_ahead, sealed
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.cursor import not_a_cursor
from chalicelib.store.rows import Position, Row

MANY_PARTITIONS = 10  # a filter has at most five, with those of historical rows ten

_POSITION = re.compile(r".{0,400}#[a-z_]{1,40}/[a-z0-9._-]{1,80}")


class RowsAtPosition(NamedTuple):
    """A position in a list and the rows there: at most one current row of each partition, and historical rows.

    `plan` is the one by which they were read.
    """

    position: str
    rows: list[Row]
    plan: Plan


class RowReader:
    """The rows of a plan after a position, read on demand: at most 500 from all its partitions, or `limit`, or `most`.

    With `known_at`, historical rows are read too, at their former positions. `first` is how many rows to read first.
    """

    def __init__(
        self,
        world: World,
        plan: Plan,
        *,
        after: str | None,
        limit: int,
        known_at: Instant | None = None,
        first: int | None = None,
        most: int | None = None,
    ) -> None:
        span = plan.span if after is None else keys.tail_of(plan.span, after, descending=plan.descending)
        partitions = [*plan.partitions, *(map(keys.historical_partition, plan.partitions) if known_at else ())]
        first = first or (max(limit, FIRST_READ) if plan.is_narrowed or known_at else limit)
        most = (most or max(MAX_ROWS_READ, limit)) // len(partitions)
        self._plan = plan
        self.fitting = 0  # as the caller counts
        self.number = 0  # of the plan
        self._partitions = [
            _PartitionReader(world, pk, span, descending=plan.descending, first=min(first, most), most=most)
            for pk in partitions
        ]

    def __iter__(self) -> Iterator[RowsAtPosition]:
        """Yield position after position, until a partition has more rows than may be read."""
        best = max if self._plan.descending else min
        if len(self._partitions) > MANY_PARTITIONS:
            self._begin_together()
        while True:
            heads = [part.head() for part in self._partitions]
            known = [head for head in heads if head is not None]
            if not known or (len(known) < len(heads) and any(part.is_cut for part in self._partitions)):
                return
            position = best(known)
            rows = [part.take() for part, head in zip(self._partitions, heads, strict=True) if head == position]
            if not self._plan.passes_over(rows[0]):
                yield RowsAtPosition(position, rows, self._plan)

    def read_on(self, most: int) -> None:
        """Read at most so many rows more, at once, where the bound ended the read."""
        for part in self._partitions:
            part.read_on(most // len(self._partitions))

    def already_read(self) -> Iterator[RowsAtPosition]:
        """Yield position after position without reading on, until a partition may have more rows than are read."""
        while all(part.is_known for part in self._partitions):
            following = next(iter(self), None)
            if following is None:
                return
            yield following

    def _begin_together(self) -> None:
        """Read the first rows of all partitions in parallel."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            deque(pool.map(_PartitionReader.head, self._partitions), maxlen=0)

    @property
    def read(self) -> int:
        """The number of rows read so far."""
        return sum(part.read for part in self._partitions)

    @property
    def has_more(self) -> bool:
        """Whether there may be rows after the last position yielded."""
        return any(part.has_more for part in self._partitions)


class _PartitionReader:
    """Reads one partition in order, in growing steps."""

    def __init__(self, world: World, pk: str, span: keys.Range, *, descending: bool, first: int, most: int) -> None:
        self._world, self._pk, self._span, self._descending = world, pk, span, descending
        self._next_read, self._most = first, most
        self._rows: list[Row] = []  # read and not yet taken, the next one last
        self._after: Position | None = None
        self._is_begun = False
        self.read = 0

    def head(self) -> str | None:
        """Return the position of the next row, reading more rows if necessary."""
        while not self._rows and self._has_unread and self._next_read:
            self._read_on()
        return _position_of_row(self._rows[-1]) if self._rows else None

    def take(self) -> Row:
        """Remove and return the next row."""
        return self._rows.pop()

    def read_on(self, most: int) -> None:
        """Let the next read have so many rows, and be the last."""
        self._next_read, self._most = most, self.read + most

    @property
    def is_cut(self) -> bool:
        """Whether the bound prevents reading the next row."""
        return not self._rows and self._has_unread

    @property
    def is_known(self) -> bool:
        """Whether it is known without another query which row is the next one, or that there is none."""
        return bool(self._rows) or not self._has_unread

    @property
    def has_more(self) -> bool:
        """Whether there may be another row."""
        return bool(self._rows) or self._has_unread

    @property
    def _has_unread(self) -> bool:
        return not self._is_begun or self._after is not None

    def _read_on(self) -> None:
        start, end = self._span
        page = query_ahead(
            self._world,
            None,
            self._pk,
            start=start,
            end=end,
            descending=self._descending,
            limit=self._next_read,
            after=self._after,
        )
        self._is_begun, self._after = True, page.next
        self._rows = page.rows[::-1]
        self.read += len(page.rows)
        self._next_read = min(GROWTH * self._next_read, self._most - self.read)


def _position_of_row(row: Row) -> str:
    return keys.current_key(row.key).sk


class Continuation(NamedTuple):
    """Where a page begins: after a position (None: at the start), and by which of the plans of its list."""

    after: str | None = None
    plan: int = 0


def open_position(world: World, cursor: str | None, *, question: str) -> Continuation:
    """Return where the page of a cursor begins. Raises BadCursor."""
    content = opened(world, cursor, question=question)
    if content is None:
        return Continuation()
    position, plan = content.get("behind"), content.get("plan", 0)
    if not isinstance(position, str) or not position.isprintable() or not _POSITION.fullmatch(position):
        raise not_a_cursor()
    if not isinstance(plan, int) or plan < 0:
        raise not_a_cursor()
    return Continuation(position, plan)


def seal_position(world: World, position: str | None, *, plan: int, question: str) -> str | None:
    """Return the cursor of the page after a position, by a plan; None for no position."""
    content = None if position is None else {"behind": position} | ({"plan": plan} if plan else {})
    return sealed(world, content, question=question)
