"""PATCH /v1/{plural}/{slug}: add facts to an entity by merge-patch."""

from chalicelib.api.http.routing.answers import entity, entity_answer
from chalicelib.api.http.routing.routes import JSON, MERGE_PATCH, Body, Call, Reply, route
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

    Nothing is overwritten; the view is resolved again from all facts. A null is refused: to remove a value, retract its
    fact. All values are recorded in one transaction of at most 100 actions, which has room for about 95 of them
    (`too_many_actions` beyond that); `POST /v1/facts?atomic=false` accepts more. An entity keeps at most 20,000 facts
    and each slot at most 2,000 (`too_many_facts`). Retracted facts count; the daily values of series do not.
    """
    written = operation.patch(call.context, ref=call.ref, body=call.body, if_match=call.if_match)
    return entity(written, plural=call.kind.plural)
