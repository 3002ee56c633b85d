"""Capacity units: a table that counts what DynamoDB would bill.

The rules are those of the developer guide ("DynamoDB throughput capacity"): a read is billed by 4 KB begun, half where
it need not be consistent; a query by the sum of what it reads; a write by 1 KB begun of the larger of the item before
and after, twice in a transaction, checks too. An index is written once for an entry that comes, goes or changes, and
twice for one that moves. Whether a transaction doubles the writes of indexes is not documented: they count once.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Unpack

from chalicelib.store.item_limits import check_row
from chalicelib.store.rows import INDEXES, Action, Check, Key, Page, Put, Row
from chalicelib.store.table import QueryOptions, Table, WrappedTable

READ_BYTES, WRITE_BYTES = 4_096, 1_024
EVENTUAL, CONSISTENT = 0.5, 1.0
TRANSACTION = 2


class Billed(WrappedTable):
    """The table inside, with the units read and written and the calls made since the last `clear`.

    `partitions` says for each partition of the table or of an index what was written to it.
    """

    def __init__(self, inner: Table) -> None:
        super().__init__(inner)
        self.calls = self.actions = 0
        self.read = self.written = 0.0
        self.partitions: Counter[str] = Counter()

    def clear(self) -> None:
        """Start from zero."""
        self.calls = self.actions = 0
        self.read = self.written = 0
        self.partitions.clear()

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        """Read items by key; a missing item is billed as the smallest."""
        found = self.inner.get(keys, consistent=consistent)
        sizes = [check_row(found[key]) if key in found else 1 for key in dict.fromkeys(keys)]
        self.calls += -(-len(sizes) // 100)
        self.read += sum(_begun(size, READ_BYTES) for size in sizes) * (CONSISTENT if consistent else EVENTUAL)
        return found

    def query(self, index: str | None, pk: str, **options: Unpack[QueryOptions]) -> Page:
        """Read one partition."""
        page = self.inner.query(index, pk, **options)
        size = sum(map(check_row, page.rows))
        self.calls += 1
        self.read += _begun(max(size, 1), READ_BYTES) * (CONSISTENT if options.get("consistent") else EVENTUAL)
        return page

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none."""
        before = self.inner.get([action.key for action in actions], consistent=True)
        self.inner.commit(actions)
        times = TRANSACTION if len(actions) > 1 or isinstance(actions[0], Check) else 1
        self.calls += 1
        self.actions += len(actions)
        for action in actions:
            old, new = before.get(action.key), action.row if isinstance(action, Put) else None
            sizes = [check_row(row) for row in (old, new) if row is not None]
            self._write(action.key.pk, _begun(max([1, *sizes]), WRITE_BYTES) * times)
            if not isinstance(action, Check):
                self._write_indexes(old, new)

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add to a counter."""
        self.calls += 1
        self._write(key.pk, 1)
        return self.inner.take(key, n, cap, expires=expires)

    def _write(self, pk: str, units: float) -> None:
        self.written += units
        self.partitions[pk] += int(units)

    def _write_indexes(self, old: Row | None, new: Row | None) -> None:
        for index in INDEXES:
            was, comes = _entry(old, index), _entry(new, index)
            if was == comes:
                continue
            if was and comes and was[0] == comes[0]:
                was = None  # it changes in place
            for key, row in filter(None, (was, comes)):
                self._write(f"{index} {key.pk}", _begun(check_row(row), WRITE_BYTES))


def _entry(row: Row | None, index: str) -> tuple[Key, Row] | None:
    return (row.indexes[index], row) if row is not None and index in row.indexes else None


def _begun(size: int, by: int) -> int:
    return -(-size // by)
