"""The limits of the table, checked before anything is sent and alike by both engines."""

from collections.abc import Iterator, Sequence

from chalicelib.domain.errors import Oversized
from chalicelib.store.rows import INDEXES, Action, Check, Key, Put, Row
from chalicelib.store.table import Table

MAX_ACTIONS = 100
MAX_ITEM_BYTES = 400 * 1024
MAX_COMMIT_BYTES = 4 * 1024 * 1024
MAX_PK_BYTES = 2048
MAX_SK_BYTES = 1024


def check_commit(actions: Sequence[Action]) -> None:
    """Raise ValueError when these actions can never be one commit, Oversized when they are too large."""
    if not 1 <= len(actions) <= MAX_ACTIONS:
        raise ValueError(f"a commit has 1 to {MAX_ACTIONS} actions, this one has {len(actions)}")
    if len({action.key for action in actions}) < len(actions):
        raise ValueError("two actions of a commit are on the same item")
    for action in actions:
        check_key(action.key)
    if (size := sum(map(check_action, actions))) > MAX_COMMIT_BYTES:
        raise Oversized(
            f"A transaction has at most {MAX_COMMIT_BYTES} bytes, and this one would have {size}. Send fewer or "
            "shorter values in one request.",
            context={"bytes": size, "limit": MAX_COMMIT_BYTES},
        )


def check_action(action: Action) -> int:
    """Return the bytes that an action adds to a transaction. Raises as `check_row` does."""
    return check_row(action.row) if isinstance(action, Put) else 0


def slices(actions: Sequence[Action], *, most: int) -> Iterator[Sequence[Action]]:
    """Cut actions into runs of at most `most`, each within the bytes of a transaction, in the same order."""
    start, size = 0, 0
    for place, action in enumerate(actions):
        added = check_action(action)
        if place - start == most or (place > start and size + added > MAX_COMMIT_BYTES):
            yield actions[start:place]
            start, size = place, 0
        size += added
    if start < len(actions):
        yield actions[start:]


def commit_in_slices(table: Table, actions: Sequence[Action], *, lock: Check | None = None) -> None:
    """Commit actions in order, as many transactions as they need; each of them depends on the lock.

    The first that fails raises its error; the rest is then left out.
    """
    locks = [] if lock is None else [lock]
    for part in slices(actions, most=MAX_ACTIONS - len(locks)):
        table.commit([*locks, *part])


def check_row(row: Row) -> int:
    """Return the bytes of a row. Raises Oversized when it is too large, ValueError for an impossible key."""
    for key in row.indexes.values():
        check_key(key)
    return _check_size(row)


def _check_size(row: Row) -> int:
    if row.size > MAX_ITEM_BYTES:
        raise Oversized(
            f"An item has at most {MAX_ITEM_BYTES} bytes, and {row.key.sk} would have {row.size}.",
            context={"bytes": row.size, "limit": MAX_ITEM_BYTES},
        )
    return row.size


def check_key(key: Key) -> None:
    """Raise ValueError when a key is empty or too long."""
    if not (1 <= len(key.pk.encode()) <= MAX_PK_BYTES and 1 <= len(key.sk.encode()) <= MAX_SK_BYTES):
        raise ValueError(f"a key has 1 to {MAX_PK_BYTES} and 1 to {MAX_SK_BYTES} bytes: {key}")


def nothing_between(start: str | None, end: str | None) -> bool:
    """Return whether a range is empty, which DynamoDB would refuse."""
    return end is not None and (not end or (start or "") > end)


def check_query(index: str | None, *, limit: int | None, consistent: bool, is_lenient: bool = False) -> None:
    """Raise ValueError for an impossible query."""
    if index is not None and index not in INDEXES:
        raise ValueError(f"no such index: {index}")
    if limit is not None and limit < 1:
        raise ValueError(f"a limit is at least 1, not {limit}")
    if index is not None and consistent:
        raise ValueError("an index cannot be read consistently")
    if is_lenient and limit is not None:
        raise ValueError("a page that leaves out items cannot be continued")


def check_take(n: int) -> None:
    """Raise ValueError unless a counter can grow by n."""
    if n < 1:
        raise ValueError(f"a counter grows by at least 1, not by {n}")


def sizes_of(actions: Sequence[Action]) -> list[int]:
    """Return the bytes that each action adds to a transaction. Raises Oversized."""
    return [_check_size(action.row) if isinstance(action, Put) else 0 for action in actions]
