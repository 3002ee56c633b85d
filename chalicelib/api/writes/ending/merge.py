"""POST /v1/{plural}/{slug}/merge: merge two entities that are the same."""

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.request_bodies import EntityRef, Reason, RequestBody
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.errors import (
    AheadOfClock,
    Gone,
    Merged,
    NotAllowedNow,
    NotFound,
    Oversized,
    PreconditionRequired,
    Stale,
    TooManyActions,
    TooManyFacts,
)
from chalicelib.domain.values import Ref
from chalicelib.operations.writes.ending import merge as operation


class Merge(RequestBody):
    """The entity to merge into, and why both are the same."""

    into: EntityRef
    reason: Reason


@route(
    "POST",
    "/v1/{plural}/{slug}/merge",
    name="merge_{kind}",
    summary="Merge {a_kind} into another",
    tag="{plural}",
    scope="admin",
    parameters=(DRY_RUN,),
    body=Body("Merge", model=Merge, example={"into": "{kind}/survivor", "reason": "The same under two names."}),
    if_match="required",
    answers=(
        Answer(
            200,
            "The result of the merge. `remaining` says whether some references still have to be moved. The service "
            "does so within minutes; if you do not want to wait, send the request again, as a new one.",
            "Merging",
        ),
    ),
    refusals=(
        NotFound,
        Gone,
        Merged,
        NotAllowedNow,
        Stale,
        PreconditionRequired,
        TooManyActions,
        TooManyFacts,
        Oversized,
        AheadOfClock,
    ),
)
def merge(call: Call) -> Reply:
    """Merge this {kind} into another one that is the same.

    Later requests redirect (308) to the other {kind}, and references move to it. You can still read this one with an
    earlier `known_at`. Send the `ETag` that you have read as `If-Match`, or `*` to merge any revision.
    """
    sent = call.read(Merge)
    into_kind, _, into_slug = sent.into.partition("/")
    merged = operation.merge(
        call.context,
        ref=call.ref,
        into=Ref(into_kind, into_slug),
        reason=sent.reason,
        if_match=call.if_match,
    )
    return Reply(merged.body, is_replay=merged.is_replay)
