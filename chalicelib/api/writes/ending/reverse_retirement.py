"""POST /v1/{plural}/{slug}/retirement/reversal: bring a retired entity back."""

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.answers import entity, entity_answer
from chalicelib.api.http.routing.request_bodies import Reason, RequestBody
from chalicelib.api.http.routing.routes import Body, Call, Reply, route
from chalicelib.domain.errors import (
    AheadOfClock,
    NotFound,
    NotRetired,
    Oversized,
    PreconditionRequired,
    Stale,
    TooManyActions,
)
from chalicelib.operations.writes.ending import reverse_retirement as operation


class RetirementReversal(RequestBody):
    """Why the entity belongs here after all."""

    reason: Reason


@route(
    "POST",
    "/v1/{plural}/{slug}/retirement/reversal",
    name="reverse_{kind}_retirement",
    summary="Bring {a_kind} back that was retired",
    tag="{plural}",
    scope="admin",
    parameters=(DRY_RUN,),
    body=Body("RetirementReversal", model=RetirementReversal, example={"reason": "It does exist: see its register."}),
    if_match="required",
    answers=(entity_answer("The entity, which is live again."),),
    refusals=(NotFound, NotRetired, Stale, PreconditionRequired, TooManyActions, Oversized, AheadOfClock),
)
def reverse_retirement(call: Call) -> Reply:
    """Reverse the retirement of {a_kind}: it is shown, listed, found and counted again, with all its facts.

    With a `known_at` between the retirement and its reversal it stays 410. You can retire it again. Send as `If-Match`
    the revision that retired it, which its history shows (`"r7"`), or `*` for any revision.
    """
    sent = call.read(RetirementReversal)
    written = operation.reverse_retirement(call.context, ref=call.ref, reason=sent.reason, if_match=call.if_match)
    return entity(written, plural=call.kind.plural)
