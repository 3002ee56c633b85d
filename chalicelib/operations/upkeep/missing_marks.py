"""Add the marks of replaced facts that older code did not make, in as many revisions as they need."""

from chalicelib.operations.entities.loading import load_series
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.staging.replacement_marks import missing_marks
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.world import RequestContext

CAUSE = "marked"
MAX_MARKED_FACTS = 80  # of one transaction, with room for the revision, the view and its long properties


def add_missing_marks(context: RequestContext, ref: str) -> int | None:
    """Let each fact of an entity name the facts that replace it; return the last revision, None if none was needed."""
    marked, revision = set[str](), None
    while (made := _add_some_marks(context, ref, marked)) is not None:
        revision = made
    return revision


def _add_some_marks(context: RequestContext, ref: str, marked: set[str]) -> int | None:
    """Mark some facts, of those that were not `marked` before, and note them; return the revision, None if none."""
    due: list[str] = []

    def plan(attempt: Attempt) -> list[Change]:
        entity = attempt.entities[ref]
        series = {fact.id: fact for fact in load_series(context.world, entity)}
        missing = missing_marks(entity.kind, [*entity.facts.values(), *series.values()])
        due[:] = [name for name in missing if name not in marked][:MAX_MARKED_FACTS]
        of_series = {name: series[name] for name in due if name in series}
        return [Change(ref, CAUSE, decisions={name: missing[name] for name in due}, series=of_series)]

    (outcome,) = run_transaction(context, refs=[ref], plan=plan, may_be_ahead=True)
    marked.update(due)
    return outcome.entity.revision if outcome.created else None
