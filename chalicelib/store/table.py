"""The four verbs of the table, as both engines implement them, the errors they raise, and a table around another."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypedDict, Unpack

from chalicelib.domain.errors import Busy, StorageFull, Unavailable
from chalicelib.store.rows import Action, Damaged, Key, OnUnreadable, Page, Position, Row, Unreadable

__all__ = [
    "Busy",
    "Collision",
    "Damaged",
    "ScannableTable",
    "StorageFull",
    "Table",
    "Unavailable",
    "Unsure",
    "WrappedTable",
    "readable",
]


class Collision(Exception):
    """A commit did not happen: a condition failed, or another transaction was writing one of its items.

    `failed` has the positions of those actions. After a lost answer the collision may be with your own earlier commit:
    look for your own rows before trying again.
    """

    def __init__(self, failed: list[int]) -> None:
        super().__init__(f"actions {failed} failed")
        self.failed = failed


class Unsure(Exception):
    """The answer to a commit was lost: it may have happened. Look for your own rows."""


class Table(Protocol):
    """One table with generic keys and three sparse indexes.

    Each verb raises Unavailable when the table needs its operator, Damaged when an item cannot be read, and StorageFull
    when the storage cannot grow.
    """

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        """Read items by key; absent items are left out. Raises Busy."""

    def query(
        self,
        index: str | None,
        pk: str,
        *,
        start: str | None = None,
        end: str | None = None,
        descending: bool = False,
        limit: int | None = None,
        after: Position | None = None,
        consistent: bool = False,
        bad: OnUnreadable | None = None,
    ) -> Page:
        """Read one partition of the table (index None) or of an index, in the order of sort keys as bytes.

        `start` and `end` are inclusive. Without a limit the whole range is read. `consistent` works on the table, not
        on indexes. With `bad`, and without a limit, it reports each item that cannot be read; else the first raises
        Damaged or Unreadable. Raises Busy.
        """

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none: at most 100, each on another item.

        Raises Collision, Busy or Unsure; Oversized for an item over 400 KB or a commit over 4 MB; ValueError for too
        many actions and for keys that are empty or too long.
        """

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add n to a counter unless it would exceed the cap; return the new total, or None.

        After a lost answer the counter may have counted twice: use it for rates, not for money. Raises Busy.
        """

    def probe(self) -> None:
        """Raise the error that a write would raise now, as far as that is known without a call to AWS."""

    def flush(self) -> None:
        """Take what was overwritten and deleted out of the table's own files; on AWS they are out of reach."""


class ScannableTable(Table, Protocol):
    """A table that can also be scanned: for audits and repairs, never in a request."""

    def scan(self, after: Position | None = None, *, bad: OnUnreadable | None = None) -> Page:
        """Read a page of all items; rows of one partition follow each other. Raises Busy.

        With `bad` it reports each item that cannot be read; without it the first raises Damaged or Unreadable.
        """

    def damage(self) -> list[str]:
        """List the faults of the storage itself, a line each; always empty on AWS."""


class QueryOptions(TypedDict, total=False):
    """The options of `Table.query`."""

    start: str | None
    end: str | None
    descending: bool
    limit: int | None
    after: Position | None
    consistent: bool
    bad: OnUnreadable | None


class WrappedTable:
    """A table that does as the one inside; each class of its sort changes some verbs."""

    def __init__(self, inner: Table) -> None:
        self.inner = inner

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        """Read items by key."""
        return self.inner.get(keys, consistent=consistent)

    def query(self, index: str | None, pk: str, **options: Unpack[QueryOptions]) -> Page:
        """Read one partition."""
        return self.inner.query(index, pk, **options)

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none."""
        self.inner.commit(actions)

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add to a counter."""
        return self.inner.take(key, n, cap, expires=expires)

    def probe(self) -> None:
        """Raise the error that a write would raise now."""
        self.inner.probe()

    def flush(self) -> None:
        """Take what was overwritten and deleted out of the table's own files."""
        self.inner.flush()


def readable(reads: Iterable[Callable[[], Row]], bad: OnUnreadable | None) -> list[Row]:
    """Return the rows that can be read and report the others to `bad`; without it raise the first error."""
    found: list[Row] = []
    for read in reads:
        try:
            row = read()
            _ = row.body  # parses it
            found.append(row)
        except (Damaged, Unreadable) as error:
            if bad is None:
                raise
            bad(error)
    return found
