"""Reverse a merge: both entities are live again, and what the merge copied to the survivor is closed."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from chalicelib.domain.errors import Busy, NotFound, NotMerged, Oversized, Stale, SurvivorEnded, TooManyActions
from chalicelib.domain.facts.decisions import Decision, DecisionType
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.fact_loading import address_of, is_of_series
from chalicelib.operations.entities.loading import Entity, load_entity, load_series, must_match
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.checking.checks import must_not_be_ahead
from chalicelib.operations.transactions.idempotency import store_answer, stored_answer, unless_answered
from chalicelib.operations.transactions.references import redirects_now
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.staging.fact_counts import number_listed
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.transactions.write_result import WriteResult, are_replays
from chalicelib.operations.world import RequestContext, StoredAnswer, World
from chalicelib.operations.writes.merging.merge_copies import copies_of
from chalicelib.operations.writes.merging.one_transaction import run_if_it_fits
from chalicelib.operations.writes.merging.redirected import Redirected, find_redirected
from chalicelib.operations.writes.merging.refresh_referrers import refresh_as_now
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.records.lifecycle_rows import Lifecycle

CAUSE = "merge_reversed"
MAX_CLOSED_FACTS = 20  # of one transaction: each can end a link, words and more rows
MAX_ATTEMPTS = 5  # to reverse the merge of an entity that others write to
MAX_LISTED_FACTS = 100  # of those that were recorded at the survivor since


class Reversed(NamedTuple):
    """A merge to be reversed: the merged entity, its survivor, and the decision that merged them."""

    entity: Entity
    survivor: Entity
    merge: Lifecycle


def reverse_merge(
    context: RequestContext,
    *,
    ref: Ref,
    reason: str,
    if_match: Collection[int] | None = None,
) -> StoredAnswer:
    """Give a merged entity back. Raises NotFound, NotMerged, SurvivorEnded, NotAllowedNow, Stale and AheadOfClock.

    One transaction retracts the copies at the survivor and ends the redirect. If that is too small for both, several
    transactions retract the copies first; each step can be repeated. Entities that refer to the survivor in place of
    this one are then refreshed. If `remaining` is true, some are left: send the request again, as a new one.
    """
    name = str(ref)

    def close_and_return() -> StoredAnswer:
        return _close_and_return(context, name, reason=reason, if_match=if_match)

    answer = unless_answered(context.world, context.idempotency, close_and_return)
    # Also for a repeated request: the earlier one may have failed before this.
    for redirected in find_redirected(context.world, name, answer.body["survivor"]).refs:
        refresh_as_now(context.without_key(), ref=redirected, cause=CAUSE)
    return answer


def _close_and_return(
    context: RequestContext, name: str, *, reason: str, if_match: Collection[int] | None
) -> StoredAnswer:
    """Close the copies at the survivor, end the redirect, and return the answer."""
    world, key = context.world, context.idempotency
    for _ in range(MAX_ATTEMPTS):
        entity = load_entity(world, name)
        if (unfinished := _unfinished_answer(world, entity)) is not None:
            return store_answer(world, key, answer=unfinished, write=world.token())
        merge = _merge_of(entity)
        must_match(entity, if_match)
        # Before the copies are closed: an entity that is ahead could not be given back then.
        must_not_be_ahead([entity.view] if entity.view else [], now=world.now())
        reversal = Reversed(entity, load_entity(world, str(merge.into)), merge)
        _must_be_live(reversal.survivor, merged=name)
        copies, answer = _copies_and_answer(world, reversal)
        with suppress(Stale):  # another request was faster
            results = _close_and_end(context, reversal, copies, reason=reason, answer=answer)
            if results is None:
                _close_copies(context.without_key(), copies, reversal, reason=reason)
                results = _end_redirect(context, reversal, reason=reason, answer=answer)
            return (stored_answer(world, key) if are_replays(results) else None) or StoredAnswer(answer)
    raise Busy(f"{name} is being written to faster than its merge can be reversed.")


def _merge_of(entity: Entity) -> Lifecycle:
    """Return the decision that merged an entity. Raises NotFound and NotMerged."""
    if entity.view is None:
        raise NotFound(f"There is no {entity.ref}.")
    life = entity.view.lifecycle
    if life is None:
        raise NotMerged(f"{entity.ref} is not merged, so there is no merge to reverse.")
    if not life.into:
        raise NotMerged(f"{entity.ref} was retired, not merged: reverse that (POST /retirement/reversal).")
    return life


def _must_be_live(survivor: Entity, *, merged: str) -> None:
    """Refuse to reverse a merge whose survivor was merged or retired since. Raises SurvivorEnded."""
    life = survivor.view.lifecycle if survivor.view else None
    if life is not None:
        what, path = (f"merged into {life.into}", "merge") if life.into else ("retired", "retirement")
        raise SurvivorEnded(
            f"{merged} was merged into {survivor.ref}, which was {what} since. Reverse that first (POST "
            f"/{path}/reversal).",
            context={"survivor": survivor.ref},
        )


def _unfinished_answer(world: World, entity: Entity) -> dict[str, Any] | None:
    """Return the answer for an entity whose merge was reversed while references to it are still to be refreshed."""
    last = entity.lifecycles[-1] if entity.lifecycles else None
    if last is None or not last.is_reversal or last.into is None:
        return None
    redirected = find_redirected(world, entity.ref, last.into)
    return _answer(entity.ref, last.into, redirected) if redirected.refs else None


def _answer(
    ref: str, survivor: str, redirected: Redirected, *, closed: int = 0, since: Sequence[str] = ()
) -> dict[str, Any]:
    return {
        "ref": ref,
        "survivor": survivor,
        "closed": closed,
        "recorded_since": [*since[:MAX_LISTED_FACTS]],
        "recorded_since_count": len(since),
        "moved": len(redirected.refs),
        "remaining": redirected.remaining,
    }


def _copies_and_answer(world: World, reversal: Reversed) -> tuple[list[str], dict[str, Any]]:
    """List what the merge copied to the survivor, and return it with the answer."""
    entity, survivor, merge = reversal
    facts = [*survivor.facts.values(), *load_series(world, survivor)]
    copies = copies_of(world, entity, facts, survivor=survivor, merge=merge)
    since = [f for f in facts if f.recorded_at > merge.at and not f.merged_from and f.id not in copies]
    ordered = [fact.id for fact in sorted(since, key=lambda fact: (fact.recorded_at, fact.place, fact.id))]
    redirected = find_redirected(world, entity.ref, survivor.ref)
    return copies, _answer(entity.ref, survivor.ref, redirected, closed=len(copies), since=ordered)


def _close_and_end(
    context: RequestContext, reversal: Reversed, copies: Sequence[str], *, reason: str, answer: dict[str, Any]
) -> list[WriteResult] | None:
    """Retract the copies and end the redirect in one transaction; return None if that is too small for both.

    Raises Stale if the merged entity has changed, SurvivorEnded if its survivor has.
    """
    merged, survivor = reversal.entity, reversal.survivor.ref

    def plan(attempt: Attempt) -> list[Change]:
        return [
            _closing(context.world, attempt, copies, reversal, reason=reason),
            _ending(context.world, attempt, reversal, reason=reason),
        ]

    if len(copies) > MAX_CLOSED_FACTS:
        return None
    return run_if_it_fits(context, refs=[merged.ref, survivor], plan=plan, answer=answer)


def _close_copies(context: RequestContext, copies: Sequence[str], reversal: Reversed, *, reason: str) -> None:
    """Retract what the merge copied to the survivor, in several transactions."""
    for start in range(0, len(copies), MAX_CLOSED_FACTS):
        _close(context, copies[start : start + MAX_CLOSED_FACTS], reversal, reason=reason)


def _close(context: RequestContext, ids: Sequence[str], reversal: Reversed, *, reason: str) -> None:
    """Close copies in one transaction, or in more if they do not fit."""

    def plan(attempt: Attempt) -> list[Change]:
        return [_closing(context.world, attempt, ids, reversal, reason=reason)]

    try:
        run_transaction(context, refs=[reversal.survivor.ref], plan=plan)
    except (TooManyActions, Oversized):
        if len(ids) == 1:
            raise
        half = len(ids) // 2
        _close(context, ids[:half], reversal, reason=reason)
        _close(context, ids[half:], reversal, reason=reason)


def _closing(world: World, attempt: Attempt, ids: Sequence[str], reversal: Reversed, *, reason: str) -> Change:
    """Return the change that retracts copies. One that another merge would have made as well stays for that."""
    merged, survivor = reversal.entity.ref, reversal.survivor.ref
    entity = attempt.entities[survivor]
    _must_be_live(entity, merged=merged)
    series = _series_facts(world, ids)
    standing = [f for name in ids if (f := {**entity.facts, **series}[name]).standing(None).stands]
    others = {fact.id: tuple(ref for ref in fact.merged_from if ref != merged) for fact in standing}
    closed = Decision(DecisionType.RETRACTED, reason, of_merge=merged)
    decisions = {name: closed for name, refs in others.items() if not refs}
    return Change(survivor, CAUSE, decisions=decisions, merged_from=others, series=series)


def _series_facts(world: World, ids: Sequence[str]) -> dict[str, Fact]:
    wanted = [keys.series_fact_key(name) for name in ids if is_of_series(address_of(name))]
    rows = world.table.get(wanted, consistent=True) if wanted else {}
    return {fact.id: fact for fact in map(read_fact_row, rows.values())}


def _end_redirect(
    context: RequestContext, reversal: Reversed, *, reason: str, answer: dict[str, Any]
) -> list[WriteResult]:
    """Let the merged entity live again. Raises Stale if it has changed, SurvivorEnded if its survivor has."""
    merged, survivor = reversal.entity, reversal.survivor.ref

    def plan(attempt: Attempt) -> list[Change]:
        _must_be_live(attempt.entities[survivor], merged=merged.ref)
        return [_ending(context.world, attempt, reversal, reason=reason)]

    return run_transaction(context, refs=[merged.ref, survivor], plan=plan, report=lambda _: answer)


def _ending(world: World, attempt: Attempt, reversal: Reversed, *, reason: str) -> Change:
    """Return the change that lets the merged entity live again. Raises Stale if it has changed since it was read."""
    merged, survivor = reversal.entity, reversal.survivor.ref
    entity = attempt.entities[merged.ref]
    must_match(entity, (merged.revision,))
    life = Lifecycle(reason, into=survivor, is_reversal=True)
    redirects, listed = redirects_now(world, entity), number_listed(load_series(world, entity))
    return Change(merged.ref, CAUSE, life=life, redirects=redirects, whole=True, listed_in_series=listed)
