"""The types of pages and discovery documents, as JSON. The contract derives its schemas from them."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from chalicelib.api.http.response.problem_catalog import EXPLANATIONS
from chalicelib.domain.answer_types import Component, JsonSchema, Text
from chalicelib.kinds import KINDS

MAX_LISTED = 1_000  # items of any list here
Href = Annotated[str, JsonSchema(format="uri-reference", maxLength=300)]
Word = Annotated[str, JsonSchema(minLength=1, maxLength=60, pattern=r"^\S+$")]
MediaType = Annotated[str, JsonSchema(maxLength=100, pattern="^[a-z]+/[a-z0-9.+-]+$")]
ProblemCode = Annotated[str, JsonSchema(enum=sorted(EXPLANATIONS))]
ProblemStatus = Annotated[int, JsonSchema(minimum=300, maximum=599)]


class HealthJson(TypedDict):
    """The service works."""

    status: Literal["ok"]


class LinkTarget(TypedDict):
    """A target of a link."""

    href: Href
    type: NotRequired[MediaType]
    title: NotRequired[Text]


class LinksetJson(TypedDict):
    """A link set (RFC 9264)."""

    linkset: Annotated[list[Annotated[dict[str, Any], Component("LinkContext")]], JsonSchema(maxItems=MAX_LISTED)]


class StartLinkJson(TypedDict):
    """A link to a page or document of the service."""

    href: Href
    rel: Word
    type: MediaType
    title: Text


class StartKindJson(TypedDict):
    """A kind of entity, with a link to its list."""

    name: Word
    href: Href
    meaning: Text


class StartQuestionJson(TypedDict):
    """A question that the service can answer, with a link to the answer."""

    question: Text
    href: Href


class StartJson(TypedDict):
    """The start page: what the service is, and links to its pages, lists and some answers.

    While nothing is on record there are no questions, and `first_steps` says what to do first.
    """

    name: Word
    description: Text
    links: Annotated[list[StartLinkJson], JsonSchema(maxItems=MAX_LISTED)]
    kinds: Annotated[list[StartKindJson], JsonSchema(maxItems=len(KINDS))]
    questions: Annotated[list[StartQuestionJson], JsonSchema(maxItems=MAX_LISTED)]
    first_steps: NotRequired[Annotated[list[Text], JsonSchema(maxItems=MAX_LISTED)]]


class ProblemListedJson(TypedDict):
    """A code that a problem can have."""

    type: Href
    code: ProblemCode
    title: Text
    statuses: Annotated[list[ProblemStatus], JsonSchema(maxItems=2, minItems=1)]


class ProblemsExplainedJson(TypedDict):
    """All codes that a problem can have."""

    items: Annotated[list[ProblemListedJson], JsonSchema(maxItems=MAX_LISTED)]


class ProblemExplainedJson(ProblemListedJson):
    """A problem code: what causes it and how to fix it."""

    cause: Text
    cure: Text
    example: Annotated[dict[str, Any], Component("Problem")]
