"""The types of what names resolve to, as JSON. The contract derives its schemas from them."""

from typing import Annotated, TypedDict

from chalicelib.domain.answer_types import Count, Description, JsonSchema, Ref
from chalicelib.domain.matching.match_decision import MAX_CANDIDATES, Reason, Status
from chalicelib.operations.answer_types import LabelledJson, NameText, TenureJson
from chalicelib.operations.paging.answer_types import Complete

MAX_LEFT_OUT = 3  # a prefix, a maker and what follows the name
Share = Annotated[float, JsonSchema(minimum=0, maximum=1)]


class ContextMatchesJson(TypedDict, total=False):
    """Whether the record confirms each member of `context`; null if the record does not say."""

    company: bool | None
    developer: bool | None
    country: bool | None
    type: bool | None
    date: bool | None


class FeaturesJson(TypedDict):
    """How a candidate's name compares with the name sent."""

    exact: Annotated[bool, Description("The names are identical.")]
    folded: Annotated[bool, Description("The names differ only in case, accents, punctuation, width or spacing.")]
    words: Annotated[Share, Description("The share of words in common. Frequent words count less.")]
    typos: Annotated[Count, Description("How many words match with one letter changed.")]
    version: Annotated[bool, Description("The names differ only in a date, or in a word such as `latest`, at the end.")]
    alias: Annotated[bool, Description("The name is an alias, not the primary name.")]
    ticker: Annotated[bool, Description("The name is the symbol of its ticker, and is sent as one.")]
    kind: Annotated[bool | None, Description("Whether the kind is the one asked for; null if none was.")]
    context: ContextMatchesJson
    left_out: Annotated[
        list[NameText],
        JsonSchema(maxItems=MAX_LEFT_OUT),
        Description("Parts of a model's id that were left out: hosts, regions, revisions, formats."),
    ]


class CandidateJson(LabelledJson, TenureJson):
    """An entity that the name may refer to."""

    name: NameText
    score: Share
    features: FeaturesJson


class ResolutionJson(TypedDict):
    """The match of one name, or its candidates."""

    name: NameText
    status: Status
    ref: Ref | None
    reason: Reason | None
    candidates: Annotated[list[CandidateJson], JsonSchema(maxItems=MAX_CANDIDATES)]
    complete: Complete
