"""PATCH /v1/{plural}/{slug}: add facts to an entity by merge-patch."""

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.answers import entity_answer, entity_with_report
from chalicelib.api.http.routing.routes import JSON, MERGE_PATCH, Body, Call, Reply, route
from chalicelib.api.writes.evidence_mode import EVIDENCE_MODE
from chalicelib.domain.erasure_errors import Erased
from chalicelib.domain.errors import (
    AheadOfClock,
    Gone,
    Merged,
    NotAllowedNow,
    NotFound,
    Oversized,
    Retracted,
    Stale,
    TooManyActions,
    TooManyFacts,
)
from chalicelib.operations.writes import patch as operation


@route(
    "PATCH",
    "/v1/{plural}/{slug}",
    name="update_{kind}",
    summary="Add facts to {a_kind}",
    tag="{plural}",
    scope="write",
    parameters=(EVIDENCE_MODE, DRY_RUN),
    body=Body("{Kind}Patch", media=(MERGE_PATCH, JSON)),
    if_match="optional",
    answers=(
        entity_answer("The entity after the change. If every fact was on record already, its revision is unchanged."),
    ),
    refusals=(
        NotFound,
        Gone,
        Merged,
        NotAllowedNow,
        Stale,
        Retracted,
        Erased,
        TooManyActions,
        TooManyFacts,
        Oversized,
        AheadOfClock,
    ),
)
def patch(call: Call) -> Reply:
    """Add facts to {a_kind}: each value that you send becomes a new fact beside those on record.

    To correct a value, name its fact in `replaces` of the evidence: it gives way to the new one. If the evidence covers
    several fields, `replaces` may name facts of each. `hints` lists values that contradict what the same source said
    before.

    Nothing is overwritten; the view is resolved again from all facts. A null is refused: to remove a value, retract its
    fact. `recorded` lists the ids of the new facts.

    A fact is what is stated, by whom and in which source. A value on record that you send with other evidence, such as
    another `quote` or `basis`, stays as it is, and `evidence_differs` shows both; `evidence=replace` revises it.

    All values are recorded in one transaction of at most 100 actions, which has room for about 95 of them
    (`too_many_actions` beyond that); `POST /v1/facts?atomic=false` accepts more. An entity keeps at most 20,000 facts
    and each slot at most 2,000 (`too_many_facts`). Retracted facts count; the daily values of series do not.

    An identifier, `website`, `url` or `sha256` that another {kind} has too is accepted, and `hints` names that.
    """
    written = operation.patch(
        call.context,
        ref=call.ref,
        body=call.body,
        if_match=call.if_match,
        replaces_evidence=call.query["evidence"] == "replace",
    )
    return entity_with_report(written, plural=call.kind.plural)
