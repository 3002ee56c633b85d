"""Record facts about any entities: all in one transaction, or entity by entity in the transactions that each needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain.errors import Oversized, TooManyActions
from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.hints import Hint, hints_json
from chalicelib.operations.entities.erased import find_erasures
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.attempts import Attempt, live
from chalicelib.operations.transactions.drafts import Drafts
from chalicelib.operations.transactions.idempotency import Part, earlier_results, settled_before
from chalicelib.operations.transactions.staging.changes import Change, Staged
from chalicelib.operations.transactions.staging.restated_facts import SENT_AGAIN
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.transactions.write_result import WriteResult, adjusted_in, are_replays, hints_in
from chalicelib.operations.world import Recorded, RequestContext
from chalicelib.operations.writes.identifiers_elsewhere import identifiers_elsewhere
from chalicelib.operations.writes.recording.record_apart import Apart, Numbered, Refused
from chalicelib.operations.writes.recording.record_body import (
    check_number_of_facts,
    draft_fact,
    fiscal_years,
    group_by_entity,
)
from chalicelib.store.item_limits import MAX_ITEM_BYTES

if TYPE_CHECKING:
    pass

MAX_OUTCOME_FAULTS = 100  # of one entity, in its outcomes


def record(
    context: RequestContext,
    *,
    facts: Sequence[Any],
    atomic: bool = True,
    replaces_evidence: bool = False,
) -> Recorded:
    """Record 1 to 100 facts. Raises Invalid, NotFound, Gone, Merged, Retracted, TooManyActions, Oversized and Busy.

    If it is not atomic, the facts of each entity are recorded in as many transactions as they need, a faulty fact is
    refused alone, and `outcomes` reports what happened to each; only a malformed request is refused as a whole. With
    `replaces_evidence` facts on record that are sent with other evidence get it.
    """
    check_number_of_facts(facts)
    revises = SENT_AGAIN if replaces_evidence else None
    request = RecordRequest(context, revises)
    by_entity, malformed = group_by_entity(facts)
    if atomic:
        return _record_together(request, by_entity, malformed)
    outcomes: list[dict[str, Any]] = [{"places": each.places, "refusal": each.refusal} for each in malformed]
    recorded = [_record_apart(request, ref, each) for ref, each in by_entity.items()]
    outcomes += [outcome for each in recorded for outcome in _list_outcomes(each)]
    outcomes.sort(key=lambda outcome: outcome["places"][0])
    return Recorded(
        [fact for outcome in outcomes for fact in outcome.get("facts", [])],
        created=any(outcome.get("created") for outcome in outcomes),
        outcomes=outcomes,
        is_replay=are_replays([result for each in recorded for result in each.outcomes]),
        adjusted=adjusted_in([result for each in recorded for result in each.outcomes]),
        hints=hints_in([result for each in recorded for result in each.outcomes]),
    )


@dataclass(frozen=True)
class RecordRequest:
    """The state shared by the transactions of one request."""

    context: RequestContext
    revises: str | None = None  # why facts on record get the evidence sent; None: they keep theirs
    guesses: Guesses = field(default_factory=Guesses)


def _record_together(
    request: RecordRequest, by_entity: Mapping[str, list[Numbered]], malformed: Sequence[Refused]
) -> Recorded:
    """Record all facts in one transaction, or none."""
    found = [fault for each in malformed for fault in each.refusal.faults]
    try:
        outcomes = _record_in_transaction(request, by_entity, faults=Faults(found, guesses=request.guesses))
    except (TooManyActions, Oversized) as refused:
        if refused.context["limit"] == MAX_ITEM_BYTES:  # an item of one entity, which more transactions only fill
            raise
        detail = f"{refused.detail} Or send them with `atomic=false`, which uses as many transactions as needed."
        raise type(refused)(detail, context=refused.context) from None
    places = {ref: tuple(place for place, _ in each) for ref, each in by_entity.items()}
    reported = [_report_outcome(outcome, places[outcome.entity.ref]) for outcome in outcomes]
    return Recorded(
        [fact for each in reported for fact in each["facts"]],
        created=any(outcome.created for outcome in outcomes),
        outcomes=reported,
        is_replay=are_replays(outcomes),
        adjusted=adjusted_in(outcomes),
        hints=hints_in(outcomes),
    )


def _record_apart(request: RecordRequest, ref: str, facts: list[Numbered]) -> Apart:
    """Record the facts of one entity; those that earlier requests with the same key have settled are repeated."""
    world, key = request.context.world, request.context.idempotency
    apart = Apart(ref, lambda part: _record_part(request, ref, part))
    settled = settled_before(world, key, ref=ref)
    for each in earlier_results(world, key, refs=[ref], write="", part=settled) if settled else ():
        apart.note(each, settled)
    apart.take([each for each in facts if each[0] not in settled])
    return apart


def _list_outcomes(apart: Apart) -> list[dict[str, Any]]:
    outcome = apart.together()
    refused = [{"ref": apart.ref, "places": each.places, "refusal": each.refusal} for each in apart.refused]
    return [*([_report_outcome(outcome, tuple(sorted(apart.places)))] if outcome else []), *refused]


def _record_part(request: RecordRequest, ref: str, part: Sequence[Numbered]) -> WriteResult:
    """Record some facts of an entity."""
    faults = Faults(most=MAX_OUTCOME_FAULTS, guesses=request.guesses)
    places = [place for place, _ in part]
    return _record_in_transaction(request, {ref: part}, faults=faults, part=places)[0]


def _record_in_transaction(
    request: RecordRequest,
    by_entity: Mapping[str, Sequence[Numbered]],
    *,
    faults: Faults,
    part: Part = (),
) -> list[WriteResult]:
    """Record facts in one transaction; `faults` are those found before, which are refused together with all others."""

    def plan(attempt: Attempt) -> list[Change]:
        attempt.faults.continue_from(faults)
        missing = [ref for ref in by_entity if attempt.entities[ref].view is None]
        erased = find_erasures(request.context.world, missing)
        for ref in missing:
            code, detail = ("erased_entity", f"{ref} was erased: leave it out.") if ref in erased else _unknown(ref)
            for place, _ in by_entity[ref]:
                attempt.faults.add(f"/facts/{place}/entity", code, detail)
        return [
            replace(
                _change_of_entity(live(attempt, ref), facts, faults=attempt.faults),
                revises=request.revises,
            )
            for ref, facts in by_entity.items()
            if ref not in missing
        ]

    def judge(staged: Sequence[Staged]) -> list[Hint]:
        return identifiers_elsewhere(request.context.world, staged)

    return run_transaction(
        request.context,
        refs=list(by_entity),
        plan=plan,
        part=part,
        judge=judge,
    )


def _unknown(ref: str) -> tuple[str, str]:
    return "no_such_entity", f"There is no {ref}: create it first."


def _change_of_entity(entity: Entity, facts: Sequence[Numbered], *, faults: Faults) -> Change:
    fiscal = fiscal_years(entity, facts)
    read = Drafts.joined(
        draft_fact(entity, raw, at=f"/facts/{place}", fiscal=fiscal, faults=faults) for place, raw in facts
    )
    return Change(entity.ref, "recorded", drafts=read.drafts, refs=read.refs, replacements=read.replacements)


def _report_outcome(outcome: WriteResult, places: tuple[int, ...]) -> dict[str, Any]:
    written = {"ref": outcome.entity.ref, "revision": outcome.entity.revision, "created": outcome.created}
    report = outcome.report
    hints = {"hints": hints_json(report.hints)} if report.hints else {}
    return {**written, "places": places, "facts": outcome.shown_facts(), "recorded": list(report.recorded), **hints}
