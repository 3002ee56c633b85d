"""Repair an entity after a restore: make its view, rows, revisions and counts agree with the facts that are there."""

from collections.abc import Sequence

from chalicelib.domain.errors import NotFound
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.loading import Entity, recover_entity
from chalicelib.operations.entities.series_conflicts import conflict_rows
from chalicelib.operations.transactions.references import read_targets
from chalicelib.operations.transactions.staging import Change, UnlistedFacts
from chalicelib.operations.transactions.transaction import Attempt, run_transaction
from chalicelib.operations.transactions.view_update import closed_row
from chalicelib.operations.upkeep.audit import Kept, read_kept, whole_view
from chalicelib.operations.world import Caller, World
from chalicelib.store import keys
from chalicelib.store.item_limits import MAX_ACTIONS, slices
from chalicelib.store.records.index_rows import is_dated, owner_of
from chalicelib.store.records.revision_rows import Revision, revision_row
from chalicelib.store.rows import ABSENT, SCHEMA, Action, Check, Delete, Equals, Put, Row

CAUSE = "rebuilt"
SETTLED_S = 1.0  # a query may see half of a transaction that is being committed; by then it is all there


def repair(world: World, caller: Caller, *, ref: str, accepts_ahead: bool = False) -> int:
    """Resolve an entity again from its facts as a revision that tells what the others do not; give its number.

    Revisions that are missing among the others are put back without content, and all its items written in the
    present layout. Where there are no facts, what is left is removed, and the answer is 0. `accepts_ahead` lets others
    write to it again where it lies ahead of the clock. Raises NotFound and Busy.
    """
    kept = read_kept(world, ref)
    if not kept.rows:
        raise NotFound(f"There is no {ref}.")
    if not kept.entity.facts:
        world.pause(SETTLED_S)
        kept = read_kept(world, ref)
    if not kept.entity.facts:
        _commit(world, [Delete(row.key) for row in kept.rows])
        return 0
    _commit(world, [Put(revision_row(each), when=ABSENT) for each in _missing(kept, caller)])

    def plan(attempt: Attempt) -> list[Change]:
        # Read again: what is written in between collides with the revision that this makes.
        now = read_kept(world, ref)
        untold = UnlistedFacts(tuple(now.untold), len(now.facts), now.told, len(conflict_rows(now.series)))
        redirects = _redirects(world, attempt.entities[ref])
        return [Change(ref, CAUSE, redirects=redirects, whole=True, accepts_ahead=accepts_ahead, untold=untold)]

    (outcome,) = run_transaction(world, caller, refs=[ref], plan=plan, load=recover_entity, may_be_ahead=True)
    _bring_up_to_date(world, ref)
    return outcome.entity.revision


def remove_orphan(world: World, row: Row) -> None:
    """Take away a row that its entity's view does not account for; what lists of then need stays as a closed row."""
    ref = owner_of(row.key)
    view = whole_view(read_kept(world, str(ref)))
    closed = closed_row(row, view.updated_at) if view is not None and is_dated(row) else None
    is_kept = closed is None or closed.key in world.table.get([closed.key], consistent=True)
    actions: list[Action] = [Delete(row.key)]
    actions += [] if closed is None or is_kept else [Put(closed)]
    # Else it has just been written, and was read before the rest of the write.
    next_revision = view.revision + 1 if view is not None else 1
    _commit(world, [*actions, Check(keys.revision_key(str(ref), next_revision), ABSENT)])


def _missing(kept: Kept, caller: Caller) -> list[Revision]:
    """Make up the revisions that are missing before the last: the feed numbers none before its predecessor."""
    known = {revision.number: revision for revision in kept.revisions}
    made: list[Revision] = []
    at = min(fact.recorded_at for fact in kept.entity.facts.values())
    for number in range(1, max(known, default=0)):
        if number in known:
            at = known[number].at
        else:
            made.append(Revision(kept.entity.ref, number, at, caller.key_id, CAUSE))
    return made


def _redirects(world: World, entity: Entity) -> dict[str, str]:
    """Find out who of those that the facts point at was merged: a view that was lost does not tell any more."""
    values = [
        value
        for fact in entity.facts.values()
        for value in (fact.value, fact.content.scope, *fact.content.qualifiers.values())
    ]
    bodies = read_targets(world, sorted({str(value) for value in values if isinstance(value, Ref)}))
    survivors = {ref: body["life"]["into"] for ref, body in bodies.items() if body.get("life", {}).get("into")}
    return {**entity.redirects, **survivors}


def _bring_up_to_date(world: World, ref: str) -> None:
    """Write what is still in an older layout: facts, decisions and revisions, if nobody else does so meanwhile.

    So too the rows of conflicts within series, which no view brings back.
    """
    kept = read_kept(world, ref)
    rows = [row for row in _rows_of(world, ref) if row.schema != SCHEMA]
    series = conflict_rows(kept.series)
    stored = world.table.get(list(series), consistent=True) if series else {}
    rows += [row for key, row in series.items() if stored.get(key) != row]
    last = max(revision.number for revision in kept.revisions)
    lock = Check(keys.revision_key(ref, last + 1), ABSENT)
    puts = [
        Put(
            row,
            when=Equals("change", row.condition_attributes["change"]) if "change" in row.condition_attributes else None,
        )
        for row in rows
    ]
    for part in slices(puts, most=MAX_ACTIONS - 1):
        world.table.commit([lock, *part])


def _rows_of(world: World, ref: str) -> list[Row]:
    kept = read_kept(world, ref)
    series = [keys.series(ref, each.name) for each in kept.entity.kind.all_properties() if each.series]
    return [*kept.rows, *(row for pk in series for row in world.table.query(None, pk, consistent=True).rows)]


def _commit(world: World, actions: Sequence[Action]) -> None:
    for part in slices(actions, most=MAX_ACTIONS):
        world.table.commit(part)
