"""Reverse a retirement: the entity is live again; at a `known_at` between the two it stays gone."""

from collections.abc import Collection

from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.domain.errors import NotFound, NotRetired
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.loading import Entity, erased_json, must_match
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.references import redirects_now
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.world import RequestContext, Written
from chalicelib.store.records.lifecycle_rows import Lifecycle

CAUSE = "retirement_reversed"


def reverse_retirement(
    context: RequestContext,
    *,
    ref: Ref,
    reason: str,
    if_match: Collection[int] | None = None,
) -> Written:
    """Bring a retired entity back, with the reason. Raises NotFound, NotRetired, Stale and AheadOfClock.

    One query, one batch read of the entities that it refers to (they may have been merged meanwhile), and one
    transaction, which writes the view and its rows again; rows beyond the 100 actions follow.
    """
    name = str(ref)

    def plan(attempt: Attempt) -> list[Change]:
        entity = attempt.entities[name]
        _must_be_retired(entity)
        must_match(entity, if_match)
        redirects = redirects_now(context.world, entity)
        # Whole: what time has taken away since is not for the reversal to refuse.
        return [Change(name, CAUSE, life=Lifecycle(reason, is_reversal=True), redirects=redirects, whole=True)]

    (outcome,) = run_transaction(context, refs=[name], plan=plan)
    return outcome.written()


def _must_be_retired(entity: Entity) -> None:
    if entity.view is None:
        raise NotFound(f"There is no {entity.ref}.")
    life = entity.view.lifecycle
    if life is not None and life.is_erasure:
        raise ErasedEntity(f"{entity.ref} was erased, which cannot be reversed.", context=erased_json(life))
    if life is None:
        raise NotRetired(f"{entity.ref} is not retired, so there is no retirement to reverse.")
    if life.into:
        raise NotRetired(
            f"{entity.ref} was merged into {life.into}, not retired.", context={"into": life.into, "at": life.at}
        )
