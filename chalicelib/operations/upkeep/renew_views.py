"""Renews the view of an entity that time has changed, and does what its last write left to be done."""

from contextlib import suppress
from dataclasses import replace

from chalicelib.domain.instants import Instant
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.deferred_rows import load_settled
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.staging.view_update import make_view, row_actions, rows_of
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.store.item_limits import MAX_ACTIONS
from chalicelib.store.records.entity_rows import View, is_last, view_rows
from chalicelib.store.rows import Action, Put
from chalicelib.store.table import Collision, Unsure

CAUSE = "time"


def renew(world: World, caller: Caller, *, ref: str) -> bool:
    """Bring an entity's view up to date; return whether that made a revision.

    If time changes nothing visible, there is no revision: only `until` of the view is set again. Safe at any time, in
    parallel and repeatedly. Raises Busy.
    """
    entity = load_settled(world, ref)
    if entity.view is not None and entity.view.look_again is not None and entity.view.look_again <= world.now():
        # Few ticks have one to look for.
        from chalicelib.operations.upkeep.late_referrers import refresh_late_referrers

        entity = replace(entity, view=refresh_late_referrers(world, caller, entity.view))
    if not _is_due(entity, world.now()) or _extend_view(world, entity):
        return False

    def plan(attempt: Attempt) -> list[Change]:
        is_due = _is_due(attempt.entities[ref], world.now())  # another writer may have been faster
        return [Change(ref, CAUSE, whole=True)] if is_due else []

    return bool(run_transaction(RequestContext(world, caller), refs=[ref], plan=plan))


def _is_due(entity: Entity, now: Instant) -> bool:
    view = entity.view
    return view is not None and view.lifecycle is None and not view.holds_at(now)


def _extend_view(world: World, entity: Entity) -> bool:
    """Set `until` of a view that still shows the same again; return False if it shows something else now."""
    view = entity.view
    now_made = make_view(entity, redirects=entity.redirects, at=world.now(), whole=True)
    if view is None or (now_made.flat, now_made.conflicts) != (view.flat, view.conflicts):
        return False
    actions = _extension_actions(view, now_made.until)
    if len(actions) > MAX_ACTIONS:
        return False
    with suppress(Collision, Unsure):  # a writer was faster, or the answer was lost: the next tick retries
        world.table.commit(actions)
    return True


def _extension_actions(view: View, until: Instant | None) -> list[Action]:
    """Rewrite the view and its rows that contain `until`, if the view is still the last one."""
    moved = replace(view, until=until)
    return [
        Put(view_rows(moved)[0], when=is_last(view)),
        *row_actions(rows_of(view), rows_of(moved), at=moved.updated_at, whole=False),
    ]
