"""A table that counts its calls, rows and seconds."""

import time
from collections.abc import Sequence
from typing import Unpack

from chalicelib.store.rows import Action, Key, Page, Row
from chalicelib.store.table import QueryOptions, Table, WrappedTable


class MeteredTable(WrappedTable):
    """A table with counts since the last `clear`: calls, rows read, seconds.

    Calls are counted as on DynamoDB while no answer exceeds 1 MB: a query, a batch of 100 keys, a transaction.
    """

    def __init__(self, inner: Table) -> None:
        super().__init__(inner)
        self.calls = self.rows = 0
        self.seconds = 0.0

    def clear(self) -> None:
        """Set all counts to 0."""
        self.calls = self.rows = 0
        self.seconds = 0.0

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        """Read items by key."""
        began = time.perf_counter()
        try:
            found = self.inner.get(keys, consistent=consistent)
        finally:
            self._count_call(began, calls=-(-len(set(keys)) // 100))
        self.rows += len(found)
        return found

    def query(self, index: str | None, pk: str, **options: Unpack[QueryOptions]) -> Page:
        """Read one partition."""
        began = time.perf_counter()
        try:
            found = self.inner.query(index, pk, **options)
        finally:
            self._count_call(began)
        self.rows += len(found.rows)
        return found

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none."""
        began = time.perf_counter()
        try:
            self.inner.commit(actions)
        finally:
            self._count_call(began)

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add to a counter."""
        began = time.perf_counter()
        try:
            return self.inner.take(key, n, cap, expires=expires)
        finally:
            self._count_call(began)

    def _count_call(self, began: float, *, calls: int = 1) -> None:
        self.calls += calls
        self.seconds += time.perf_counter() - began
