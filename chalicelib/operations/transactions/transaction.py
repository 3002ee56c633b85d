"""Writing: read, plan, one transaction; again when another writer was there first, five times at most."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from chalicelib.domain.errors import Busy, Refusal, Stale
from chalicelib.domain.faults import Faults
from chalicelib.domain.outages import Unavailable
from chalicelib.operations.entities.loading import Entity, load_entity, must_be_live
from chalicelib.operations.transactions.checks.clocks import Clock, notice
from chalicelib.operations.transactions.checks.fact_limits import must_have_room
from chalicelib.operations.transactions.checks.transaction_size import fitted
from chalicelib.operations.transactions.deferred_rows import catch_up
from chalicelib.operations.transactions.idempotency import (
    IdempotentRequest,
    Part,
    StoredAnswer,
    commit_failure,
    earlier_results,
    gave_up,
    receipt_actions,
)
from chalicelib.operations.transactions.references import Targets, look_up
from chalicelib.operations.transactions.series_rows import SeriesSpan, load_neighbours
from chalicelib.operations.transactions.staging import Change, Staged, Stamp, check_drafts, draft_ids, stage
from chalicelib.operations.transactions.write_result import WriteResult
from chalicelib.operations.world import Caller, World
from chalicelib.store import keys
from chalicelib.store.item_limits import check_commit
from chalicelib.store.records.revision_rows import read_revision
from chalicelib.store.rows import ABSENT, Action, Check
from chalicelib.store.table import Collision, Unsure

TRIES = 5
FASTER = "Other writers were faster five times in a row."
NO_ANSWER = "The table did not answer: whether this was written is not known. Send the same request again shortly."
FIRST_PAUSE = 0.02  # seconds; doubled each try, with jitter


@dataclass(frozen=True)
class Attempt:
    """One try at a write: the entities as they lie in the table, where faults are noted, and the request's name.

    `may_be_ahead` says that the entities may lie ahead of the clock, however far.
    """

    entities: Mapping[str, Entity]
    faults: Faults
    write: str
    may_be_ahead: bool = False


Plan = Callable[[Attempt], Sequence[Change]]
Load = Callable[[World, str], Entity]


@dataclass(frozen=True)
class _Request:
    """A write that was asked for: on what, by which plan, how it begins, its name, and its receipt if it has a key.

    `part` are the places of the facts sent that it is about, where other transactions record the others.
    """

    refs: Sequence[str]
    plan: Plan
    creates: bool
    load: Load
    name: str
    once: IdempotentRequest | None
    told: StoredAnswer | None
    dry_run: bool
    part: Part
    may_be_ahead: bool


def run_transaction(
    world: World,
    caller: Caller,
    *,
    refs: Sequence[str],
    plan: Plan,
    creates: bool = False,
    load: Load = load_entity,
    once: IdempotentRequest | None = None,
    told: StoredAnswer | None = None,
    dry_run: bool = False,
    part: Part = (),
    may_be_ahead: bool = False,
) -> list[WriteResult]:
    """Carry out a plan on some entities in one transaction and answer how they are then.

    The plan sees the entities, notes faults and says what it wants of each; it is asked again on every try. Raises
    what the plan raises, Invalid, TooManyFacts, TooManyActions, AheadOfClock unless `may_be_ahead`, and Busy after five
    tries. Nothing is written in part, and what landed although its answer was lost is found by the request's name. With
    `once` the same request is carried out once and answered alike ever after; `told` goes into its receipt, and `part`
    says which of the facts sent it settles. A dry run stops before the transaction and answers what it would lead to
    now.
    """
    request = _Request(refs, plan, creates, load, world.token(), once, told, dry_run, part, may_be_ahead)
    try:
        return _write(world, caller, request)
    except Refusal:
        # What refuses it may be what the same request, sent twice, did in the meantime.
        if before := earlier_results(world, once, refs=refs, write=request.name, part=part, again=True):
            return before
        raise


def _write(world: World, caller: Caller, request: _Request) -> list[WriteResult]:
    name, tried = request.name, list[list[Staged]]()
    failure: Collision | Unsure | None = None
    for attempt in range(TRIES):
        again = attempt > 0
        if before := earlier_results(
            world, request.once, refs=request.refs, write=name, part=request.part, again=again
        ):
            return before
        fresh = request.creates and attempt == 0  # the first try to create reads nothing: the lock tells if it is taken
        entities = {ref: Entity(ref) if fresh else _loaded(world, ref, request) for ref in request.refs}
        if landed := _landed(world, tried, name):
            return _outcomes(landed)
        staged = _stage_all(world, caller, request.plan, Attempt(entities, Faults(), name, request.may_be_ahead))
        locks = _locks(staged, entities)
        staged = fitted(staged, locks=len(locks), receipts=int(request.once is not None))
        failure = _commit(world, staged, locks, request=request)
        if failure is None:
            return _outcomes(staged if request.dry_run else [_followed_up(world, each) for each in staged])
        tried.append(staged)
        world.pause(_pause(attempt, name))
    if landed := _landed(world, tried, name):
        return _outcomes([_followed_up(world, each) for each in landed])
    raise gave_up(request.once, detail=NO_ANSWER if isinstance(failure, Unsure) else FASTER)


def _loaded(world: World, ref: str, request: _Request) -> Entity:
    return request.load(world, ref) if request.dry_run else caught_up(world, ref, load=request.load)


def caught_up(world: World, ref: str, *, load: Load = load_entity) -> Entity:
    """Load an entity whose rows are all there: what a write could not finish is finished first. Raises Busy."""
    for _ in range(TRIES):
        entity = load(world, ref)
        if entity.view is None or not entity.view.has_pending_rows:
            return entity
        # What it owes stands in its view alone: the next view would forget it.
        catch_up(world, entity.view)
    raise Busy(f"{ref} is being written to faster than its rows can follow.")


def _followed_up(world: World, staged: Staged) -> Staged:
    """Write the rows that did not fit; what is written is written, and they can wait for the next writer."""
    view = staged.entity.view
    if view is not None and view.has_pending_rows:
        with suppress(Busy, Unavailable):
            view = catch_up(world, view)
    return replace(staged, entity=replace(staged.entity, view=view))


def must_match(entity: Entity, if_match: Collection[int] | None) -> None:
    """Refuse a write whose `If-Match` names other revisions than the present one."""
    if if_match is not None and entity.revision not in if_match:
        named = " or ".join(map(str, sorted(if_match)))
        raise Stale(
            f"{entity.ref} is at revision {entity.revision}, not {named}: read it again.",
            context={"revision": entity.revision},
        )


def live(attempt: Attempt, ref: str, *, if_match: Collection[int] | None = None) -> Entity:
    """Give an entity of the attempt that exists, is neither retired nor merged, and is at the expected revision."""
    entity = attempt.entities[ref]
    must_be_live(entity)
    must_match(entity, if_match)
    return entity


def _stage_all(world: World, caller: Caller, plan: Plan, attempt: Attempt) -> list[Staged]:
    changes = [_with_series(world, change, attempt.entities[change.ref]) for change in plan(attempt)]
    for change in changes:
        check_drafts(attempt.entities[change.ref], change.drafts, attempt.faults)
    refs = {change.ref: change.refs for change in changes}
    drafts = {change.ref: change.drafts for change in changes}
    targets = look_up(world, refs, attempt.entities, drafts=drafts, faults=attempt.faults)
    attempt.faults.refuse()
    must_have_room((attempt.entities[change.ref], change) for change in changes)
    clock = Clock.of(world.now(), attempt.entities.values())
    staged = [_stage(change, attempt, targets, clock, by=caller.key_id) for change in changes]
    written = {each.entity.ref: attempt.entities[each.entity.ref].view for each in staged if each.record}
    seen = {ref: view for ref, view in written.items() if view is not None}
    notice(seen, now=clock.now, may_be_ahead=attempt.may_be_ahead)
    return staged


def _stage(change: Change, attempt: Attempt, targets: Targets, clock: Clock, *, by: str) -> Staged:
    entity = attempt.entities[change.ref]
    return stage(change, entity, targets, Stamp(clock.instant_of(entity), by, attempt.write))


def _with_series(world: World, change: Change, entity: Entity) -> Change:
    """Add the facts of series that are on record already, and their neighbours: they lie outside the entity's rows."""
    drafts = zip(draft_ids(change), change.drafts, strict=True)
    spans = [SeriesSpan(name, draft.content.valid) for name, draft in drafts if draft.declared.series]
    spans += [SeriesSpan(name, change.series[name].content.valid) for name in change.decisions if name in change.series]
    if not spans or entity.view is None:  # an entity that is being created has no series yet
        return change
    found = load_neighbours(world, spans)
    return replace(change, series={**change.series, **found})


