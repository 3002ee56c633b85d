"""POST /v1/facts: record facts about any entities."""

from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.http.response.problems import fault_json, status_of
from chalicelib.api.http.routing.answers import RequestBody
from chalicelib.api.http.routing.parameters import flag
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.erasure_errors import Erased
from chalicelib.domain.errors import (
    AheadOfClock,
    Gone,
    Merged,
    NotAllowedNow,
    NotFound,
    Oversized,
    Refusal,
    Retracted,
    TooManyActions,
    TooManyFacts,
)
from chalicelib.operations.writes import record as operation
from chalicelib.operations.writes.recording.record_body import MAX_BATCH_FACTS


class Facts(RequestBody):
    """One to a hundred facts; the operation parses each of them, and reports the faults of all."""

    facts: Annotated[list[Any], Field(min_length=1, max_length=MAX_BATCH_FACTS)]


@route(
    "POST",
    "/v1/facts",
    name="record_facts",
    summary="Record facts",
    tag="facts",
    scope="write",
    parameters=(
        flag(
            "atomic",
            "Record all facts or none, in one transaction of at most 100 actions. With `false`, the facts of each "
            "entity are recorded in as many transactions as they need, only wrong facts are refused, and the response "
            "lists outcomes.",
            default=True,
        ),
        flag("dry_run", "Write nothing, and return the outcomes that the request would have now."),
    ),
    body=Body("FactsCreate"),
    answers=(
        Answer(201, "The facts. At least one of them is new.", "Facts"),
        Answer(
            200,
            "The facts, all of which were on record already; with `atomic=false` or `dry_run=true`, the outcomes.",
            "FactsOrOutcomes",
        ),
    ),
    refusals=(
        NotFound,
        Gone,
        Merged,
        Retracted,
        Erased,
        TooManyActions,
        TooManyFacts,
        Oversized,
        AheadOfClock,
        NotAllowedNow,
    ),
)
def record(call: Call) -> Reply:
    """Record one to a hundred facts about entities that exist.

    The id of a fact is derived from its content: the same fact sent twice is one fact.

    With `atomic=true` all facts are recorded in one transaction of at most 100 actions. Each new fact is one action.
    Each entity adds one for its revision, one for its view, and one for each of its long properties that changes (such
    as `prices`, `scores` or `remarks`). An idempotency key adds one. So 97 prices of one model fit, or 70 prices of 10
    models. More is refused (`too_many_actions`), with the count of each sort of action in `parts`.

    With `atomic=false` any 100 facts fit: the facts of an entity are recorded in their order, in as many transactions
    as they need, each of which makes a revision. A wrong fact is refused alone. The response has one outcome for each
    entity, with the facts recorded, and one for each fact refused; `pointers` lists the facts that it is about. If the
    service fails halfway, completed transactions remain: send the request again with the same idempotency key to
    record the rest.

    A dry run is refused if the request itself would be. The result can change if others write in between. The
    idempotency key is ignored.

    An entity keeps at most 20,000 facts and each slot at most 2,000 (`too_many_facts`). Retracted facts count; the
    daily values of series do not.
    """
    atomic, dry_run = call.query["atomic"], call.query["dry_run"]
    facts = call.read(Facts).facts
    recorded = operation.record(call.context, facts=facts, atomic=atomic, dry_run=dry_run)
    if atomic and not dry_run:
        return Reply(
            {"facts": recorded.facts},
            status=201 if recorded.created else 200,
            is_replay=recorded.is_replay,
            adjusted=recorded.adjusted,
        )
    outcomes = [_render_outcome(each) for each in recorded.outcomes]
    return Reply({"outcomes": outcomes}, is_replay=recorded.is_replay, adjusted=recorded.adjusted)


def _render_outcome(outcome: dict[str, Any]) -> dict[str, Any]:
    refusal, pointers = outcome.get("refusal"), [f"/facts/{place}" for place in outcome["places"]]
    shown = {name: each for name, each in outcome.items() if name not in ("refusal", "places")}
    if not isinstance(refusal, Refusal):
        return {**shown, "pointers": pointers, "status": 201 if outcome["created"] else 200}
    problem: dict[str, Any] = {
        **refusal.context,
        "title": refusal.title,
        "detail": refusal.detail,
        "code": refusal.code,
    }
    if refusal.faults:
        problem["errors"] = [fault_json(fault, refusal=refusal) for fault in refusal.faults]
    status = status_of(refusal.code, has_survivor=False)
    return {**shown, "pointers": pointers, "status": status, "problem": problem}
