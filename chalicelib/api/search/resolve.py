"""POST /v1/resolve: match names to entities."""

from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from chalicelib.api.http.routing.parameters import KNOWN_AT, PUBLISHED_BEFORE
from chalicelib.api.http.routing.request_bodies import KindName, RequestBody, Words
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.api.search.name_parameters import VALID_AT
from chalicelib.domain.matching.candidate_score import Candidate, MatchQuery
from chalicelib.domain.matching.name_similarity import FoldedName
from chalicelib.domain.values.checks import described
from chalicelib.operations.search import resolve as operation
from chalicelib.operations.search.name_index import tenure_json
from chalicelib.operations.search.resolve import ResolvedName

if TYPE_CHECKING:
    from chalicelib.api.search.answer_types import CandidateJson, FeaturesJson, ResolutionJson

MAX_RESOLVED_NAMES = 100
EXAMPLE = {
    "names": [
        "深度求索",
        {"name": "gpt-4o-latest", "kind": "model", "context": {"developer": "company/openai"}},
        {"name": "Mercury", "kind": "company", "context": {"country": "DE"}},
    ]
}


class NameContext(RequestBody):
    """Related entities, by ref or name, that narrow the search."""

    company: Words | None = Field(default=None, description="A company related to it in any role.")
    developer: Words | None = Field(default=None, description="Its developer.")
    country: Words | None = Field(default=None, description="The country of its headquarters: ISO 3166-1 alpha-2.")
    type: Words | None = Field(default=None, description="The type of event, product, company or instrument.")
    date: Words | None = Field(default=None, description="When it happened, was released or was published.")


class NameToResolve(RequestBody):
    """A name, and what is known about the entity."""

    name: Words
    kind: KindName | None = None
    context: Annotated[NameContext, Field(default_factory=NameContext)]


def _wrap_plain_name(sent: Any) -> Any:
    """Turn a plain text into an object with only a name."""
    if isinstance(sent, str):
        return {"name": sent}
    if not isinstance(sent, (dict, NameToResolve)):
        wrong = f"Expected a name, as a text or as an object with `name`, not {described(sent)}"
        raise PydanticCustomError("name", "{detail}", {"detail": wrong})
    return sent


NameOrText = Annotated[NameToResolve, BeforeValidator(_wrap_plain_name, json_schema_input_type=NameToResolve | Words)]


class Names(RequestBody):
    """One to a hundred names, each a text or an object."""

    names: Annotated[list[NameOrText], Field(min_length=1, max_length=MAX_RESOLVED_NAMES)]


@route(
    "POST",
    "/v1/resolve",
    name="resolve_names",
    summary="Match names to entities",
    tag="names",
    scope="read",
    parameters=(VALID_AT, KNOWN_AT, PUBLISHED_BEFORE),
    body=Body("NamesToResolve", model=Names, example=EXAMPLE),
    answers=(Answer(200, "One result for each name, in the order sent.", "Resolutions"),),
)
def resolve(call: Call) -> Reply:
    """Return, for up to 100 names, the entity that each refers to, or the reason why there is no match.

    A name is a plain text, or an object that also gives what is known about the entity. You can mix them in one list.
    `status` is `match` (`ref` is the entity), `ambiguous` or `no_match`; `reason` says why a match is not a plain one,
    or what is ambiguous: `close` (two candidates are as good), `spelling` (the best name has another letter or sign, so
    it may be a sibling: "Zeta A+" is not "Zeta A") or one of the reasons below. Candidates have a score from 0 to 1 and
    the features behind it. A name such as "gpt-4o-latest", or "gpt-4" if dated versions are on record, resolves to the
    model family if there is one and never to a single version; its `reason` is `undated_alias`.

    The id of a model at a host, such as "us.anthropic.claude-sonnet-4-v1:0", is read as the name of the model; its
    `reason` is `model_id`, and `left_out` lists the parts that do not belong to the name. A name with a date matches
    the only model with the name before the date, with the `reason` `base_name`. It is `ambiguous` if the date is not
    a whole day, or is more than 60 days from the release on record.

    A name that an entity no longer has, or does not have yet, matches with the `reason` `former_name` or `later_name`
    if no other entity has it at `valid_at`; the candidate is marked `former` or `later`, and `valid` says when the name
    holds.

    A ticker in capitals ("NVDA"), with a dollar sign ("$nvda") or with its market ("XNAS:NVDA") matches the instrument
    or the company that has it, with the `reason` `ticker`, unless an entity has this name. If you ask for a company, it
    matches the issuer of the instrument.

    With `known_at` or `published_before`, candidates have the names, labels and hints as of that moment; send at most
    5 names.
    """
    names = call.read(Names).names
    resolved = operation.resolve(call.world, wanted=[_match_query(each) for each in names], moment=call.moment)
    items = [_resolution_json(sent.name, answer) for sent, answer in zip(names, resolved.answers, strict=True)]
    meta = {"read": resolved.read, "returned": len(items)}
    return Reply({"items": items, "next": None, "meta": meta})


def _match_query(sent: NameToResolve) -> MatchQuery:
    return MatchQuery(FoldedName(sent.name), sent.kind, sent.context.model_dump(exclude_none=True))


def _resolution_json(name: str, answered: ResolvedName) -> "ResolutionJson":
    verdict = answered.match
    return {
        "name": name,
        "status": verdict.status,
        "ref": verdict.ref,
        "reason": verdict.reason,
        "candidates": [_candidate_json(each) for each in verdict.candidates],
        "complete": answered.complete,
    }


def _candidate_json(candidate: Candidate) -> "CandidateJson":
    return {
        "ref": candidate.ref,
        "kind": candidate.kind,
        "label": candidate.label,
        "name": candidate.name,
        "hint": dict(candidate.hint),
        **tenure_json(candidate.tenure),
        "score": candidate.score,
        "features": cast("FeaturesJson", candidate.features),
    }
