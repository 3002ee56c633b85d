"""Patch an entity: the values sent become new facts, beside those on record."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chalicelib.domain.hints import Hint
from chalicelib.domain.values import Ref
from chalicelib.operations.transactions.parsing.flat_body import draft_fields
from chalicelib.operations.transactions.staging import Change, Staged
from chalicelib.operations.transactions.transaction import Attempt, live, run_transaction
from chalicelib.operations.world import RequestContext, Written
from chalicelib.operations.writes.identifiers_elsewhere import identifiers_elsewhere


def patch(
    context: RequestContext,
    *,
    ref: Ref,
    body: Mapping[str, Any],
    if_match: Collection[int] | None = None,
) -> Written:
    """Record the values of a flat body as facts. Raises NotFound, Gone, Merged, Stale, Retracted, Invalid."""
    name = str(ref)

    def plan(attempt: Attempt) -> list[Change]:
        entity = live(attempt, name, if_match=if_match)
        if "slug" in body:
            attempt.faults.add("/slug", "read_only", "A slug never changes; merge the entity into another instead.")
        read = draft_fields(
            entity.kind,
            body,
            ref=name,
            type_name=entity.type_name,
            faults=attempt.faults,
            recorded=entity.facts.values(),
        )
        return [Change(name, "recorded", drafts=read.drafts, refs=read.refs, replacements=read.replacements)]

    def judge(staged: Sequence[Staged]) -> list[Hint]:
        return identifiers_elsewhere(context.world, staged)

    (outcome,) = run_transaction(context, refs=[name], plan=plan, judge=judge)
    return outcome.written()
