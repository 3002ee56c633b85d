"""POST /v1/{plural}/{slug}/retirement: retire an entity."""

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.answers import entity, entity_answer
from chalicelib.api.http.routing.request_bodies import Reason, RequestBody
from chalicelib.api.http.routing.routes import Body, Call, Reply, route
from chalicelib.domain.errors import (
    AheadOfClock,
    Gone,
    Merged,
    NotFound,
    Oversized,
    PreconditionRequired,
    Stale,
    TooManyActions,
)
from chalicelib.operations.writes.ending import retire as operation


class Retirement(RequestBody):
    """Why the entity is retired."""

    reason: Reason


@route(
    "POST",
    "/v1/{plural}/{slug}/retirement",
    name="retire_{kind}",
    summary="Retire {a_kind}",
    tag="{plural}",
    scope="admin",
    parameters=(DRY_RUN,),
    body=Body("Retirement", model=Retirement, example={"reason": "Entered by mistake."}),
    if_match="required",
    answers=(entity_answer("The entity as it was last shown."),),
    refusals=(NotFound, Gone, Merged, Stale, PreconditionRequired, TooManyActions, Oversized, AheadOfClock),
)
def retire(call: Call) -> Reply:
    """Retire {a_kind} that was created by mistake or does not belong here.

    Later requests return 410 with the reason. You can still read it with an earlier `known_at`. Send the `ETag` that
    you have read as `If-Match`, or `*` to retire any revision.
    """
    sent = call.read(Retirement)
    written = operation.retire(call.context, ref=call.ref, reason=sent.reason, if_match=call.if_match)
    return entity(written, plural=call.kind.plural)
