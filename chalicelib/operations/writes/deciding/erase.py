"""Erase the words of a fact, for people's rights: in every row, at every clock, for good."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.domain.erasure_errors import AlreadyErased
from chalicelib.domain.errors import Busy, NotFound
from chalicelib.domain.facts.decisions import Decision
from chalicelib.domain.facts.erasing import erasure_of
from chalicelib.domain.facts.facts import Fact
from chalicelib.kinds.reading.renewal import renewed_content
from chalicelib.operations.entities.fact_loading import address_of, find_fact, is_of_series, own_fact
from chalicelib.operations.entities.loading import Entity, must_match
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.checking.checks import must_not_be_ahead
from chalicelib.operations.transactions.idempotency import stored_answer, unless_answered
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.transactions.write_result import are_replays
from chalicelib.operations.world import RequestContext, StoredAnswer, World
from chalicelib.operations.writes.erasing.followers import forget_values
from chalicelib.operations.writes.erasing.held_words import MAX_LISTED, facts_alike, facts_published, is_publisher
from chalicelib.operations.writes.erasing.planning import ErasurePlan, plan_in_entity, plan_in_series
from chalicelib.store.item_limits import commit_in_slices
from chalicelib.store.records.entity_rows import check_last
from chalicelib.store.rows import Action
from chalicelib.store.table import Collision, Unsure

CAUSE = "erased"
MAX_ATTEMPTS = 5


class _OthersFaster(Exception):
    """The past could not be overwritten as it was read."""


def erase(
    context: RequestContext, *, fact_id: str, reason: str, if_match: Collection[int] | None = None
) -> StoredAnswer:
    """Erase the words of a fact. Raises NotFound, AlreadyErased, Stale, AheadOfClock and Busy.

    First its past is overwritten: revisions, historical rows, receipts. Then one transaction overwrites the fact, the
    view and the rows that find the entity, and records the erasure. Until that one, nothing says that it was erased,
    and a repeated request finds what is left; after it, nothing is left. A rehearsal lists the rows, without the fact.
    """

    def erase_until_done() -> StoredAnswer:
        for attempt in range(MAX_ATTEMPTS):
            try:
                return _erase_once(context, fact_id, reason, if_match=if_match)
            except _OthersFaster:
                context.world.pause(0.02 * 2**attempt)
        raise Busy("Other writers were faster five times in a row, or the table did not answer. Send it again shortly.")

    try:
        answered = unless_answered(context.world, context.idempotency, erase_until_done)
    finally:  # also for who asks again after a crash between the two
        context.world.table.flush()
    if context.is_rehearsed:
        return answered
    fact = find_fact(context.world, fact_id, consistent=True)
    return replace(answered, body={**answered.body, "fact": fact.json_value()})


def _erase_once(
    context: RequestContext, fact_id: str, reason: str, *, if_match: Collection[int] | None
) -> StoredAnswer:
    world, address = context.world, address_of(fact_id)
    in_series = is_of_series(address)
    answer: dict[str, Any] = {}  # filled by the plan, before anything is committed

    def plan(attempt: Attempt) -> list[Change]:
        entity = _entity_to_erase(attempt, address.ref, fact_id, if_match=if_match)
        fact = find_fact(world, fact_id, consistent=True) if in_series else own_fact(entity, fact_id)
        _must_not_be_erased(fact)
        must_not_be_ahead([entity.view] if entity.view else [], now=world.now())
        made = plan_in_series(world, entity, fact) if in_series else plan_in_entity(world, entity, fact)
        answer.update(_answer(world, fact, entity, made, is_rehearsed=context.is_rehearsed))
        _overwrite(world, entity, made.before)
        forget_values(world, [fact_id])
        series = {fact_id: fact} if in_series else {}
        return [
            Change(
                address.ref,
                CAUSE,
                decisions={fact_id: _decision(entity, fact, reason)},
                series=series,
                erasing=made.erasing,
            )
        ]

    results = run_transaction(context, refs=[address.ref], plan=plan, report=lambda _: answer)
    if are_replays(results) and (before := stored_answer(world, context.idempotency)) is not None:
        return before
    return StoredAnswer(answer)


def _entity_to_erase(attempt: Attempt, ref: str, fact_id: str, *, if_match: Collection[int] | None) -> Entity:
    """Return the entity, which may be retired or merged: what it said can still be read at an earlier moment."""
    entity = attempt.entities[ref]
    if entity.view is None:
        raise NotFound(f"There is no fact {fact_id!r}.")
    must_match(entity, if_match)
    return entity


def _must_not_be_erased(fact: Fact) -> None:
    if (erasure := fact.erasure) is not None:
        raise AlreadyErased(
            f"{fact.id} was erased at {erasure.at}; there is nothing left to erase.",
            context={"fact": fact.id, "erasure": erasure.erasure_json()},
        )


def _decision(entity: Entity, fact: Fact, reason: str) -> Decision:
    """Return the erasure with the hash of the content as it would be recorded today: so it is known again."""
    declared = entity.declared(fact.content.property)
    return erasure_of(renewed_content(declared, fact.content) if declared else fact.content, reason)


def _overwrite(world: World, entity: Entity, actions: Sequence[Action]) -> None:
    """Overwrite the past, provided that nobody writes to the entity meanwhile. Raises _OthersFaster."""
    assert entity.view is not None  # noqa: S101  for the type checker: `_entity_to_erase` refuses an absent one
    try:
        commit_in_slices(world.table, actions, lock=check_last(entity.view))
    except (Collision, Unsure) as error:
        raise _OthersFaster from error


def _answer(world: World, fact: Fact, entity: Entity, made: ErasurePlan, *, is_rehearsed: bool) -> dict[str, Any]:
    """Return the answer without the fact: how many rows of each sort were touched, and which, if that was asked."""
    rows = made.rows()
    counted = dict(Counter(row["row"] for row in rows))
    also = facts_alike(world, entity, fact)
    published = facts_published(world, entity, fact) if is_publisher(entity, fact) else []
    listed = {"rows": rows} if is_rehearsed else {}
    return {
        "id": fact.id,
        "complete": not (is_rehearsed or published),
        "touched": counted,
        "also_held_by": [*also, *published][:MAX_LISTED],
    } | listed
