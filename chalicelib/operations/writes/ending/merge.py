"""Merge an entity into another: the survivor gets its facts, and requests for it are redirected."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from chalicelib.domain.errors import Busy, Oversized, Stale, TooManyActions
from chalicelib.domain.facts.contents import entities_named
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Ref
from chalicelib.domain.values.checks import with_article
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.erased import find_erasures
from chalicelib.operations.entities.loading import Entity, load_entity, load_series, must_be_live, must_match
from chalicelib.operations.transactions.attempts import Attempt, live
from chalicelib.operations.transactions.checking.checks import must_have_room, must_not_be_ahead
from chalicelib.operations.transactions.drafts import Reference
from chalicelib.operations.transactions.idempotency import (
    store_answer,
    stored_answer,
    unless_answered,
)
from chalicelib.operations.transactions.references import last_survivor
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.staging.fact_counts import number_listed
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.transactions.write_result import WriteResult, are_replays
from chalicelib.operations.world import RequestContext, StoredAnswer, World
from chalicelib.operations.writes.merging.merge_copies import CAUSE, draft_copies, is_to_copy
from chalicelib.operations.writes.merging.one_transaction import run_if_it_fits
from chalicelib.operations.writes.merging.refresh_referrers import refresh
from chalicelib.store import keys
from chalicelib.store.records.lifecycle_rows import Lifecycle

MAX_COPIED_FACTS = 20  # of one transaction: each can need a link, words and more rows
MAX_ATTEMPTS = 5  # to copy a loser that others write to
MAX_REFRESHED_LINKS = 25  # of one request


class Referrers(NamedTuple):
    """Entities that still refer to a merged one, and whether there are more than one request refreshes."""

    refs: list[str]
    remaining: bool


def merge(
    context: RequestContext,
    *,
    ref: Ref,
    into: Ref,
    reason: str,
    if_match: Collection[int] | None = None,
) -> StoredAnswer:
    """Merge `ref` into `into`, of the same kind. Raises NotFound, Gone, Merged, Stale, AheadOfClock, Invalid.

    One transaction records the loser's standing facts at the survivor, with their own evidence, and redirects the
    loser. If that is too small for both, several transactions record the facts first; each step can be repeated.
    Entities that refer to the loser are then refreshed. If `remaining` is true, some are left: send the request again,
    as a new one.
    """
    loser, survivor = str(ref), str(into)
    _check_survivor_kind(ref, into)

    def copy_and_redirect() -> StoredAnswer:
        return _copy_and_redirect(context, loser, survivor, reason=reason, if_match=if_match)

    answer = unless_answered(context.world, context.idempotency, copy_and_redirect)
    # Also for a repeated request: the earlier one may have failed before this.
    for referrer in _referrers(context.world, loser).refs:
        refresh(context.without_key(), ref=referrer, cause=CAUSE, redirects={loser: survivor})
    return answer


def _copy_and_redirect(
    context: RequestContext,
    loser: str,
    survivor: str,
    *,
    reason: str,
    if_match: Collection[int] | None,
) -> StoredAnswer:
    """Copy the loser's facts, redirect it to the survivor, and return the answer."""
    world, key = context.world, context.idempotency
    for _ in range(MAX_ATTEMPTS):
        entity = load_entity(world, loser)
        if _is_merged_into(entity, survivor):
            return store_answer(world, key, answer=_merge_answer(world, loser, survivor), write=world.token())
        must_be_live(entity)
        must_match(entity, if_match)
        # Before its facts are copied: a loser that is ahead could not be redirected then.
        must_not_be_ahead([entity.view] if entity.view else [], now=world.now())
        series = load_series(world, entity)
        life = Lifecycle(reason, into=survivor)
        end = Change(loser, CAUSE, life=life, listed_in_series=number_listed(series))
        facts = [fact for fact in (*entity.facts.values(), *series) if is_to_copy(fact, survivor)]
        answer = _merge_answer(world, loser, survivor)
        with suppress(Stale):  # the loser was written to in the meantime, which the survivor must get as well
            results = _merge_together(context, entity, end, facts=facts, answer=answer)
            if results is None:
                _copy_facts(context.without_key(), entity, survivor, standing=facts)
                results = _redirect(context, entity, end, answer=answer)
            # The same request, sent twice, may have been there first.
            return (stored_answer(world, key) if are_replays(results) else None) or StoredAnswer(answer)
    raise Busy(f"{loser} is being written to faster than it can be merged.")


def _live_survivor(world: World, attempt: Attempt, survivor: str, *, loser: str) -> Entity:
    """Return the survivor, which must exist and not be retired or merged itself. Raises Invalid."""
    entity = attempt.entities[survivor]
    life = entity.view.lifecycle if entity.view else None
    faults = Faults()
    if (life is not None and life.is_erasure) or (entity.view is None and find_erasures(world, [survivor])):
        faults.add("/into", "erased_entity", f"{survivor} was erased, so nothing can be merged into it.")
    elif entity.view is None:
        faults.add("/into", "no_such_entity", f"There is no {survivor}: create it first (POST).")
    elif life is not None and life.into:
        faults.add("/into", "merged_entity", _merged_survivor_detail(world, survivor, loser=loser))
    elif life is not None:
        faults.add("/into", "retired_entity", f"{survivor} was retired: {life.reason}")
    faults.refuse()
    return entity


