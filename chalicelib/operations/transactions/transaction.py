"""Transactions: reads entities, plans changes and commits them together; at most eight times if others write too."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.errors import Refusal
from chalicelib.domain.faults import Faults
from chalicelib.domain.hints import Hint
from chalicelib.operations.entities.large.facts_on_demand import load_for_write
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.attempts import Attempt, Plan, stage_plan
from chalicelib.operations.transactions.backoff import MAX_ATTEMPTS, MAX_UNANSWERED, pause_seconds
from chalicelib.operations.transactions.checking.checks import (
    fit_into_transaction,
    locks_on_unchanged,
)
from chalicelib.operations.transactions.deferred_rows import Load, load_settled, settle
from chalicelib.operations.transactions.idempotency import (
    Part,
    commit_failure,
    earlier_results,
    gave_up,
    receipt_actions,
)
from chalicelib.operations.transactions.staging.changes import Staged
from chalicelib.operations.transactions.write_result import Notes, WriteResult
from chalicelib.operations.world import RequestContext, World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import read_revision
from chalicelib.store.records.torn import Torn
from chalicelib.store.rows import Action
from chalicelib.store.table import Collision, Unsure

OTHERS_FASTER = "Other writers were faster eight times in a row."
NO_ANSWER = "The table did not answer, so whether this was written is unknown. Send the same request again shortly."


Judge = Callable[[Sequence[Staged]], Iterable[Hint]]  # may refuse what a plan without faults leads to, or advise
Report = Callable[[Sequence[WriteResult]], Mapping[str, Any] | None]  # the answer that the receipt keeps whole


@dataclass(frozen=True)
class PlannedWrite:
    """A write to be committed: its entities, its plan, how it begins, its name, and the answer for its receipt.

    `part` are the places of the facts that it records, if other transactions record the rest of the request.
    """

    refs: Sequence[str]
    plan: Plan
    creates: Collection[str]
    load: Load
    name: str
    report: Report
    part: Part
    may_be_ahead: bool
    judge: Judge


def run_transaction(
    context: RequestContext,
    *,
    refs: Sequence[str],
    plan: Plan,
    creates: Collection[str] = (),
    load: Load = load_for_write,
    report: Report = lambda _: None,
    part: Part = (),
    may_be_ahead: bool = False,
    judge: Judge = lambda _: (),
) -> list[WriteResult]:
    """Carry out a plan on some entities in one transaction, and return them as they are then.

    The plan sees the entities, notes faults and returns a change of each; every attempt calls it again, and the first
    does not read what the write `creates`. Nothing is written in part, and a commit whose answer was lost is found by
    the write's name. With an idempotency key a repeated request gets the same answer; its receipt keeps what
    `report` returns, and the places of the facts it settled, `part`. A rehearsal also returns plausibility hints.
    Raises what the plan and the judge of its result raise, Invalid, TooManyFacts, TooManyActions, AheadOfClock unless
    `may_be_ahead`, and Busy after eight attempts.
    """
    write = PlannedWrite(refs, plan, creates, load, context.world.token(), report, part, may_be_ahead, judge)
    try:
        with context.world.turn(refs):
            return _run(context, write)
    except Refusal:
        # The reason may be what the same request, sent twice, did in the meantime.
        if before := _earlier_results(context, write, again=True):
            return before
        raise


def _earlier_results(context: RequestContext, write: PlannedWrite, *, again: bool) -> list[WriteResult]:
    return earlier_results(
        context.world, context.idempotency, refs=write.refs, write=write.name, part=write.part, again=again
    )


def _run(context: RequestContext, write: PlannedWrite) -> list[WriteResult]:
    world, attempted = context.world, list[Sequence[Staged]]()
    failure: Collision | Unsure | None = None
    notes = Notes()
    for number in range(MAX_ATTEMPTS):
        if before := _earlier_results(context, write, again=number > 0):
            return before
        entities = _load_entities(world, write, is_first=number == 0)
        if committed := _find_committed(world, attempted, write.name):
            return _results(committed, notes)
        staged, notes, failure = _try(context, write, entities)
        if failure is None:
            return _results([_settled(world, each) for each in staged], notes)
        attempted.append(staged)
        if isinstance(failure, Unsure) and len(attempted) >= MAX_UNANSWERED:
            break
        if number < MAX_ATTEMPTS - 1:
            world.pause(pause_seconds(number, write.name))
    if committed := _find_committed(world, attempted, write.name):
        return _results([_settled(world, each) for each in committed], notes)
    raise gave_up(context.idempotency, detail=NO_ANSWER if isinstance(failure, Unsure) else OTHERS_FASTER)


def _try(
    context: RequestContext, write: PlannedWrite, entities: Mapping[str, Entity]
) -> tuple[Sequence[Staged], Notes, Collision | Unsure | None]:
    """Stage the plan and commit it; return what was staged, the notes, and why it failed, if it did."""
    attempt = Attempt(entities, Faults(), write.name, write.may_be_ahead)
    try:
        staged = stage_plan(context, write.plan, attempt)
    except Torn:  # another writer was faster: what was read of its entity is not of one revision
        return [], Notes(), Collision([])
    notes = Notes(attempt.faults.adjusted, _hints(context, write, staged))
    locks = locks_on_unchanged(staged, entities)
    receipt = _receipt_of(context, _results(staged, notes), write)
    staged = fit_into_transaction(staged, locks=len(locks), receipts=len(receipt))
    return staged, notes, _commit_staged(context, receipt, staged, locks)


def _load_entities(world: World, write: PlannedWrite, *, is_first: bool) -> dict[str, Entity]:
    """Load the entities; the first attempt to create one reads nothing, since the lock fails if it exists."""
    new = {*write.creates} if is_first else set()

    def load(ref: str) -> Entity:
        if ref in new:
            return Entity(ref)
        return load_settled(world, ref, load=write.load)

    return {ref: load(ref) for ref in write.refs}


def _hints(context: RequestContext, write: PlannedWrite, staged: Sequence[Staged]) -> tuple[Hint, ...]:
    """Return the advice on a write; what looks implausible is said in rehearsals alone."""
    advice = (*write.judge(staged),)
    if not context.is_rehearsed:
        return advice
    from chalicelib.operations.transactions.checking.plausibility import implausible

    return (*advice, *implausible(context.world, staged))


def _settled(world: World, staged: Staged) -> Staged:
    view = staged.entity.view
    if view is None or not view.has_pending_rows:
        return staged
    return replace(staged, entity=replace(staged.entity, view=settle(world, view)))


def _receipt_of(context: RequestContext, results: Sequence[WriteResult], write: PlannedWrite) -> list[Action]:
    world, key, answer = context.world, context.idempotency, write.report(results)
    return receipt_actions(world, key, write=write.name, outcomes=results, answer=answer, part=write.part)


def _commit_staged(
    context: RequestContext, receipt: Sequence[Action], staged: Sequence[Staged], locks: Sequence[Action]
) -> Collision | Unsure | None:
    actions = [*receipt, *(action for each in staged for action in (*each.record, *each.view, *each.rows))]
    return commit_failure(context.world, context.idempotency, actions=[*actions, *locks]) if actions else None


def _find_committed(world: World, attempted: Sequence[Sequence[Staged]], name: str) -> Sequence[Staged] | None:
    """Find the attempt that was committed although its answer was lost: its revisions carry the write's name."""
    locks = [[keys.revision_key(s.entity.ref, s.entity.revision) for s in each if s.record] for each in attempted]
    rows = world.table.get([key for each in locks for key in each], consistent=True) if attempted else {}
    ours = {key for key, row in rows.items() if read_revision(row).write == name}
    return next((each for each, lock in zip(attempted, locks, strict=True) if ours.intersection(lock)), None)


def _results(staged: Sequence[Staged], notes: Notes) -> list[WriteResult]:
    """Return the results; the first has the notes."""
    return [
        WriteResult(
            each.entity,
            each.facts,
            created=bool(each.record) and not each.report.only_revises,
            adjusted={} if place else notes.adjusted,
            report=each.report if place else each.report.with_hints(notes.hints),
        )
        for place, each in enumerate(staged)
    ]
