"""POST /v1/{plural}/{slug}/merge/reversal: give back an entity that was merged by mistake."""

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.request_bodies import Reason, RequestBody
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.errors import (
    AheadOfClock,
    NotAllowedNow,
    NotFound,
    NotMerged,
    Oversized,
    PreconditionRequired,
    Stale,
    SurvivorEnded,
    TooManyActions,
)
from chalicelib.operations.writes.ending import reverse_merge as operation


class MergeReversal(RequestBody):
    """Why the two are not the same."""

    reason: Reason


@route(
    "POST",
    "/v1/{plural}/{slug}/merge/reversal",
    name="reverse_{kind}_merge",
    summary="Give {a_kind} back that was merged into another",
    tag="{plural}",
    scope="admin",
    parameters=(DRY_RUN,),
    body=Body("MergeReversal", model=MergeReversal, example={"reason": "Two firms of one name: see both registers."}),
    if_match="required",
    answers=(
        Answer(
            200,
            "The result of the reversal. `remaining` says whether some references still have to be moved back. The "
            "service does so within minutes; if you do not want to wait, send the request again, as a new one.",
            "MergeReversed",
        ),
    ),
    refusals=(
        NotFound,
        NotMerged,
        SurvivorEnded,
        NotAllowedNow,
        Stale,
        PreconditionRequired,
        TooManyActions,
        Oversized,
        AheadOfClock,
    ),
)
def reverse_merge(call: Call) -> Reply:
    """Reverse the merge of this {kind} into another: both are live again, each with its own facts.

    The facts that the merge copied to the other are retracted there with your reason, and references move back. Facts
    that were recorded at the other since stay there: `recorded_since` lists the first 100. With a `known_at` before the
    reversal you see the merged state. Send as `If-Match` the revision that merged it, which its history shows (`"r7"`),
    or `*` for any revision.
    """
    sent = call.read(MergeReversal)
    answered = operation.reverse_merge(call.context, ref=call.ref, reason=sent.reason, if_match=call.if_match)
    return Reply(answered.body, is_replay=answered.is_replay)
