"""Deferred rows: writes the rows by which an entity is found that did not fit into the transaction of its view.

The rows are made from the view, those of conflicts within series from the facts of the days that it names. Each
transaction requires that the view is still the last one. So anybody may write them, at any time and more than once: the
writer after its transaction, the next writer, or a repair.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from chalicelib.domain.errors import Busy, Unavailable
from chalicelib.operations.entities.loading import Entity, load_entity
from chalicelib.operations.transactions.staging.series_rows import pending_rows
from chalicelib.operations.transactions.staging.view_update import historical_row
from chalicelib.operations.world import World
from chalicelib.store.item_limits import commit_in_slices
from chalicelib.store.records.entity_rows import View, check_last, is_last, view_rows
from chalicelib.store.records.index.index_rows import is_dated, project
from chalicelib.store.rows import Action, Delete, Put
from chalicelib.store.table import Collision, Unsure

Load = Callable[[World, str], Entity]
MAX_ATTEMPTS = 5


def load_settled(world: World, ref: str, *, load: Load = load_entity) -> Entity:
    """Load an entity, after writing the rows that its last write left pending. Raises Busy."""
    for _ in range(MAX_ATTEMPTS):
        entity = load(world, ref)
        if entity.view is None or not entity.view.has_pending_rows:
            return entity
        catch_up(world, entity.view)  # only this view lists its pending deletes; the next one would not
    raise Busy(f"{ref} is being written to faster than its rows can follow.")


def settle(world: World, view: View) -> View:
    """Write the pending rows of a view that is committed, or leave them to the next writer; return the view then."""
    if view.has_pending_rows:
        with suppress(Busy, Unavailable):
            return catch_up(world, view)
    return view


def catch_up(world: World, view: View) -> View:
    """Write the pending rows of a view; return the view as it is then.

    Rows stay pending if another writer was faster, who then writes them, or if the table did not answer.
    """
    settled = replace(view, has_pending_rows=False, pending_deletes=(), pending_series=())
    try:
        commit_in_slices(world.table, _pending_actions(world, view), lock=check_last(view))
        world.table.commit([Put(view_rows(settled)[0], when=is_last(view))])
    except (Collision, Unsure):
        return view
    return settled


def _pending_actions(world: World, view: View) -> list[Action]:
    ended = world.table.get(view.pending_deletes, consistent=True)
    rows = project(view) | (pending_rows(world, view.pending_series) if view.pending_series else {})
    actions: list[Action] = []
    for row in ended.values():
        # The historical row first: if the next transaction fails, the row is still there to be copied again.
        actions += [Put(historical_row(row, view.updated_at))] if is_dated(row) else []
        actions += [] if row.key in rows else [Delete(row.key)]
    return [*actions, *map(Put, rows.values())]