def _locks(staged: Sequence[Staged], entities: Mapping[str, Entity]) -> list[Action]:
    """Let the transaction also depend on the entities that the plan saw and leaves as they are."""
    changed = {each.entity.ref for each in staged}
    seen = [entity for ref, entity in entities.items() if ref not in changed]
    return [Check(keys.revision_key(entity.ref, entity.revision + 1), ABSENT) for entity in seen]


def _commit(
    world: World, staged: Sequence[Staged], locks: Sequence[Action], *, request: _Request
) -> Collision | Unsure | None:
    once = request.once
    receipt = receipt_actions(
        world, once, write=request.name, outcomes=_outcomes(staged), told=request.told, part=request.part
    )
    parts = ((*each.record, *each.view, *each.rows) for each in staged)
    actions = [*receipt, *(action for part in parts for action in part)]
    if actions and request.dry_run:
        check_commit([*actions, *locks])
        return None
    return commit_failure(world, once, actions=[*actions, *locks]) if actions else None


def _landed(world: World, tried: Sequence[list[Staged]], name: str) -> list[Staged] | None:
    """Find the try whose answer was lost although it landed: its revisions carry the request's name."""
    locks = [[keys.revision_key(s.entity.ref, s.entity.revision) for s in each if s.record] for each in tried]
    rows = world.table.get([key for each in locks for key in each], consistent=True) if tried else {}
    ours = {key for key, row in rows.items() if read_revision(row).write == name}
    return next((each for each, lock in zip(tried, locks, strict=True) if ours.intersection(lock)), None)


def _outcomes(staged: Sequence[Staged]) -> list[WriteResult]:
    return [WriteResult(each.entity, each.facts, created=bool(each.record)) for each in staged]


def _pause(attempt: int, name: str) -> float:
    """Give the seconds to wait: doubling, times 0.5 to 1.5 by the request's own random name."""
    jitter = 0.5 + (sum(name.encode()) * (attempt + 7) % 97) / 97
    return FIRST_PAUSE * float(2**attempt) * jitter
