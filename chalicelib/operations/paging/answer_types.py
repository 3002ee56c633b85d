"""The types of what pages say about themselves (`meta`), as JSON. The contract derives its schemas from them."""

from typing import Annotated, NotRequired, TypedDict

from chalicelib.domain.answer_types import Count, Description, JsonSchema
from chalicelib.domain.faults import MAX_FAULTS, MAX_POINTER_CHARS
from chalicelib.kinds.properties.identifiers import SCHEMES
from chalicelib.operations.answer_types import NameText

Pointer = Annotated[str, JsonSchema(maxLength=MAX_POINTER_CHARS, pattern=r"^[\s\S]*$")]  # a member may have any name
Complete = Annotated[bool, Description("Whether all rows that could matter were read.")]

_NO_NAME_MISSING = (
    "Whether no name can be missing that matches as asked or, if none does, that is closer to the text than the first."
)
CompleteNames = Annotated[bool, Description(_NO_NAME_MISSING)]


class PageMetaJson(TypedDict, total=False):
    """How many rows were read and how many items are returned."""

    read: Count
    returned: Count


class ReferrerPageMetaJson(PageMetaJson, total=False):
    """How many rows were read and how many items are returned; `total` if the page has all there are."""

    total: Count


class FactPageMetaJson(PageMetaJson, total=False):
    """How many rows were read and how many facts are returned; in the order of amounts, whether there are no more."""

    complete: Complete


class NamePageMetaJson(TypedDict):
    """How many rows were read, how many items are returned, and whether the search was complete."""

    read: Count
    returned: Count
    complete: CompleteNames


class IdentifiedPageMetaJson(TypedDict):
    """The identifier in the form that all spellings share, how many rows were read and how many items are returned."""

    scheme: Annotated[str, JsonSchema(enum=list(SCHEMES.codes))]
    value: NameText
    read: Count
    returned: Count


class DuplicatesMetaJson(TypedDict):
    """How many rows were read, how many items are returned, and the pointers to what could not be read."""

    read: Count
    returned: Count
    left_out: Annotated[list[Pointer], JsonSchema(maxItems=MAX_FAULTS)]


class ResolvedMetaJson(TypedDict):
    """How many rows were read and how many items are returned."""

    read: Count
    returned: Count


class FeedMetaJson(TypedDict):
    """The newest number of the feed, and the last number of this page.

    Of changes that are selected, the number of the last one that was looked at, how many those are (`read`), and how
    many entities with changed values are returned.
    """

    head: Count
    last: Count
    read: NotRequired[Count]
    returned: NotRequired[Count]


class CountsMetaJson(TypedDict):
    """How many entities are counted. Counters are exact as of a change; otherwise rows were read, as of now."""

    total: Count
    as_of: NotRequired[Annotated[Count, Description("The number of the last change counted, if counters answered.")]]
    settled: NotRequired[
        Annotated[bool, Description("Whether every change is counted; if not, more wait for their numbers.")]
    ]
    read: NotRequired[Annotated[Count, Description("How many rows were read, if counters could not answer.")]]
