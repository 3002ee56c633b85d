"""POST /v1/facts/{id}/reinstatement: reinstate a retracted fact."""

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.request_bodies import Reason, RequestBody
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.errors import (
    AheadOfClock,
    Gone,
    Merged,
    NotAllowedNow,
    NotFound,
    Oversized,
    Stale,
    TooManyActions,
)
from chalicelib.operations.writes.deciding import reinstate as operation


class Reinstatement(RequestBody):
    """Why the fact is right after all."""

    reason: Reason


@route(
    "POST",
    "/v1/facts/{id}/reinstatement",
    name="reinstate_fact",
    summary="Reinstate a retracted fact",
    tag="facts",
    scope="write",
    parameters=(DRY_RUN,),
    body=Body("Reinstatement", model=Reinstatement, example={"reason": "The page was read right after all."}),
    if_match="optional",
    answers=(Answer(200, "The reinstated fact.", "Fact"),),
    refusals=(NotFound, Gone, Merged, NotAllowedNow, Stale, TooManyActions, Oversized, AheadOfClock),
)
def reinstate(call: Call) -> Reply:
    """Reinstate a retracted fact. The period in which it was retracted stays on record."""
    sent = call.read(Reinstatement)
    decided = operation.reinstate(
        call.context,
        fact_id=call.path["id"],
        reason=sent.reason,
        if_match=call.if_match,
    )
    return Reply(decided.fact, is_replay=decided.is_replay)
