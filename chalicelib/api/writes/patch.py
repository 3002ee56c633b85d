"""PATCH /v1/{plural}/{slug}: add facts to an entity by merge-patch."""

from chalicelib.api.http.routing.answers import entity, entity_answer
from chalicelib.api.http.routing.routes import JSON, MERGE_PATCH, Body, Call, Reply, route
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
        entity_answer("The entity as it is now shown. Its revision is as before when every fact was known already."),
    ),
    refusals=(
        NotFound,
        Gone,
        Merged,
        NotAllowedNow,
        Stale,
        Retracted,
        TooManyActions,
        TooManyFacts,
        Oversized,
        AheadOfClock,
    ),
)
def patch(call: Call) -> Reply:
    """Send the fields to add: each value becomes a new fact beside those on record.

    The view is then resolved again; nothing is overwritten. A null is refused: what should not be on record
    is retracted, fact by fact. All of it is one transaction of at most 100 actions, so about 95 new values fit
    (`too_many_actions`); `POST /v1/facts?atomic=false` takes more in a request. An entity keeps at most 20,000 facts
    and each slot at most 2,000, retracted ones included and the daily values of series not: what would pass that is
    refused (`too_many_facts`).
    """
    written = operation.patch(call.context, ref=call.ref, body=call.body, if_match=call.if_match)
    return entity(written, plural=call.kind.plural)
