"""A rehearsal: a table over another one, which keeps what is written to itself. The other table is only read."""

from collections.abc import Sequence

from chalicelib.late_dataclass import dataclass
from chalicelib.store.item_limits import check_commit, check_key, check_query, check_take, nothing_between
from chalicelib.store.rows import (
    PRESENT,
    TAKEN,
    Action,
    Check,
    Condition,
    Delete,
    Equals,
    Key,
    OnUnreadable,
    Page,
    Position,
    Put,
    Row,
    position_after,
)
from chalicelib.store.table import Collision, Table


class Rehearsal:
    """The four verbs over a table that stays as it is. A commit costs one batch read, of the rows with conditions."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._written: dict[Key, Row | None] = {}  # None: deleted

    def written(self) -> dict[Key, Row | None]:
        """Return the rows that were written here, None for those that were deleted."""
        return dict(self._written)

    def get_below(self, keys: Sequence[Key]) -> dict[Key, Row]:
        """Read items by key as they are in the table."""
        return self._table.get(keys) if keys else {}

    def get(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Row]:
        """Read items by key."""
        below = [key for key in keys if key not in self._written]
        found = self._table.get(below, consistent=consistent) if below else {}
        written = ((key, self._written[key]) for key in keys if key in self._written)
        return found | {key: row for key, row in written if row is not None}

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
        """Read one partition in order: the rows of both, as many of the table as may be hidden by written ones."""
        check_query(index, limit=limit, consistent=consistent, is_lenient=bad is not None)
        if nothing_between(start, end):
            return Page([])
        below = self._table.query(
            index,
            pk,
            start=start,
            end=end,
            descending=descending,
            limit=None if limit is None else limit + len(self._written),
            after=after,
            consistent=consistent,
            bad=bad,
        )
        rows = [row for row in below.rows if row.key not in self._written]
        last = None if below.next is None else _order(below.rows[-1], index)
        span = _Span(index, pk, start or "", end, None if after is None else _order_of(after, index), last, descending)
        own = [row for row in self._written.values() if row is not None and span.has(row)]
        merged = sorted([*rows, *own], key=lambda row: _order(row, index), reverse=descending)
        page = merged if limit is None else merged[:limit]
        is_last = below.next is None and len(page) == len(merged)
        return Page(page, None if is_last or not page else position_after(page[-1], index))

    def commit(self, actions: Sequence[Action]) -> None:
        """Do all actions or none, here alone."""
        check_commit(actions)
        asked = [action.key for action in actions if action.when is not None]
        known = self.get(asked, consistent=True) if asked else {}
        failed = [n for n, action in enumerate(actions) if not _holds(action.when, known.get(action.key))]
        if failed:
            raise Collision(failed)
        for action in actions:
            match action:
                case Put(row):
                    self._written[row.key] = row
                case Delete(key):
                    self._written[key] = None
                case Check():
                    pass

    def take(self, key: Key, n: int, cap: int, *, expires: int | None = None) -> int | None:
        """Add n to a counter unless it would exceed the cap."""
        check_key(key)
        check_take(n)
        row = self.get([key], consistent=True).get(key) or Row(key, {})
        total = int(row.condition_attributes.get(TAKEN, 0)) + n
        if total > cap:
            return None
        ends = row.expires if expires is None else expires
        self._written[key] = Row(key, row.body, row.indexes, {**row.condition_attributes, TAKEN: total}, ends)
        return total

    def flush(self) -> None:
        """Do nothing: nothing was written."""

    def probe(self) -> None:
        """Raise the error that a write to the table would raise now."""
        self._table.probe()


@dataclass(frozen=True)
class _Span:
    """A range of a partition after one row and until another, by their orders; None: from its start, until its end."""

    index: str | None
    pk: str
    start: str
    end: str | None
    after: "_Order | None"
    last: "_Order | None"
    descending: bool

    def has(self, row: Row) -> bool:
        """Return whether a row is in the range."""
        place = row.key if self.index is None else row.indexes.get(self.index)
        if place is None or place.pk != self.pk or not _is_within(place.sk, self.start, self.end):
            return False
        order = _order(row, self.index)
        is_after = self.after is None or (order < self.after if self.descending else order > self.after)
        return is_after and (self.last is None or (order >= self.last if self.descending else order <= self.last))


_Order = tuple[bytes, bytes, bytes]


def _order(row: Row, index: str | None) -> _Order:
    return _order_of(position_after(row, index), index)


def _order_of(position: Position, index: str | None) -> _Order:
    """Return the place of a row in the order of an index: by its sort keys as bytes, then by its own key."""
    return position[f"{index or ''}sk"].encode(), position["pk"].encode(), position["sk"].encode()


def _is_within(sk: str, start: str, end: str | None) -> bool:
    return start.encode() <= sk.encode() and (not end or sk.encode() <= end.encode())


def _holds(condition: Condition, row: Row | None) -> bool:
    match condition:
        case None:
            return True
        case Equals(attribute, value):
            known = None if row is None else row.condition_attributes.get(attribute)
            return known == value and type(known) is type(value)
        case _:
            return (row is not None) is (condition is PRESENT)