def _merged_survivor_detail(world: World, survivor: str, *, loser: str) -> str:
    """Say into which entity a survivor was merged itself, and what to do."""
    last, retired = last_survivor(world, survivor)
    if last == loser:
        return f"{survivor} was merged into {loser} before, so there is nothing to merge."
    advice = "merge into that" if retired is None else f"that was retired ({retired}), so merge into another"
    return f"{survivor} was merged into {last}: {advice}."


def _is_merged_into(entity: Entity, survivor: str) -> bool:
    return entity.view is not None and entity.view.lifecycle is not None and entity.view.lifecycle.into == survivor


def _check_survivor_kind(ref: Ref, into: Ref) -> None:
    faults = Faults()
    if into.kind not in KINDS or into.kind != ref.kind:
        faults.add(
            "/into", "wrong_kind", f"{with_article(ref.kind).capitalize()} can be merged only into another {ref.kind}."
        )
    elif into == ref:
        faults.add("/into", "same_entity", "An entity cannot be merged into itself.")
    faults.refuse()


def _merge_together(
    context: RequestContext, loser: Entity, end: Change, *, facts: Sequence[Fact], answer: Mapping[str, Any]
) -> list[WriteResult] | None:
    """Copy the facts and redirect the loser in one transaction; return None if that is too small for both.

    Raises Stale if the loser has changed since it was read.
    """
    survivor = str(end.life and end.life.into)

    def plan(attempt: Attempt) -> list[Change]:
        live(attempt, loser.ref, if_match=(loser.revision,))
        return [_copies(context.world, attempt, facts, survivor, loser=loser), end]

    if len(facts) > MAX_COPIED_FACTS:
        return None
    return run_if_it_fits(context, refs=[loser.ref, survivor], plan=plan, answer=answer)


def _copy_facts(context: RequestContext, loser: Entity, survivor: str, *, standing: Sequence[Fact]) -> None:
    """Record facts of the loser at the survivor."""
    if len(standing) > 1:  # before the first of several transactions, so that the last is not refused
        entity = load_entity(context.world, survivor)
        must_have_room([(entity, Change(survivor, CAUSE, drafts=draft_copies(entity, standing, loser)))])
    for start in range(0, len(standing), MAX_COPIED_FACTS):
        _record_copies(context, standing[start : start + MAX_COPIED_FACTS], survivor, loser=loser)


def _record_copies(context: RequestContext, facts: Sequence[Fact], survivor: str, *, loser: Entity) -> None:
    """Record facts at the survivor in one transaction, or in more if they do not fit."""

    def plan(attempt: Attempt) -> list[Change]:
        return [_copies(context.world, attempt, facts, survivor, loser=loser)]

    try:
        run_transaction(context, refs=[survivor], plan=plan)
    except (TooManyActions, Oversized):
        if len(facts) == 1:
            raise
        half = len(facts) // 2
        _record_copies(context, facts[:half], survivor, loser=loser)
        _record_copies(context, facts[half:], survivor, loser=loser)


def _copies(world: World, attempt: Attempt, facts: Sequence[Fact], survivor: str, *, loser: Entity) -> Change:
    """Return the change that records facts of the loser at the survivor; what that has retracted stays retracted."""
    entity = _live_survivor(world, attempt, survivor, loser=loser.ref)
    drafts = draft_copies(entity, facts, loser)
    contents = [draft.content for draft in drafts]
    named = entities_named(contents) | {content.evidence.source for content in contents}
    refs = [Reference(ref, None) for ref in named]
    return Change(survivor, CAUSE, drafts=drafts, refs=refs, refuses_retracted=False)


def _redirect(
    context: RequestContext,
    loser: Entity,
    end: Change,
    *,
    answer: Mapping[str, Any],
) -> list[WriteResult]:
    """Redirect the loser to the survivor. Raises Stale if it has changed since its facts were copied."""
    survivor = str(end.life and end.life.into)

    def plan(attempt: Attempt) -> list[Change]:
        live(attempt, loser.ref, if_match=(loser.revision,))
        _live_survivor(context.world, attempt, survivor, loser=loser.ref)
        return [end]

    return run_transaction(context, refs=[loser.ref, survivor], plan=plan, report=lambda _: answer)


def _merge_answer(world: World, loser: str, survivor: str) -> dict[str, Any]:
    referrers = _referrers(world, loser)
    moved = len(referrers.refs)
    return {"ref": loser, "merged_into": survivor, "moved": moved, "remaining": referrers.remaining}


def _referrers(world: World, loser: str) -> Referrers:
    """List the other entities that still refer to the loser, at most those that one request refreshes."""
    page = world.table.query(None, keys.links(loser), limit=MAX_REFRESHED_LINKS + 1, consistent=True)
    # An event without a known date has two links.
    refs = dict.fromkeys(keys.parse_link(row.key).ref for row in page.rows[:MAX_REFRESHED_LINKS])
    return Referrers([ref for ref in refs if ref != loser], remaining=len(page.rows) > MAX_REFRESHED_LINKS)
