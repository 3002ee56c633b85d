"""POST /v1/entities/get: many entities in one request."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from chalicelib.api.http.response.problems import status_of
from chalicelib.api.http.routing.parameters import MOMENT, choice
from chalicelib.api.http.routing.request_bodies import RequestBody
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.domain.errors import Refusal
from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Ref, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.refs import wrong_ref
from chalicelib.operations.bounds import MAX_BATCH_REFS
from chalicelib.operations.entities import batch_get as operation
from chalicelib.operations.entities.batch_get import BatchResult

if TYPE_CHECKING:
    from chalicelib.api.entities.answer_types import EntityGotJson

REF_PATTERN = rf"^({'|'.join(KINDS)})/{SLUG}$"  # only for the contract: `_read_batch_refs` names the wrong refs


class Refs(RequestBody):
    """One to a hundred refs."""

    refs: Annotated[
        list[Annotated[str, Field(max_length=121, json_schema_extra={"pattern": REF_PATTERN})]],
        Field(
            min_length=1,
            max_length=MAX_BATCH_REFS,
            description="The refs to read; repeats are allowed.",
        ),
    ]


@route(
    "POST",
    "/v1/entities/get",
    name="get_entities",
    summary="Read many entities in one request",
    tag="views",
    scope="read",
    parameters=(
        choice("include", "`wide` also returns wide properties, such as prices and remarks.", of=("wide",)),
        *MOMENT,
    ),
    body=Body("EntityRefs", model=Refs, example={"refs": ["company/deepseek", "model/deepseek-v3"]}),
    answers=(Answer(200, "One result for each ref, in the order sent.", "EntitiesGot"),),
)
def batch_get(call: Call) -> Reply:
    """Return up to 100 entities of any kind, in the order of the refs, each with its own status.

    Status 200 has the view, 404 and 410 (retired or erased) the reason, 308 (merged) the ref of the survivor in `into`.
    Without `include=wide`, views leave out wide properties and list them in `omitted`. With `valid_at`, `known_at` or
    `published_before`, the limit is 25 refs.
    """
    refs = _read_batch_refs(call.read(Refs).refs)
    wide = call.query["include"] == "wide"
    got = operation.batch_get(call.world, refs=refs, moment=call.moment, include_wide=wide)
    found = sum(each.view is not None for each in got)
    return Reply({"items": [_batch_result(each) for each in got], "next": None, "meta": {"returned": found}})


def _read_batch_refs(sent: list[str]) -> list[Ref]:
    """Parse all refs, or raise Invalid with a fault for each wrong one."""
    faults, refs = Faults(), []
    for place, text in enumerate(sent):
        read = parse_ref(text)
        if read is None or read.kind not in KINDS:
            faults.add(f"/refs/{place}", *wrong_ref(text, guesses=faults.guesses))
        else:
            refs.append(read)
    faults.refuse()
    return refs


def _batch_result(got: BatchResult) -> "EntityGotJson":
    if got.view is not None:
        shown: EntityGotJson = {"ref": got.ref, "status": 200, "view": got.view}
        return {**shown, "omitted": list(got.omitted)} if got.omitted else shown
    refusal = got.refusal
    assert isinstance(refusal, Refusal)  # noqa: S101  for the type checker: a result without a view has a refusal
    status = status_of(refusal.code, has_survivor=True)
    refused: EntityGotJson = {"ref": got.ref, "status": status, "reason": refusal.detail}
    if "into" in refusal.context:
        refused["into"] = refusal.context["into"]
    if "retired_at" in refusal.context:
        refused["retired_at"] = refusal.context["retired_at"]
    if isinstance(refusal, ErasedEntity):
        refused["erased_at"] = refusal.context["at"]
    return refused
