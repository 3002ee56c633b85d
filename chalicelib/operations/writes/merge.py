"""Merge an entity into another: its facts go on at the survivor, and whoever asks for it is sent there."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from chalicelib.domain.errors import Busy, Oversized, Stale, TooManyActions
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.facts import Content, DecisionType, Fact
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import Entity, load_entity, load_series, must_be_live
from chalicelib.operations.transactions.checks.clocks import must_not_be_ahead
from chalicelib.operations.transactions.checks.fact_limits import must_have_room
from chalicelib.operations.transactions.fact_parsing import DraftFact
from chalicelib.operations.transactions.idempotency import (
    IdempotentRequest,
    StoredAnswer,
    store_answer,
    stored_answer,
    unless_told,
)
from chalicelib.operations.transactions.references import last_survivor
from chalicelib.operations.transactions.staging import Change, draft_id
from chalicelib.operations.transactions.transaction import Attempt, live, must_match, run_transaction
from chalicelib.operations.world import Caller, World
from chalicelib.operations.writes.refresh_referrers import refresh
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import Lifecycle

COPIES = 20  # facts of one transaction: each can need a link, words and more beside it
TRIES = 5  # to copy a loser that others go on writing to
REFRESHED = 25  # links to the loser, in one request


def merge(
    world: World,
    caller: Caller,
    *,
    ref: Ref,
    into: Ref,
    reason: str,
    if_match: Collection[int] | None = None,
    once: IdempotentRequest | None = None,
) -> dict[str, Any]:
    """Merge `ref` into `into`, of the same kind. Raises NotFound, Gone, Merged, Stale, AheadOfClock, Invalid.

    Three steps, each whole in itself and the same when done again: the loser's standing facts are recorded at the
    survivor with their own evidence; one transaction makes the loser point at the survivor; entities that point at
    the loser are refreshed. `remaining` says that some are left: send the request again, as a new one.
    """
    survivor = str(into)
    _check(ref, into)

    def turn() -> StoredAnswer:
        return _turn(world, caller, str(ref), survivor, reason=reason, if_match=if_match, once=once)

    told = unless_told(world, once, turn)
    # Also where the turn was made before: whoever made it may have died before this.
    for pointing in _pointing(world, str(ref))[0]:
        refresh(world, caller, ref=pointing, cause="merged", redirects={str(ref): survivor})
    return told


def _turn(
    world: World,
    caller: Caller,
    loser: str,
    survivor: str,
    *,
    reason: str,
    if_match: Collection[int] | None,
    once: IdempotentRequest | None,
) -> StoredAnswer:
    """Copy the loser's facts and let it point at the survivor; say what the merge comes to."""
    for _ in range(TRIES):
        entity = load_entity(world, loser)
        if _points_at(entity, survivor):
            return store_answer(world, once, told=_told(world, loser, survivor), write=world.token())
        must_be_live(entity)
        must_match(entity, if_match)
        must_not_be_ahead(world, entity)  # or its facts would be copied, and it would stay
        _copy(world, caller, entity, survivor)
        told = _told(world, loser, survivor)
        with suppress(Stale):  # somebody wrote to the loser meanwhile: that is to go on at the survivor as well
            _point(world, caller, entity, survivor, reason=reason, once=once, told=told)
            return stored_answer(world, once) or told  # the same request, sent twice, may have been there first
    raise Busy(f"{loser} is being written to faster than it can be merged.")


def _live_survivor(world: World, attempt: Attempt, survivor: str, *, loser: str) -> Entity:
    """Give the survivor; that it is not there, was retired or is merged itself is a fault of the body."""
    entity = attempt.entities[survivor]
    life = entity.view.lifecycle if entity.view else None
    faults = Faults()
    if entity.view is None:
        faults.add("/into", "no_such_entity", f"There is no {survivor}: create it first (POST).")
    elif life is not None and life.into:
        faults.add("/into", "merged_entity", _was_merged(world, survivor, loser=loser))
    elif life is not None:
        faults.add("/into", "retired_entity", f"{survivor} was retired: {life.reason}")
    faults.refuse()
    return entity


def _was_merged(world: World, survivor: str, *, loser: str) -> str:
    """Say where a survivor has gone itself, and what is possible then."""
    last, retired = last_survivor(world, survivor)
    if last == loser:
        return f"{survivor} was merged into {loser} itself: nothing is left to be merged."
    advice = "merge into that" if retired is None else f"that was retired ({retired}), so merge into another"
    return f"{survivor} was merged into {last}: {advice}."


def _points_at(entity: Entity, survivor: str) -> bool:
    return entity.view is not None and entity.view.lifecycle is not None and entity.view.lifecycle.into == survivor


def _check(ref: Ref, into: Ref) -> None:
    faults = Faults()
    if into.kind not in KINDS or into.kind != ref.kind:
        faults.add("/into", "wrong_kind", f"A {ref.kind} is merged into another {ref.kind}.")
    elif into == ref:
        faults.add("/into", "same_entity", "An entity cannot be merged into itself.")
    faults.refuse()


