"""POST /v1/resolve: which entities names mean."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from chalicelib.api.http.routing.answers import RequestBody, Words
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.matching.candidate_score import Candidate, MatchQuery
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.domain.values.checks import described, quoted
from chalicelib.kinds import KINDS
from chalicelib.operations.search import resolve as operation
from chalicelib.operations.search.resolve import ResolvedName

MAX_RESOLVED_NAMES = 100
EXAMPLE = {
    "names": [
        "深度求索",
        {"name": "gpt-4o-latest", "kind": "model", "context": {"developer": "company/openai"}},
        {"name": "Mercury", "kind": "company", "context": {"country": "DE"}},
    ]
}


def _of_a_kind(text: str) -> str:
    if text not in KINDS:
        raise PydanticCustomError("enum", "There is no kind {kind}", {"kind": quoted(text), "known": [*KINDS]})
    return text


KindName = Annotated[str, Field(max_length=40, json_schema_extra={"enum": [*KINDS]}), AfterValidator(_of_a_kind)]


class NameContext(RequestBody):
    """What else is known of the entity that is meant: refs, or words for them."""

    company: Words | None = Field(default=None, description="A company behind it, whatever its part.")
    developer: Words | None = Field(default=None, description="Who built it.")
    country: Words | None = Field(default=None, description="Where it has its seat: ISO 3166-1 alpha-2.")
    type: Words | None = Field(default=None, description="What sort of event, product, company or instrument it is.")
    date: Words | None = Field(default=None, description="When it happened, was released or was published.")


class NameToResolve(RequestBody):
    """A name, and what is known of the entity that is meant."""

    name: Words
    kind: KindName | None = None
    context: Annotated[NameContext, Field(default_factory=NameContext)]


def _of_a_text(sent: Any) -> Any:
    """Take a plain text for the object that says no more."""
    if isinstance(sent, str):
        return {"name": sent}
    if not isinstance(sent, (dict, NameToResolve)):
        wrong = f"Here goes a name, as a text or as an object with `name`, not {described(sent)}"
        raise PydanticCustomError("name", "{detail}", {"detail": wrong})
    return sent


NameOrText = Annotated[NameToResolve, BeforeValidator(_of_a_text, json_schema_input_type=NameToResolve | Words)]


class Names(RequestBody):
    """One to a hundred names, each a text or an object."""

    names: Annotated[list[NameOrText], Field(min_length=1, max_length=MAX_RESOLVED_NAMES)]


@route(
    "POST",
    "/v1/resolve",
    name="resolve_names",
    summary="Say which entities names mean",
    tag="names",
    scope="read",
    body=Body("NamesToResolve", model=Names, example=EXAMPLE),
    answers=(Answer(200, "An answer for each name, in the order sent.", "Resolutions"),),
)
def resolve(call: Call) -> Reply:
    """Answer up to 100 names, each with the entity it means, or with why none is named.

    A name is a plain text, or an object that also says what is known of the entity; a list may mix them.
    `status` is `match` (then `ref` is the entity), `ambiguous` (the best two are close, or the name moves from version
    to version) or `no_match`. Candidates carry a score from 0 to 1 and the features behind it. A name such as
    "gpt-4o-latest", or "gpt-4" where dated versions are known, is answered with the family if there is one and never
    with a version alone; its `reason` is `undated_alias`.
    """
    names = call.read(Names).names
    resolved = operation.resolve(call.world, wanted=[_wanted(each) for each in names])
    items = [_resolution(sent.name, answer) for sent, answer in zip(names, resolved.answers, strict=True)]
    meta = {"read": resolved.read, "returned": len(items)}
    return Reply({"items": items, "next": None, "meta": meta})


def _wanted(sent: NameToResolve) -> MatchQuery:
    return MatchQuery(FoldedName(sent.name), sent.kind, sent.context.model_dump(exclude_none=True))


def _resolution(name: str, answered: ResolvedName) -> dict[str, Any]:
    verdict = answered.match
    return {
        "name": name,
        "status": verdict.status,
        "ref": verdict.ref,
        "reason": verdict.reason,
        "candidates": [_shown(each) for each in verdict.candidates],
        "complete": answered.complete,
    }


def _shown(candidate: Candidate) -> dict[str, Any]:
    return {
        "ref": candidate.ref,
        "kind": candidate.kind,
        "label": candidate.label,
        "name": candidate.name,
        "hint": dict(candidate.hint),
        "score": candidate.score,
        "features": dict(candidate.features),
    }
