"""Transaction size: makes changes fit into one transaction, or says by how much they do not."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, takewhile

from chalicelib.domain.errors import TooManyActions
from chalicelib.operations.transactions.series_rows import day_of_row
from chalicelib.operations.transactions.staging import Staged
from chalicelib.store import keys
from chalicelib.store.item_limits import MAX_ACTIONS, MAX_COMMIT_BYTES, MAX_ITEM_BYTES, check_action
from chalicelib.store.records.entity_rows import SeriesDay, view_rows
from chalicelib.store.rows import Action, Delete, Key, Put

KEPT_FREE = 2 * MAX_ITEM_BYTES  # for the receipt, and for a view that will say what it owes


def fitted(staged: Sequence[Staged], *, locks: int, receipts: int) -> list[Staged]:
    """Make changes fit into one transaction; what they record and their views must, rows may follow it.

    Raises TooManyActions with what the actions are.
    """
    parts = _parts(staged, locks, receipts)
    needed = sum(parts.values())
    if needed > MAX_ACTIONS:
        raise TooManyActions(_told(parts, needed), context={"actions": needed, "limit": MAX_ACTIONS, "parts": parts})
    fitting, room = list[Staged](), MAX_ACTIONS - needed
    bytes_left = MAX_COMMIT_BYTES - KEPT_FREE - sum(_size((*each.record, *each.view)) for each in staged)
    for each in staged:
        fitting.append(_shortened(each, room, bytes_left=bytes_left))
        room -= len(fitting[-1].rows)
        bytes_left -= _size(fitting[-1].rows)
    return fitting


def _parts(staged: Sequence[Staged], locks: int, receipts: int) -> dict[str, int]:
    """Count the actions of each sort; those that there are none of are left out."""
    changed = [each for each in staged if each.record]
    counts = {
        "facts": sum(len(each.record) - 1 for each in changed),
        "revisions": len(changed),
        "views": len(changed),
        "long_properties": sum(len(each.view) - 1 for each in changed),
        "entities_read": locks,
        "receipts": receipts,
    }
    return {name: count for name, count in counts.items() if count}


def _told(parts: dict[str, int], needed: int) -> str:
    sorts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in parts.items())
    beyond = needed - MAX_ACTIONS
    return (
        f"This takes {needed} actions in one transaction ({sorts}), and {MAX_ACTIONS} are the most: take out at least "
        f"{beyond} {'values' if beyond > 1 else 'value'} and send the rest in another request."
    )


def _size(actions: Sequence[Action]) -> int:
    return sum(map(check_action, actions))


def _shortened(staged: Staged, room: int, *, bytes_left: int) -> Staged:
    """Leave out rows beyond the room that a transaction has; the view then says that it is behind, and what it owes."""
    view = staged.entity.view
    room = min(room, _fitting(staged.rows, bytes_left))
    if len(staged.rows) <= room or view is None:
        return staged
    owed = dict.fromkeys(filter(None, map(_over, staged.rows[room:])))
    days = tuple(filter(None, map(_series_day, staged.rows[room:])))
    behind = replace(view, has_pending_rows=True, pending_deletes=tuple(owed), pending_series=days)
    own = [Put(view_rows(behind)[0]), *staged.view[1:]]
    return replace(staged, entity=replace(staged.entity, view=behind), view=own, rows=staged.rows[:room])


def _fitting(rows: Sequence[Action], bytes_left: int) -> int:
    """Count how many rows of the first ones fit into so many bytes."""
    sizes = accumulate(map(check_action, rows))
    return sum(1 for _ in takewhile(lambda size: size <= bytes_left, sizes))


def _series_day(action: Action) -> SeriesDay | None:
    """Return the day of the conflict within a series that an action writes."""
    is_conflict = isinstance(action, Put) and "day" in action.row.body and "until" not in action.row.body
    return day_of_row(action.row) if isinstance(action, Put) and is_conflict else None


def _over(action: Action) -> Key | None:
    """Give the key of the row that an action ends: it removes it, or keeps it as a closed one."""
    if isinstance(action, Delete):
        return action.key
    return keys.parse_closed(action.key)[0] if isinstance(action, Put) and "until" in action.row.body else None
