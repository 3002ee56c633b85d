"""POST /v1/{plural}/{slug}/erasure: erase an entity for good, for people's rights."""

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.request_bodies import Reason, RequestBody
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.domain.errors import (
    AheadOfClock,
    NotFound,
    Oversized,
    PreconditionRequired,
    Stale,
    TooManyActions,
)


class EntityErasure(RequestBody):
    """Why the entity is erased. The reason stays on record: do not repeat the words that are erased."""

    reason: Reason


@route(
    "POST",
    "/v1/{plural}/{slug}/erasure",
    name="erase_{kind}",
    summary="Erase {a_kind} for good",
    tag="{plural}",
    scope="admin",
    parameters=(DRY_RUN,),
    body=Body("EntityErasure", model=EntityErasure, example={"reason": "The person asked for it."}),
    if_match="required",
    answers=(
        Answer(
            200,
            "Who erased it, under which ref it stays on record, and whether some references still have to be renamed.",
            "EntityErased",
        ),
    ),
    refusals=(NotFound, ErasedEntity, Stale, PreconditionRequired, TooManyActions, Oversized, AheadOfClock),
)
def erase_entity(call: Call) -> Reply:
    """Take the words of this {kind} out of every row, at every clock, and replace its slug with a made-up one.

    Only this stays: something was on record, since when and from which sources, who erased it and why. It is in no
    list, search or lookup. Its old ref answers 410 everywhere, and nobody can create it again. Nothing reverses this.
    If `remaining` is true, send the request again. `complete` is true after the operator has repaired the whole table.
    Send the `ETag` that you have read as `If-Match`, or `*` for any revision.
    """
    sent = call.read(EntityErasure)
    # Imported at the first erasure: hardly any process has one.
    from chalicelib.operations.writes.ending import erase_entity as operation

    answered = operation.erase_entity(call.context, ref=call.ref, reason=sent.reason, if_match=call.if_match)
    return Reply(answered.body, is_replay=answered.is_replay)
