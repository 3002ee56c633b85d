"""POST /v1/entities/get: many entities in one request."""

from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.http.response.problems import status_of
from chalicelib.api.http.routing.answers import RequestBody
from chalicelib.api.http.routing.parameters import MOMENT, choice
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.errors import Refusal
from chalicelib.domain.evidence import SLUG
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Ref, known_words, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_BATCH_REFS
from chalicelib.operations.entities import batch_get as operation
from chalicelib.operations.entities.batch_get import BatchResult

REF_PATTERN = rf"^({'|'.join(KINDS)})/{SLUG}$"  # for the contract alone: our own words say which refs are none


class Refs(RequestBody):
    """One to a hundred refs."""

    refs: Annotated[
        list[Annotated[str, Field(max_length=121, json_schema_extra={"pattern": REF_PATTERN})]],
        Field(min_length=1, max_length=MAX_BATCH_REFS, description="The entities to read; one may be named twice."),
    ]


@route(
    "POST",
    "/v1/entities/get",
    name="get_entities",
    summary="Read many entities at once",
    tag="facts",
    scope="read",
    parameters=(
        choice("include", "Also show wide properties, such as prices and remarks.", of=("wide",)),
        *MOMENT,
    ),
    body=Body("EntityRefs", model=Refs, example={"refs": ["company/deepseek", "model/deepseek-v3"]}),
    answers=(Answer(200, "An outcome for each ref, in the order sent.", "EntitiesGot"),),
)
def batch_get(call: Call) -> Reply:
    """Answer up to 100 entities of any kinds, in the order of the refs, each with a status of its own.

    200 comes with the view, 404 and 410 (retired) with the reason, 308 (merged) with the survivor. Wide properties are
    left out of views and named in `omitted`, unless `include=wide`. With a clock set, up to 25.
    """
    refs = _refs(call.read(Refs).refs)
    wide = call.query["include"] == "wide"
    got = operation.batch_get(call.world, refs=refs, moment=call.moment, include_wide=wide)
    found = sum(each.view is not None for each in got)
    return Reply({"items": [_outcome(each) for each in got], "next": None, "meta": {"returned": found}})


def _refs(sent: list[str]) -> list[Ref]:
    """Read all refs, or refuse with every one that none can be."""
    faults, refs = Faults(), []
    for place, text in enumerate(sent):
        read = parse_ref(text)
        if read is None:
            faults.add(f"/refs/{place}", "not_a_ref", "Expected a ref, such as company/deepseek.")
        elif read.kind not in KINDS:
            detail = f"There is no kind {read.kind!r}{known_words(read.kind, KINDS, guesses=faults.guesses)}"
            faults.add(f"/refs/{place}", "unknown_kind", detail)
        else:
            refs.append(read)
    faults.refuse()
    return refs


def _outcome(got: BatchResult) -> dict[str, Any]:
    if got.view is not None:
        omitted = {"omitted": list(got.omitted)} if got.omitted else {}
        return {"ref": got.ref, "status": 200, "view": got.view, **omitted}
    refusal = got.refusal
    assert isinstance(refusal, Refusal)  # noqa: S101  for the type checker: what has no view was refused
    context = {name: each for name, each in refusal.context.items() if name in ("into", "retired_at")}
    return {"ref": got.ref, "status": status_of(refusal.code, has_survivor=True), "reason": refusal.detail, **context}
