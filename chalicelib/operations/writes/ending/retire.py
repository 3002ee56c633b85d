"""Retire an entity: it is gone, but can still be read at an earlier `known_at`."""

from collections.abc import Collection

from chalicelib.domain.values import Ref
from chalicelib.operations.transactions.attempts import Attempt, live
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.world import RequestContext, Written
from chalicelib.store.records.lifecycle_rows import Lifecycle


def retire(
    context: RequestContext,
    *,
    ref: Ref,
    reason: str,
    if_match: Collection[int] | None = None,
) -> Written:
    """Retire an entity, with the reason. Raises NotFound, Gone, Merged and Stale."""
    name = str(ref)

    def plan(attempt: Attempt) -> list[Change]:
        live(attempt, name, if_match=if_match)
        return [Change(name, "retired", life=Lifecycle(reason))]

    (outcome,) = run_transaction(context, refs=[name], plan=plan)
    return outcome.written()
