"""POST /v1/facts: record facts about any entities."""

from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.response.problems import fault_json, status_of
from chalicelib.api.http.routing.parameters import flag
from chalicelib.api.http.routing.request_bodies import RequestBody
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.api.writes.evidence_mode import EVIDENCE_MODE
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
        DRY_RUN,
        EVIDENCE_MODE,
    ),
    body=Body("FactsCreate"),
    answers=(
        Answer(201, "The facts. At least one of them is new.", "Facts"),
        Answer(
            200,
            "The facts, all of which were on record already; one sent with other evidence has `evidence_differs`. "
            "With `atomic=false` or `dry_run=true`, the outcomes.",
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

    The id of a fact is derived from what it states: its entity, property, value, qualifiers, scope, condition, period
    and `valid`, its source and speaker, and whether it affirms, denies or leaves open. All else is evidence: a fact on
    record that is sent with another quote, `as_stated`, `via`, basis, degree of certainty and so on stays one fact. It
    keeps its evidence, and the answer has `evidence_differs` and `evidence_sent`; what you leave out is no difference.
    `evidence=replace` revises it instead (`evidence_revised`), as `POST /v1/facts/{id}/evidence` does.

    With `atomic=true` all facts are recorded in one transaction of at most 100 actions. Each new fact is one action.
    Each entity adds one for its revision, one for its view, and one for each of its long properties that changes (such
    as `prices`, `scores` or `remarks`). An idempotency key adds one. So 97 prices of one model fit, or 70 prices of 10
    models. More is refused (`too_many_actions`), with the count of each sort of action in `parts`.

    With `atomic=false` any 100 facts fit: the facts of an entity are recorded in their order, in as many transactions
    as they need, each of which makes a revision. A wrong fact is refused alone. The response has one outcome for each
    entity, with the facts recorded, and one for each fact refused; `pointers` lists the facts that it is about. If the
    service fails halfway, completed transactions remain: send the request again with the same idempotency key to
    record the rest.

    A fact can replace others of its entity and property (`evidence.replaces`), except facts of a series; each fact that
    is replaced is one action more. `hints` lists facts that contradict what the same source said before.

    A dry run is refused if the request itself would be. The result can change if others write in between. The
    idempotency key is ignored.

    An entity keeps at most 20,000 facts and each slot at most 2,000 (`too_many_facts`). Retracted facts count; the
    daily values of series do not.

    An identifier, `website`, `url` or `sha256` that another entity of the kind has too is accepted, and `hints` names
    that.
    """
    atomic, dry_run = call.query["atomic"], call.query["dry_run"]
    facts = call.read(Facts).facts
    replaces = call.query["evidence"] == "replace"
    recorded = operation.record(call.context, facts=facts, atomic=atomic, replaces_evidence=replaces)
    if atomic and not dry_run:
        return Reply(
            {"facts": recorded.facts},
            status=201 if recorded.created else 200,
            is_replay=recorded.is_replay,
            adjusted=recorded.adjusted,
            hints=recorded.hints,
        )
    return Reply(
        {"outcomes": [_render_outcome(each) for each in recorded.outcomes]},
        is_replay=recorded.is_replay,
        adjusted=recorded.adjusted,
        hints=recorded.hints,
        facts=[fact["id"] for fact in recorded.facts],
    )


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
