"""POST /v1/batch: write entities, facts and retractions in one request."""

from typing import TYPE_CHECKING

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.response.problems import fault_json, status_of
from chalicelib.api.http.routing.parameters import flag
from chalicelib.api.http.routing.routes import JSON, NDJSON, Answer, Body, Call, Reply, route
from chalicelib.domain.erasure_errors import Erased, ErasedEntity
from chalicelib.domain.errors import (
    AheadOfClock,
    Duplicate,
    Gone,
    Merged,
    NotAllowedNow,
    NotFound,
    Oversized,
    PossibleDuplicate,
    Refusal,
    Retracted,
    TooManyActions,
    TooManyFacts,
)
from chalicelib.operations.writes import batch as operation
from chalicelib.operations.writes.batching.outcomes import Outcome, OutcomeType

if TYPE_CHECKING:
    from chalicelib.api.writes.answer_types import PartJson

EXAMPLE = {
    "entities": [
        {
            "kind": "source",
            "slug": "deepseek-announces-r2",
            "title": "DeepSeek announces R2",
            "published": "2026-02-26",
        },
        {
            "kind": "company",
            "slug": "deepseek",
            "name": "DeepSeek",
            "evidence": {"source": "source/deepseek-announces-r2", "basis": "self_reported"},
            "if_exists": "use",
        },
        {
            "kind": "model",
            "slug": "deepseek-r2",
            "name": "DeepSeek-R2",
            "level": "version",
            "developer": ["company/deepseek"],
            "evidence": {"source": "source/deepseek-announces-r2", "basis": "self_reported"},
        },
    ],
    "facts": [
        {
            "entity": "model/deepseek-r2",
            "property": "released",
            "value": "2026-02-26",
            "evidence": {"source": "source/deepseek-announces-r2", "basis": "self_reported", "quote": "out today"},
        }
    ],
}
MAX_BATCH_MEMBERS = 50_000  # of a whole body; 500 complete facts have 15,000


@route(
    "POST",
    "/v1/batch",
    name="write_batch",
    summary="Write a batch",
    tag="facts",
    scope="write",
    parameters=(
        flag(
            "atomic",
            "Write all parts or none, in one transaction of at most 100 actions. With `false`, each entity is written "
            "in its own, in the order in which they need each other, and only wrong parts are refused.",
            default=True,
        ),
        DRY_RUN,
    ),
    body=Body("Batch", media=(JSON, NDJSON), members=MAX_BATCH_MEMBERS, example=EXAMPLE),
    answers=(
        Answer(201, "The outcome of each part. At least one recorded something.", "Batched"),
        Answer(200, "The outcome of each part. None recorded anything, or it was a dry run.", "Batched"),
    ),
    refusals=(
        NotFound,
        Gone,
        Merged,
        Duplicate,
        PossibleDuplicate,
        Retracted,
        Erased,
        ErasedEntity,
        TooManyActions,
        TooManyFacts,
        Oversized,
        AheadOfClock,
        NotAllowedNow,
    ),
)
def batch(call: Call) -> Reply:
    """Write up to 500 parts, such as a whole article: entities, facts and retractions, in any order.

    An entity is what creates it, with its `kind`; facts are those of `POST /v1/facts`, and a retraction names a `fact`
    with the `reason` and, if there is one, the `source`. Parts may name each other's refs. In NDJSON each line is a
    part: one with `property` is a fact, one with `fact` a retraction, any other an entity.

    `if_exists` says what becomes of an entity that is on record: `refuse` it (the default), `use` it as it is, or `add`
    the values as a patch would. One that seems to be on record, or in an earlier part, under another slug is
    refused (`possible_duplicate`) unless its part has `allow_duplicate`.

    With `atomic=true` all parts are written in one transaction of at most 100 actions, in which 8 new entities with 40
    facts fit; more is refused (`too_many_actions`), with the count of each sort. With `atomic=false` each entity is
    written in its own transaction after those that it names, then the facts of each entity, then the retractions. A
    wrong part is refused alone, and with it what leans on it (`leans_on_refused`); new entities that name each other in
    a circle need `atomic=true`. If the service fails halfway, send the request again with the same idempotency key to
    write the rest.

    The answer has the outcome of each part in the order sent, with its entity's revision and its facts. A dry run
    returns what the request would return now, and writes nothing.
    """
    batched = operation.batch(call.context, body=call.body, lines=call.lines, atomic=call.query["atomic"])
    outcomes = [each.outcome for each in batched.outcomes]
    differences = batched.report.differences
    has_new = any(each in (OutcomeType.CREATED, OutcomeType.CHANGED) for each in outcomes)
    return Reply(
        {
            "parts": [_render_part(each) for each in batched.outcomes],
            "counts": {each.value: outcomes.count(each) for each in OutcomeType},
            **({"evidence_differs": [each._asdict() for each in differences]} if differences else {}),
        },
        status=201 if has_new else 200,
        is_replay=batched.is_replay,
        adjusted=batched.adjusted,
        hints=batched.report.hints,
        facts=[name for each in batched.outcomes for name in each.facts],
    )


def _render_part(part: Outcome) -> "PartJson":
    shown: PartJson = {"pointer": part.at, "outcome": part.outcome.value}
    if part.ref is not None:
        shown["ref"] = part.ref
    if part.revision is not None:
        shown["revision"] = part.revision
    if part.refusal is None:
        shown["facts"] = list(part.facts)
    else:
        shown["problem"] = _render_problem(part.refusal)
    return shown


def _render_problem(refusal: Refusal) -> dict[str, object]:
    problem = {**refusal.context, "title": refusal.title, "detail": refusal.detail, "code": refusal.code}
    problem["status"] = status_of(refusal.code, has_survivor=False)
    if refusal.faults:
        problem["errors"] = [fault_json(fault, refusal=refusal) for fault in refusal.faults]
    return problem
