"""POST /v1/facts/{id}/erasure: erase the words of a fact for good."""

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.request_bodies import Reason, RequestBody
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.erasure_errors import AlreadyErased
from chalicelib.domain.errors import AheadOfClock, NotFound, Oversized, Stale, TooManyActions


class Erasure(RequestBody):
    """Why the words are erased. Do not repeat them: the reason stays on record."""

    reason: Reason


@route(
    "POST",
    "/v1/facts/{id}/erasure",
    name="erase_fact",
    summary="Erase the words of a fact",
    tag="facts",
    scope="admin",
    parameters=(DRY_RUN,),
    body=Body("Erasure", model=Erasure, example={"reason": "The person asked for it (case 2026-114)."}),
    if_match="optional",
    answers=(Answer(200, "What was erased, or with `dry_run=true` what would be.", "FactErasure"),),
    refusals=(NotFound, AlreadyErased, Stale, TooManyActions, Oversized, AheadOfClock),
)
def erase(call: Call) -> Reply:
    """Erase the words of a fact, for people's rights. Nothing brings them back; to correct a fact, retract it instead.

    The value, the quote, `as_stated`, `via`, `method`, the name of the speaker, and texts in qualifiers, scope and
    condition are overwritten in every row that holds them, also in the history, and so are the reasons of earlier
    decisions on the fact. At every clock the value is shown as erased. The property, the source, `valid`, the basis
    and all dates stay, with who erased it, when and why.

    The same statement is not recorded again (`erased`). `also_held_by` lists other facts that hold some of the same
    words: erase them as well, each on its own. The `type` of an event keeps its value, a word of the vocabulary.

    Answers that were cached before can be shown for up to a day. The change feed has a row with the cause `erased`.
    If a request fails halfway, send it again: it finishes what is left.
    """
    sent = call.read(Erasure)
    # Imported at the first erasure: hardly any process has one.
    from chalicelib.operations.writes.deciding import erase as operation

    answered = operation.erase(
        call.context,
        fact_id=call.path["id"],
        reason=sent.reason,
        if_match=call.if_match,
    )
    return Reply(answered.body, is_replay=answered.is_replay)
