"""Repair an entity after a restore: make its view, rows, revisions and counts agree with its facts."""

from chalicelib.domain.errors import NotFound
from chalicelib.operations.entities.loading import recover_entity
from chalicelib.operations.entities.series.series_conflicts import conflict_rows
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.references import redirects_now
from chalicelib.operations.transactions.staging.changes import Change, UnlistedFacts
from chalicelib.operations.transactions.staging.view_update import historical_row
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.upkeep.audit import Kept, listed_in, newly_indexed, read_kept, whole_view
from chalicelib.operations.upkeep.missing_marks import add_missing_marks
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.store import keys
from chalicelib.store.item_limits import commit_in_slices
from chalicelib.store.records.index.index_rows import is_dated, owner_of
from chalicelib.store.records.revision_rows import Revision, revision_row
from chalicelib.store.rows import ABSENT, SCHEMA, Action, Check, Delete, Equals, Put, Row

CAUSE = "rebuilt"
SETTLED_S = 1.0  # a query may see half of a transaction; after this time it sees all of it


def repair(world: World, caller: Caller, *, ref: str, accepts_ahead: bool = False) -> int:
    """Resolve an entity again from its facts, as a revision that records what the others lack; return its number.

    Missing revisions are replaced by empty ones, and all items are written in the current layout. An entity without
    facts is deleted, and the number is 0. `accepts_ahead` allows writes to an entity that is ahead of the clock. Raises
    NotFound and Busy.
    """
    kept = read_kept(world, ref)
    if not kept.rows:
        raise NotFound(f"There is no {ref}.")
    if not kept.entity.facts:
        world.pause(SETTLED_S)
        kept = read_kept(world, ref)
    if not kept.entity.facts:
        commit_in_slices(world.table, [Delete(row.key) for row in kept.rows])
        return 0
    placeholders = [Put(revision_row(each), when=ABSENT) for each in _missing_revisions(kept, caller)]
    commit_in_slices(world.table, placeholders)

    def plan(attempt: Attempt) -> list[Change]:
        # Read again: a write in between collides with the revision that this makes.
        now = read_kept(world, ref)
        listed = listed_in(now, attempt.entities[ref].view)
        unlisted = UnlistedFacts(tuple(now.unlisted), listed, now.counts, len(conflict_rows(now.series)))
        redirects = redirects_now(world, attempt.entities[ref])
        return [Change(ref, CAUSE, redirects=redirects, whole=True, accepts_ahead=accepts_ahead, unlisted=unlisted)]

    (outcome,) = run_transaction(
        RequestContext(world, caller), refs=[ref], plan=plan, load=recover_entity, may_be_ahead=True
    )
    _rewrite_old_rows(world, ref)
    return add_missing_marks(RequestContext(world, caller), ref) or outcome.entity.revision


def remove_orphan(world: World, row: Row) -> None:
    """Delete a row that its entity's view does not imply; lists at `known_at` keep it as a historical row."""
    ref = owner_of(row.key)
    view = whole_view(read_kept(world, str(ref)))
    historical = historical_row(row, view.updated_at) if view is not None and is_dated(row) else None
    is_kept = historical is None or historical.key in world.table.get([historical.key], consistent=True)
    actions: list[Action] = [Delete(row.key)]
    actions += [] if historical is None or is_kept else [Put(historical)]
    # The check fails if the row was read in the middle of a write.
    next_revision = view.revision + 1 if view is not None else 1
    world.table.commit([*actions, Check(keys.revision_key(str(ref), next_revision), ABSENT)])


def _missing_revisions(kept: Kept, caller: Caller) -> list[Revision]:
    """Make empty revisions for those missing before the last: the feed numbers each after its predecessor."""
    known = {revision.number: revision for revision in kept.revisions}
    made: list[Revision] = []
    at = min(fact.recorded_at for fact in kept.entity.facts.values())
    for number in range(1, max(known, default=0)):
        if number in known:
            at = known[number].at
        else:
            made.append(Revision(kept.entity.ref, number, at, caller.key_id, CAUSE))
    return made


def _rewrite_old_rows(world: World, ref: str) -> None:
    """Write again what has an older schema number, and facts with older indexes, unless another writer is faster."""
    kept = read_kept(world, ref)
    rows = [row for row in _all_rows(world, ref) if row.schema != SCHEMA]
    rows += newly_indexed(kept)
    series = conflict_rows(kept.series)  # no view brings these rows back
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
    commit_in_slices(world.table, puts, lock=lock)


def _all_rows(world: World, ref: str) -> list[Row]:
    kept = read_kept(world, ref)
    series = [keys.series(ref, each.name) for each in kept.entity.kind.series_properties]
    return [*kept.rows, *(row for pk in series for row in world.table.query(None, pk, consistent=True).rows)]
