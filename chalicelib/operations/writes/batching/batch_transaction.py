"""One transaction of a batch: writes parts together, and keeps their outcomes in the receipt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.domain.errors import Fault, PossibleDuplicate
from chalicelib.domain.faults import Adjustment, Faults, summed_up
from chalicelib.domain.hints import Hint
from chalicelib.operations.entities.duplicates import Candidate
from chalicelib.operations.entities.erased import find_erasures
from chalicelib.operations.entities.large.facts_on_demand import load_for_write
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.idempotency import stored_answer
from chalicelib.operations.transactions.staging.changes import Change, Staged
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.transactions.write_result import WriteResult, adjusted_in, are_replays
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.write_report import WriteReport
from chalicelib.operations.writes.batching.outcomes import Outcome, OutcomeType, outcomes_of
from chalicelib.operations.writes.batching.parts import EntityPart, IfExists, Part
from chalicelib.operations.writes.batching.plan import Planned, plan_parts
from chalicelib.operations.writes.duplicates import duplicates_of
from chalicelib.operations.writes.identifiers_elsewhere import identifiers_elsewhere
from chalicelib.store.records.erasure_rows import Erasure
from chalicelib.store.rehearsal import Rehearsal
from chalicelib.store.rows import Put

MAX_ID_CHARS = 150_000  # of the facts in a receipt; a repetition names none of the parts after those
PARTS = "parts"  # the member of a stored answer with the outcome of each part, by its place


@dataclass
class BatchRequest:
    """The state shared by the transactions of a batch; `outcomes` are those that this or an earlier request wrote."""

    context: RequestContext
    looks_for_duplicates: bool = True
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    adjusted: dict[str, Adjustment] = field(default_factory=dict)
    reports: list[WriteReport] = field(default_factory=list)
    has_recalled: bool = False  # outcomes of an earlier request
    has_written: bool = False

    @property
    def is_replay(self) -> bool:
        """Whether earlier requests with the same key did all that was done."""
        return self.has_recalled and not self.has_written

    def recall(self, parts: Iterable[Part], *, again: bool = False) -> None:
        """Take over the outcomes of earlier requests with the same key. Raises IdempotencyKeyReused."""
        stored = stored_answer(self.context.world, self.context.idempotency, again=again)
        kept: Mapping[str, Any] = stored.body.get(PARTS, {}) if stored else {}
        for part in parts:
            if (each := kept.get(str(part.place))) is not None:
                self.has_recalled = True
                outcome, revision, facts = each
                self.outcomes[part.place] = Outcome(
                    part.place, part.at, OutcomeType(outcome), part.ref, revision, tuple(facts)
                )

    def reported(self, outcomes: Iterable[Outcome]) -> Mapping[str, Any]:
        """Return what the receipt keeps: the outcomes so far, and these, with facts as far as there is room."""
        known = {**self.outcomes, **{each.place: each for each in outcomes}}
        kept: dict[str, list[Any]] = {}
        room = MAX_ID_CHARS
        for each in (each for each in known.values() if each.refusal is None):
            room -= sum(map(len, each.facts))
            kept[str(each.place)] = [each.outcome.value, each.revision, list(each.facts) if room >= 0 else []]
        return {PARTS: kept}


def write_parts(request: BatchRequest, parts: Sequence[Part], *, faults: Faults) -> None:
    """Write parts in one transaction, and note their outcomes. `faults` are those found before.

    Raises Invalid, Duplicate, PossibleDuplicate and what other writes raise.
    """
    planned, world = Planned(), request.context.world
    erased: dict[str, Erasure] = {}

    def load(_: World, ref: str) -> Entity:
        entity = load_for_write(world, ref)
        erased.update(find_erasures(world, [ref]) if entity.view is None else {})
        return entity

    def plan(attempt: Attempt) -> list[Change]:
        nonlocal planned
        attempt.faults.continue_from(faults)
        changes, planned = plan_parts(world, attempt, parts, erased=erased)
        return changes

    def outcomes(results: Sequence[WriteResult]) -> list[Outcome]:
        return outcomes_of(parts, results, planned)

    def judge(staged: Sequence[Staged]) -> list[Hint]:
        if not request.looks_for_duplicates:
            return []
        _refuse_duplicates(world, staged, new=new, planned=planned)
        return identifiers_elsewhere(world, [each for each in staged if each.entity.ref not in planned.new])

    new = {part.ref: part for part in parts if isinstance(part, EntityPart)}
    results = run_transaction(
        request.context,
        refs=list(dict.fromkeys(part.ref for part in parts)),
        plan=plan,
        load=load,
        creates=[ref for ref, part in new.items() if part.controls.if_exists is IfExists.REFUSE],
        report=lambda results: request.reported(outcomes(results)) if request.context.idempotency else None,
        part=[part.place for part in parts],
        judge=judge,
    )
    request.adjusted |= adjusted_in(results)
    request.reports += [each.report for each in results]
    if are_replays(results):
        request.recall(parts, again=True)
    else:
        request.has_written = True
        request.outcomes |= {each.place: each for each in outcomes(results)}


def _refuse_duplicates(
    world: World, staged: Sequence[Staged], *, new: Mapping[str, EntityPart], planned: Planned
) -> None:
    """Refuse the new entities that seem to be on record under another slug, or in an earlier part.

    Raises PossibleDuplicate.
    """
    looked = sorted(
        (each for each in staged if each.entity.ref in planned.new), key=lambda each: new[each.entity.ref].place
    )
    earlier = Rehearsal(world.table)
    faults: list[Fault] = []
    candidates: list[Any] = []
    for each in looked:
        part = new[each.entity.ref]
        if not part.controls.allow_duplicate:
            found = duplicates_of(replace(world, table=earlier), each, itself=[part.ref]).candidates
            candidates = candidates or [candidate.json_value() for candidate in found]
            faults += [_possible_duplicate(part, found, new)] if found else []
        for row in (action.row for action in each.rows if isinstance(action, Put)):
            earlier.commit([Put(row)])
    if faults:
        raise PossibleDuplicate(summed_up(faults), faults=tuple(faults), context={"candidates": candidates})


def _possible_duplicate(part: EntityPart, found: Sequence[Candidate], new: Mapping[str, EntityPart]) -> Fault:
    named = "; ".join(f"{_place_of(each.ref, new)} ({', '.join(each.why)})" for each in found)
    detail = f"{part.ref} may be the same as {named}. If it is, name that one; if not, send "
    return Fault(part.at, "possible_duplicate", f"{detail}`allow_duplicate: true` in this part.")


def _place_of(ref: str, new: Mapping[str, EntityPart]) -> str:
    return f"{ref}, part {new[ref].at}" if ref in new else ref
