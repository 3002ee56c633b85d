"""POST /v1/{plural}/{slug}/merge: say that two entities are one."""

from chalicelib.api.http.routing.answers import EntityRef, Reason, RequestBody
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
from chalicelib.operations.writes import merge as operation


class Merge(RequestBody):
    """The survivor, and why the two are one."""

    into: EntityRef
    reason: Reason


@route(
    "POST",
    "/v1/{plural}/{slug}/merge",
    name="merge_{kind}",
    summary="Merge {a_kind} into another",
    tag="{plural}",
    scope="admin",
    body=Body("Merge", model=Merge, example={"into": "{kind}/survivor", "reason": "The same under two names."}),
    if_match="required",
    answers=(
        Answer(
            200,
            "Merged; `remaining` says whether entities that point here are still to be refreshed.",
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
    """Say that this is the same {kind} as another one, the survivor.

    `If-Match` says which revision you have seen, or `*`: whatever it is. From now on it is answered 308 to the
    survivor, and whatever points here points there. It stays readable with an earlier `known_at`.
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
