"""POST /v1/facts/{id}/retraction: retract a fact."""

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.request_bodies import Reason, RequestBody, SourceRef
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
from chalicelib.operations.writes.deciding import retract as operation


class Retraction(RequestBody):
    """Why the fact is retracted, and the document that says so, if there is one."""

    reason: Reason
    source: SourceRef | None = None


@route(
    "POST",
    "/v1/facts/{id}/retraction",
    name="retract_fact",
    summary="Retract a fact",
    tag="facts",
    scope="write",
    parameters=(DRY_RUN,),
    body=Body("Retraction", model=Retraction, example={"reason": "The page was misread.", "source": None}),
    if_match="optional",
    answers=(Answer(200, "The retracted fact.", "Fact"),),
    refusals=(NotFound, Gone, Merged, NotAllowedNow, Stale, TooManyActions, Oversized, AheadOfClock),
)
def retract(call: Call) -> Reply:
    """Retract a fact that should not be on record, such as one that was misread.

    You can still read it, with the reason and the time, and an earlier `known_at` shows it as it was. If the source
    does say so but is wrong, rank the fact `deprecated` instead.
    """
    sent = call.read(Retraction)
    decided = operation.retract(
        call.context,
        fact_id=call.path["id"],
        reason=sent.reason,
        source=sent.source,
        if_match=call.if_match,
    )
    return Reply(decided.fact, is_replay=decided.is_replay)
