"""Refresh an entity: resolves it from its facts again and rewrites its view and rows, as a revision."""

from collections.abc import Mapping

from chalicelib.domain.errors import NotFound
from chalicelib.operations.entities.loading import recover_entity
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.references import redirects_now
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.world import RequestContext, Written


def refresh(context: RequestContext, *, ref: str, cause: str, redirects: Mapping[str, str] | None = None) -> Written:
    """Rewrite an entity's view and all rows by which it is found; its facts stay as they are.

    For views that time has changed, merges (`redirects` maps the merged entity to the survivor), new declarations and
    repairs, where the view may be missing or not agree with the facts. Raises NotFound and Busy.
    """

    def plan(attempt: Attempt) -> list[Change]:
        if attempt.entities[ref].view is None:
            raise NotFound(f"There is no {ref}.")
        return [Change(ref, cause, redirects=redirects or {}, whole=True)]

    (outcome,) = run_transaction(context, refs=[ref], plan=plan, load=recover_entity, may_be_ahead=True)
    return outcome.written()


def refresh_as_now(context: RequestContext, *, ref: str, cause: str) -> None:
    """Rewrite an entity's view and rows, with what it refers to looked up again: a merge may have been reversed."""

    def plan(attempt: Attempt) -> list[Change]:
        redirects = redirects_now(context.world, attempt.entities[ref])
        return [Change(ref, cause, redirects=redirects, whole=True)]

    run_transaction(context, refs=[ref], plan=plan, may_be_ahead=True)
