"""Record facts about any entities: all in one transaction, or each entity's in as many as they take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.errors import Fault, Oversized, TooManyActions
from chalicelib.domain.facts import Fact
from chalicelib.domain.faults import Faults, Guesses, pointer
from chalicelib.domain.values import nearest, parse_ref
from chalicelib.domain.values.checks import described, quoted
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property
from chalicelib.kinds.hints import unknown_property
from chalicelib.operations.entities.loading import Entity, load_entity
from chalicelib.operations.transactions.fact_parsing import Drafts, draft_fact
from chalicelib.operations.transactions.idempotency import Part, earlier_results, settled_before
from chalicelib.operations.transactions.staging import Change
from chalicelib.operations.transactions.transaction import Attempt, live, run_transaction
from chalicelib.operations.transactions.value_members import OF_A_VALUE
from chalicelib.operations.transactions.write_result import WriteResult, are_replays
from chalicelib.operations.world import Recorded, RequestContext
from chalicelib.operations.writes.record_apart import Apart, Numbered, Refused

MAX_BATCH_FACTS = 100
MAX_OUTCOME_FAULTS = 100  # of an entity that its outcomes tell
MEMBERS = frozenset({"entity", "property", "qualifiers"}) | OF_A_VALUE


def record(
    context: RequestContext,
    *,
    facts: Sequence[Any],
    atomic: bool = True,
    dry_run: bool = False,
) -> Recorded:
    """Record 1 to 100 facts. Raises Invalid, NotFound, Gone, Merged, Retracted, TooManyActions, Oversized and Busy.

    Not atomic: each entity's facts are recorded in as many transactions as they take, a fact that is at fault is
    refused alone, and `outcomes` says what became of each; only a request that is malformed as a whole is refused. A
    dry run writes nothing, no receipt either, refuses what would be refused, and has the outcomes that there would be.
    """
    _check_count(facts)
    request = _Request(context.without_key() if dry_run else context, dry_run)
    by_entity, malformed = _by_entity(facts)
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
    )


@dataclass(frozen=True)
class _Request:
    """What all transactions of one request have in common."""

    context: RequestContext
    dry_run: bool
    guesses: Guesses = field(default_factory=Guesses)


def _check_count(facts: Sequence[Any]) -> None:
    faults = Faults()
    if not 1 <= len(facts) <= MAX_BATCH_FACTS:
        code = "too_many" if facts else "empty"
        faults.add("/facts", code, f"Send 1 to {MAX_BATCH_FACTS} facts; there are {len(facts)}.")
    faults.refuse()


def _by_entity(facts: Sequence[Any]) -> tuple[dict[str, list[Numbered]], list[Refused]]:
    """Sort facts by entity; refuse those that name none."""
    grouped: dict[str, list[Numbered]] = {}
    malformed: list[Refused] = []
    for place, fact in enumerate(facts):
        raw = fact.get("entity") if isinstance(fact, Mapping) else None
        ref = parse_ref(raw) if isinstance(raw, str) else None
        if ref is not None and ref.kind in KINDS:
            grouped.setdefault(str(ref), []).append((place, fact))
        else:
            fault = _no_entity(place, fact)
            malformed.append(Refused((place,), Faults([fault]).as_refusal()))
    return grouped, malformed


def _no_entity(place: int, fact: Any) -> Fault:
    """Say why it is not known which entity a fact is about."""
    at, example = f"/facts/{place}", 'the ref of an entity, such as "company/openai"'
    if not isinstance(fact, Mapping):
        return Fault(at, "wrong_type", "A fact is an object.")
    raw = fact.get("entity")
    if raw is None:
        return Fault(f"{at}/entity", "missing_field", f"A fact names its entity: give {example}.")
    if not isinstance(raw, str):
        return Fault(f"{at}/entity", "wrong_type", f"Here goes {example}, not {described(raw)}.")
    return Fault(f"{at}/entity", "not_a_ref", f"Expected {example}.")


def _record_together(
    request: _Request, by_entity: Mapping[str, list[Numbered]], malformed: Sequence[Refused]
) -> Recorded:
    """Record all facts in one transaction, or none."""
    found = [fault for each in malformed for fault in each.refusal.faults]
    try:
        outcomes = _transact(request, by_entity, faults=Faults(found, guesses=request.guesses))
    except (TooManyActions, Oversized) as refused:
        detail = f"{refused.detail} Or send them with `atomic=false`, which takes as many transactions as are needed."
        raise type(refused)(detail, context=refused.context) from None
    is_created = any(outcome.created for outcome in outcomes)
    places = {ref: tuple(place for place, _ in each) for ref, each in by_entity.items()}
    told = [_told(outcome, places[outcome.entity.ref]) for outcome in outcomes]
    return Recorded(
        _shown(outcomes), created=is_created, outcomes=told if request.dry_run else [], is_replay=are_replays(outcomes)
    )


def _record_apart(request: _Request, ref: str, facts: list[Numbered]) -> Apart:
    """Record the facts of one entity; those that earlier requests with the same key have settled are repeated."""
    world, key = request.context.world, request.context.idempotency
    apart = Apart(ref, lambda part: _transact_part(request, ref, part, apart))
    settled = settled_before(world, key, ref=ref)
    if settled:
        done = earlier_results(world, key, refs=[ref], write="", part=settled)
        for each in done:
            apart.note(each, settled)
    apart.take([each for each in facts if each[0] not in settled])
    return apart


def _list_outcomes(apart: Apart) -> list[dict[str, Any]]:
    outcome = apart.together()
    refused = [{"ref": apart.ref, "places": each.places, "refusal": each.refusal} for each in apart.refused]
    return [*([_told(outcome, tuple(sorted(apart.places)))] if outcome else []), *refused]


def _transact_part(request: _Request, ref: str, part: Sequence[Numbered], apart: Apart) -> WriteResult:
    """Record some facts of an entity; a dry run goes on from where the one before would have led."""
    before = apart.outcomes[-1] if request.dry_run and apart.outcomes else None
    faults = Faults(most=MAX_OUTCOME_FAULTS, guesses=request.guesses)
    (outcome,) = _transact(request, {ref: part}, faults=faults, part=[place for place, _ in part], before=before)
    return outcome


def _transact(
    request: _Request,
    by_entity: Mapping[str, Sequence[Numbered]],
    *,
    faults: Faults,
    part: Part = (),
    before: WriteResult | None = None,
) -> list[WriteResult]:
    """Record facts in one transaction; `faults` are those that were found before, to be refused with all others."""

    def plan(attempt: Attempt) -> list[Change]:
        attempt.faults.continue_from(faults)
        missing = [ref for ref in by_entity if attempt.entities[ref].view is None]
        for ref in missing:
            for place, _ in by_entity[ref]:
                attempt.faults.add(f"/facts/{place}/entity", "no_such_entity", f"There is no {ref}: create it first.")
        changes = []
        for ref, facts in by_entity.items():
            if ref not in missing:
                entity, read = live(attempt, ref), Drafts()
                for place, raw in facts:
                    _draft(entity, raw, at=f"/facts/{place}", drafts=read, faults=attempt.faults)
                changes.append(Change(ref, "recorded", drafts=read.drafts, refs=read.refs, series=_series(before)))
        return changes

    load = load_entity if before is None else lambda _world, _ref: before.entity
    return run_transaction(
        request.context, refs=list(by_entity), plan=plan, load=load, dry_run=request.dry_run, part=part
    )


def _series(before: WriteResult | None) -> dict[str, Fact]:
    """Give the facts of series that would have been recorded before: they lie outside the entity."""
    return {fact.id: fact for fact in before.facts if fact.id not in before.entity.facts} if before else {}


def _draft(entity: Entity, raw: Mapping[str, Any], *, at: str, drafts: Drafts, faults: Faults) -> None:
    for unknown in (name for name in raw if name not in MEMBERS):
        guess = nearest(unknown, sorted(MEMBERS), guesses=faults.guesses)
        hint = f"the nearest is `{guess}`." if guess else f"it has {', '.join(sorted(MEMBERS))}."
        faults.add(at + pointer(unknown), "unknown_field", f"A fact has no member {quoted(unknown)}; {hint}")
    declared = _declared(entity, raw.get("property"), at=f"{at}/property", faults=faults)
    if declared is not None:
        draft_fact(declared, raw, at=at, drafts=drafts, faults=faults)


def _declared(entity: Entity, name: Any, *, at: str, faults: Faults) -> Property | None:
    """Find the property that a fact names."""
    if isinstance(name, str):
        declared = entity.declared(name)
        if declared is None:
            detail = unknown_property(entity.kind, name, type_name=entity.type_name, guesses=faults.guesses)
            faults.add(at, "unknown_property", detail)
        return declared
    if name is None:
        faults.add(at, "missing_field", 'A fact names a property, such as "country".')
    else:
        faults.add(at, "wrong_type", f'Here goes the name of a property, such as "country", not {described(name)}.')
    return None


def _told(outcome: WriteResult, places: tuple[int, ...]) -> dict[str, Any]:
    entity, facts = outcome.entity, _shown([outcome])
    told = {"ref": entity.ref, "revision": entity.revision, "created": outcome.created}
    return {**told, "places": places, "facts": facts}


def _shown(outcomes: Sequence[WriteResult]) -> list[dict[str, Any]]:
    return [fact for outcome in outcomes for fact in outcome.shown_facts()]
