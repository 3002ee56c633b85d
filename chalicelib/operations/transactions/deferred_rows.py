"""Catching up: writes the rows by which an entity is found that did not fit into the transaction of its view.

Rows are made from the view, those of conflicts within series from the facts of the days that it names. Each part
depends on the view being the last one: it can be done at any time, by anybody and twice: by the writer right after its
transaction, by the next writer, or by a refresh.
"""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.operations.transactions.series_rows import pending_rows
from chalicelib.operations.transactions.view_update import closed_row
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.item_limits import MAX_ACTIONS, slices
from chalicelib.store.records.entity_rows import View, view_rows
from chalicelib.store.records.index_rows import is_dated, project
from chalicelib.store.rows import ABSENT, Action, Check, Delete, Put
from chalicelib.store.table import Collision, Unsure

PART = MAX_ACTIONS - 1  # beside the lock


def catch_up(world: World, view: View) -> View:
    """Write all rows of a view that is behind and remove what it owes; give the view as it then is.

    It stays behind when another writer was faster, who then catches up, or when an answer was lost.
    """
    lock = Check(keys.revision_key(view.ref, view.revision + 1), ABSENT)
    over = world.table.get(view.pending_deletes, consistent=True)
    actions: list[Action] = []
    rows = project(view) | (pending_rows(world, view.pending_series) if view.pending_series else {})
    for row in over.values():
        # Closed first: should the part end here, the row is still there to be closed again.
        actions += [Put(closed_row(row, view.updated_at))] if is_dated(row) else []
        actions += [] if row.key in rows else [Delete(row.key)]
    actions += [Put(row) for row in rows.values()]
    settled = replace(view, has_pending_rows=False, pending_deletes=(), pending_series=())
    parts = [*slices(actions, most=PART), [Put(view_rows(settled)[0])]]
    done = all(_committed(world, [lock, *part]) for part in parts)
    return settled if done else view


def _committed(world: World, actions: Sequence[Action]) -> bool:
    try:
        world.table.commit(actions)
    except (Collision, Unsure):
        return False
    return True
