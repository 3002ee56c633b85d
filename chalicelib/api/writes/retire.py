"""POST /v1/{plural}/{slug}/retirement: take an entity out of service."""

from chalicelib.api.http.routing.answers import Reason, RequestBody, entity, entity_answer
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
from chalicelib.operations.writes import retire as operation


class Retirement(RequestBody):
    """Why an entity should be seen no more."""

    reason: Reason


@route(
    "POST",
    "/v1/{plural}/{slug}/retirement",
    name="retire_{kind}",
    summary="Retire {a_kind}",
    tag="{plural}",
    scope="admin",
    body=Body("Retirement", model=Retirement, example={"reason": "Entered by mistake."}),
    if_match="required",
    answers=(entity_answer("The last view before it was retired."),),
    refusals=(NotFound, Gone, Merged, Stale, PreconditionRequired, TooManyActions, Oversized, AheadOfClock),
)
def retire(call: Call) -> Reply:
    """Take {a_kind} out of service.

    `If-Match` says which revision you have seen, or `*`: whatever it is. From now on it is answered 410 with the
    reason; it stays readable with an earlier `known_at`.
    """
    sent = call.read(Retirement)
    written = operation.retire(call.context, ref=call.ref, reason=sent.reason, if_match=call.if_match)
    return entity(written, plural=call.kind.plural)