def _copy(world: World, caller: Caller, loser: Entity, survivor: str) -> None:
    """Record the loser's standing facts at the survivor; what points at the survivor itself is left out."""
    facts = [*loser.facts.values(), *load_series(world, loser)]
    standing = [f for f in facts if f.standing(None).stands and f.value != Ref.of(survivor)]
    if len(standing) > 1:  # in several transactions, of which the first must not be written if the last is refused
        entity = load_entity(world, survivor)
        must_have_room([(entity, Change(survivor, "merged", drafts=_drafts(entity, standing, loser)))])
    for start in range(0, len(standing), COPIES):
        _record(world, caller, standing[start : start + COPIES], survivor, loser=loser)


def _record(world: World, caller: Caller, facts: Sequence[Fact], survivor: str, *, loser: Entity) -> None:
    """Record facts at the survivor in one transaction, or in two if they are too much together."""

    def plan(attempt: Attempt) -> list[Change]:
        entity = _live_survivor(world, attempt, survivor, loser=loser.ref)
        drafts = _drafts(entity, facts, loser)
        refs = [(ref, None) for draft in drafts for ref in _leans_on(draft.content)]
        # A merge reinstates nothing.
        return [Change(survivor, "merged", drafts=drafts, refs=refs, refuses_retracted=False)]

    try:
        run_transaction(world, caller, refs=[survivor], plan=plan)
    except (TooManyActions, Oversized):
        if len(facts) == 1:
            raise
        half = len(facts) // 2
        _record(world, caller, facts[:half], survivor, loser=loser)
        _record(world, caller, facts[half:], survivor, loser=loser)


def _drafts(entity: Entity, facts: Sequence[Fact], loser: Entity) -> list[DraftFact]:
    """Make the survivor's drafts of facts."""
    given = {f.content.property for f in entity.facts.values() if f.affirms and f.standing(None).stands}
    return [draft for fact in facts if (draft := _copied(entity, fact, given, loser))]


def _copied(entity: Entity, fact: Fact, given: Collection[str], loser: Entity) -> DraftFact | None:
    """Make the survivor's draft of a fact, with its rank; the loser's name becomes an alias.

    What is fixed once given stays the survivor's, and a field of another event type has no place there.
    """
    is_label = fact.content.property == entity.kind.label
    declared = entity.declared("aliases" if is_label else fact.content.property)
    if declared is None or (declared.immutable and declared.name in given):
        return None
    ranked = next((d for d in reversed(fact.decisions) if d.verdict is DecisionType.RANKED), None)
    content = replace(fact.content, property=declared.name)
    if fact.evidence.replaces:
        content = replace(content, evidence=_evidence_of_copy(entity, fact, given, loser))
    return DraftFact(declared, content, "/into", ranked=ranked)


def _evidence_of_copy(entity: Entity, fact: Fact, given: Collection[str], loser: Entity) -> Evidence:
    """Let the copy replace the copies of what the fact replaces; what is not copied needs no replacement."""
    replaced = [loser.facts[name] for name in fact.evidence.replaces if name in loser.facts]
    copies = [_copied(entity, each, given, loser) for each in replaced if each.standing(None).stands]
    names = tuple(draft_id(copy, entity.ref) for copy in copies if copy is not None)
    return fact.evidence.model_copy(update={"replaces": names})


def _leans_on(content: Content) -> list[str]:
    values = [content.value, content.scope, *content.qualifiers.values()]
    named = [content.evidence.source, content.evidence.speaker_ref, *(str(v) for v in values if isinstance(v, Ref))]
    return [ref for ref in named if ref is not None]


def _point(
    world: World,
    caller: Caller,
    loser: Entity,
    survivor: str,
    *,
    reason: str,
    once: IdempotentRequest | None,
    told: StoredAnswer,
) -> None:
    """Let the loser point at the survivor, if its facts are those that were copied. Raises Stale if they are not."""

    def plan(attempt: Attempt) -> list[Change]:
        live(attempt, loser.ref, if_match=(loser.revision,))
        _live_survivor(world, attempt, survivor, loser=loser.ref)
        return [Change(loser.ref, "merged", life=Lifecycle(reason, into=survivor))]

    run_transaction(world, caller, refs=[loser.ref, survivor], plan=plan, once=once, told=told)


def _told(world: World, loser: str, survivor: str) -> StoredAnswer:
    """Say what a merge comes to: how many entities it refreshes, and whether any are left."""
    pointing, remaining = _pointing(world, loser)
    return {"ref": loser, "merged_into": survivor, "moved": len(pointing), "remaining": remaining}


def _pointing(world: World, loser: str) -> tuple[list[str], bool]:
    """List the other entities that still point at the loser, those of one request, and say if there are more."""
    page = world.table.query(None, keys.links(loser), limit=REFRESHED + 1, consistent=True)
    # An event without a known date has two links.
    pointing = dict.fromkeys(keys.parse_link(row.key).ref for row in page.rows[:REFRESHED])
    return [ref for ref in pointing if ref != loser], len(page.rows) > REFRESHED
