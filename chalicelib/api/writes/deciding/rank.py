"""POST /v1/facts/{id}/rank: prefer or deprecate a fact."""

from typing import Annotated

from pydantic import Field

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
from chalicelib.domain.facts.decisions import Rank
from chalicelib.operations.writes.deciding import rank as operation


class Ranking(RequestBody):
    """The new rank of a fact; a rank other than `normal` needs a reason."""

    rank: Annotated[
        Rank,
        Field(description="`preferred` overrides all other facts; `deprecated` is ignored when values are chosen."),
    ]
    reason: Reason | None = None


@route(
    "POST",
    "/v1/facts/{id}/rank",
    name="rank_fact",
    summary="Prefer or deprecate a fact",
    tag="facts",
    scope="write",
    parameters=(DRY_RUN,),
    body=Body("Ranking", model=Ranking, example={"rank": "preferred", "reason": "The exchange's own figure."}),
    if_match="optional",
    answers=(Answer(200, "The fact with its new rank.", "Fact"),),
    refusals=(NotFound, Gone, Merged, NotAllowedNow, Stale, TooManyActions, Oversized, AheadOfClock),
)
def rank(call: Call) -> Reply:
    """Prefer or deprecate a fact.

    Preferring the facts of one side settles a conflict. Deprecate a fact if its source does say so but is wrong. The
    change is recorded: an earlier `known_at` still shows the earlier rank.
    """
    sent = call.read(Ranking)
    decided = operation.rank(
        call.context,
        fact_id=call.path["id"],
        rank=sent.rank.value,
        reason=sent.reason,
        if_match=call.if_match,
    )
    return Reply(decided.fact, is_replay=decided.is_replay)
