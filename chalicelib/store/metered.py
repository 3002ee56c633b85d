"""A table that counts its calls, rows and seconds."""

import time
from collections.abc import Sequence

from chalicelib.late_dataclass import dataclass
from chalicelib.store.rows import Action, Key, OnUnreadable, Page, Position, Row
from chalicelib.store.table import Table


@dataclass
class MeteredTable:
    """A table with counts since the last `clear`: calls, rows read, seconds.

    Calls are counted as on DynamoDB while no answer exceeds 1 MB: a query, a batch of 100 keys, a transaction.
    """

    inner: Table
    calls: int = 0
    rows: int = 0
    seconds: float = 0.0

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
        """Read one partition."""
        began = time.perf_counter()
        try:
            found = self.inner.query(
                index,
                pk,
                start=start,
                end=end,
                descending=descending,
                limit=limit,
                after=after,
                consistent=consistent,
                bad=bad,
            )
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

    def probe(self) -> None:
        """Raise the error that a write would raise now."""
        self.inner.probe()

    def flush(self) -> None:
        """Take what was overwritten out of the table's own files."""
        self.inner.flush()

    def _count_call(self, began: float, *, calls: int = 1) -> None:
        self.calls += calls
        self.seconds += time.perf_counter() - began
