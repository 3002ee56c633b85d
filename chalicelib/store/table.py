"""The four verbs of the table, as both engines offer them, and how they fail; `Busy` is a refusal already."""

from collections.abc import Callable, Sequence
from typing import Protocol

from chalicelib.domain.errors import Busy, StorageFull, Unavailable
from chalicelib.store.rows import Action, Key, Page, Position, Row
from chalicelib.store.schema_versions import Unreadable

__all__ = ["Busy", "Collision", "Damaged", "ScannableTable", "StorageFull", "Table", "Unavailable", "Unsure"]

DAMAGED = "A part of the data cannot be read as it was written; its operator has to restore it."


class Collision(Exception):
    """A commit did not happen: a condition failed, or another writer was on one of its items.

    `failed` are the positions of those actions. After a lost answer it may be our own earlier commit that we
    collided with: look for your own rows before trying again.
    """

    def __init__(self, failed: list[int]) -> None:
        super().__init__(f"actions {failed} failed")
        self.failed = failed


class Unsure(Exception):
    """The answer to a commit was lost: it may have happened. Look for your own rows."""


class Damaged(Unavailable):
    """An item, or a part of a file, does not hold what was written; `cause` names it."""

    def __init__(self, cause: str) -> None:
        super().__init__(DAMAGED, cause=cause)


class Table(Protocol):
    """One table with generic keys and three sparse indexes.

    Each verb raises Unavailable where the table cannot be used until its operator acts, Damaged where what it holds
    cannot be read, and StorageFull where it cannot be written.
    """

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        """Read items by key; what does not exist is not in the answer. Raises Busy."""

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
    ) -> Page:
        """Read one partition of the table (index None) or of an index, in the order of sort keys as bytes.

        `start` and `end` are inclusive. Without a limit the whole range is read. `consistent` is for the
        table only. Raises Busy.
        """

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none: at most 100, each on another item.

        Raises Collision, Busy or Unsure; Oversized for an item over 400 KB or a commit over 4 MB; ValueError
        for what no table would take: too many actions, an empty or too long key.
        """

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add n to a counter unless that would pass the cap; answer the new total, or None.

        After a lost answer the counter may have counted twice: it is for rates, not for money. Raises Busy.
        """

    def probe(self) -> None:
        """Raise what a write would be refused with, as far as that can be found out without a call to AWS."""


Bad = Callable[[Damaged | Unreadable], None]  # takes what an item could not be read for


class ScannableTable(Table, Protocol):
    """A table that can also be read from end to end: for audits and repairs, never in a request."""

    def scan(self, after: Position | None = None, *, bad: Bad | None = None) -> Page:
        """Read a page of all items, the rows of a partition one behind the other. Raises Busy.

        With `bad` it goes on after an item that cannot be read; without it the first raises Damaged or Unreadable.
        """

    def damage(self) -> list[str]:
        """List what is wrong with the storage itself, a line each; nothing where AWS looks after it."""
