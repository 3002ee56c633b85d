"""POST /v1/facts: record facts about any entities."""

from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.answers import Sent
from chalicelib.api.parameters import flag
from chalicelib.api.problems import fault_json, status_of
from chalicelib.api.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.errors import (
    Gone,
    Merged,
    NotAllowedNow,
    NotFound,
    Oversized,
    Refusal,
    Retracted,
    TooManyActions,
)
from chalicelib.operations import record as operation
from chalicelib.operations.record import MAX_FACTS


class Facts(Sent):
    """One to a hundred facts; what each is, the operation says, with the faults of all of them."""

    facts: Annotated[list[Any], Field(min_length=1, max_length=MAX_FACTS)]


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
            "Record all or none. False records entity by entity and answers an outcome for each.",
            default=True,
        ),
        flag("dry_run", "Write nothing, and answer what would happen now: an outcome for each entity."),
    ),
    body=Body("FactsCreate"),
    answers=(
        Answer(201, "Recorded, at least one of them for the first time.", "Facts"),
        Answer(
            200,
            "All were known already; or, with `atomic=false` or `dry_run=true`, an outcome for each entity.",
            "FactsOrOutcomes",
        ),
    ),
    refusals=(NotFound, Gone, Merged, NotAllowedNow, Retracted, TooManyActions, Oversized),
)
def record(call: Call) -> Reply:
    """Record one to a hundred facts about entities that exist.

    The id of a fact is derived from its content: the same fact sent twice is one fact. A dry run is refused where the
    request itself would be; it is no promise, for others write too, and takes no heed of an idempotency key.
    """
    atomic, dry_run = call.query["atomic"], call.query["dry_run"]
    facts = call.read(Facts).facts
    recorded = operation.record(call.world, call.caller, facts=facts, atomic=atomic, dry_run=dry_run, once=call.once)
    if atomic and not dry_run:
        return Reply({"facts": recorded.facts}, status=201 if recorded.created else 200)
    return Reply({"outcomes": [_outcome(each) for each in recorded.outcomes]})


def _outcome(outcome: dict[str, Any]) -> dict[str, Any]:
    refusal = outcome.get("refusal")
    if not isinstance(refusal, Refusal):
        return {**outcome, "status": 201 if outcome["created"] else 200}
    problem: dict[str, Any] = {
        **refusal.context,
        "title": refusal.title,
        "detail": refusal.detail,
        "code": refusal.code,
    }
    if refusal.faults:
        problem["errors"] = [fault_json(fault, refusal=refusal) for fault in refusal.faults]
    return {"ref": outcome["ref"], "status": status_of(refusal.code, has_survivor=False), "problem": problem}
