"""Patch an entity: the values sent become new facts, beside those on record."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.domain.faults import Faults
from chalicelib.domain.hints import Hint
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.attempts import Attempt, live
from chalicelib.operations.transactions.parsing.flat_body import draft_fields
from chalicelib.operations.transactions.staging.changes import Change, Staged
from chalicelib.operations.transactions.staging.restated_facts import SENT_AGAIN
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.world import RequestContext, Written
from chalicelib.operations.writes.identifiers_elsewhere import identifiers_elsewhere


def patch(
    context: RequestContext,
    *,
    ref: Ref,
    body: Mapping[str, Any],
    if_match: Collection[int] | None = None,
    replaces_evidence: bool = False,
) -> Written:
    """Record the values of a flat body as facts. Raises NotFound, Gone, Merged, Stale, Retracted, Invalid.

    With `replaces_evidence` facts on record that are sent with other evidence get it.
    """
    name = str(ref)

    def plan(attempt: Attempt) -> list[Change]:
        entity = live(attempt, name, if_match=if_match)
        change = draft_added(entity, body, faults=attempt.faults)
        return [replace(change, revises=SENT_AGAIN if replaces_evidence else None)]

    def judge(staged: Sequence[Staged]) -> list[Hint]:
        return identifiers_elsewhere(context.world, staged)

    (outcome,) = run_transaction(context, refs=[name], plan=plan, judge=judge)
    return outcome.written()


def draft_added(entity: Entity, body: Mapping[str, Any], *, faults: Faults, at: str = "") -> Change:
    """Draft what a flat body, which is the part `at` of the request, adds to an entity."""
    if "slug" in body:
        faults.add(f"{at}/slug", "read_only", "A slug never changes; merge the entity into another instead.")
    read = draft_fields(
        entity.kind,
        body,
        ref=entity.ref,
        type_name=entity.type_name,
        faults=faults,
        recorded=entity.facts_of,
        at=at,
    )
    return Change(entity.ref, "recorded", drafts=read.drafts, refs=read.refs, replacements=read.replacements)
