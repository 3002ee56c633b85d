"""POST /v1/facts: record facts about any entities."""

from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.http.response.problems import fault_json, status_of
from chalicelib.api.http.routing.answers import RequestBody
from chalicelib.api.http.routing.parameters import flag
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
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
from chalicelib.operations.writes.record import MAX_BATCH_FACTS


class Facts(RequestBody):
    """One to a hundred facts; what each is, the operation says, with the faults of all of them."""

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
            "Record all or none, in one transaction of at most 100 actions. False records each entity's facts in as "
            "many transactions as they take, refuses what is at fault alone, and answers outcomes.",
            default=True,
        ),
        flag("dry_run", "Write nothing, and answer what would happen now: outcomes."),
    ),
    body=Body("FactsCreate"),
    answers=(
        Answer(201, "Recorded, at least one of them for the first time.", "Facts"),
        Answer(
            200,
            "All were known already; or, with `atomic=false` or `dry_run=true`, the outcomes.",
            "FactsOrOutcomes",
        ),
    ),
    refusals=(NotFound, Gone, Merged, Retracted, TooManyActions, TooManyFacts, Oversized, AheadOfClock, NotAllowedNow),
)
def record(call: Call) -> Reply:
    """Record one to a hundred facts about entities that exist.

    The id of a fact is derived from its content: the same fact sent twice is one fact.

    With `atomic=true` all of them are recorded in one transaction, which has at most 100 actions: one for each new
    fact, one for the revision and one for the view of each entity, one for each long property of an entity that
    changes (`prices`, `scores`, `remarks` and their like), one for an idempotency key. So 97 prices of one model fit,
    or 70 prices of 10 models. What does not fit is refused (`too_many_actions`); `parts` has the sum.

    With `atomic=false` any 100 facts fit: an entity's facts are recorded in their order, in as many transactions as
    they take, each a revision of its own. A fact at fault is refused alone. There is an outcome for each entity, with
    what was recorded, and one for each fact refused; `pointers` says which facts it is about. If the service breaks
    off in between, whole transactions stand: send the request again, with the same idempotency key, and it goes on.

    A dry run is refused where the request itself would be. The result can change if others write in between, and the
    idempotency key is ignored.

    An entity keeps at most 20,000 facts and each slot at most 2,000, retracted ones included and the daily values of
    series not: what would pass that is refused (`too_many_facts`).
    """
    atomic, dry_run = call.query["atomic"], call.query["dry_run"]
    facts = call.read(Facts).facts
    recorded = operation.record(call.context, facts=facts, atomic=atomic, dry_run=dry_run)
    if atomic and not dry_run:
        return Reply({"facts": recorded.facts}, status=201 if recorded.created else 200, is_replay=recorded.is_replay)
    outcomes = [_outcome(each) for each in recorded.outcomes]
    return Reply({"outcomes": outcomes}, is_replay=recorded.is_replay)


def _outcome(outcome: dict[str, Any]) -> dict[str, Any]:
    refusal, pointers = outcome.get("refusal"), [f"/facts/{place}" for place in outcome["places"]]
    told = {name: each for name, each in outcome.items() if name not in ("refusal", "places")}
    if not isinstance(refusal, Refusal):
        return {**told, "pointers": pointers, "status": 201 if outcome["created"] else 200}
    problem: dict[str, Any] = {
        **refusal.context,
        "title": refusal.title,
        "detail": refusal.detail,
        "code": refusal.code,
    }
    if refusal.faults:
        problem["errors"] = [fault_json(fault, refusal=refusal) for fault in refusal.faults]
    status = status_of(refusal.code, has_survivor=False)
    return {**told, "pointers": pointers, "status": status, "problem": problem}
