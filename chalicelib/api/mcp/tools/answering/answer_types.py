"""The types that the answers of several tools share, as JSON. The output schemas of tools derive from them."""

from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.domain.answer_types import Count, Description, FactId, JsonSchema, Ref

AnyText = Annotated[str, JsonSchema(maxLength=10_000)]
Value = Annotated[Any, Description("As the REST API returns it: a text, a number, a date (EDTF), a ref or an object.")]
Date = Annotated[
    Any, Description("A date (EDTF), such as 2025-01-27, 2025-01 or 2025-01-27/.. for one without an end.")
]
Qualifiers = Annotated[dict[str, Any], Description("What distinguishes the value from others of the property.")]
MergedFrom = Annotated[
    list[Ref], JsonSchema(maxItems=4), Description("The refs from which merges led to `ref`, the one asked for first.")
]
MoreCount = Annotated[
    Count, Description("How many more there are, which this answer leaves out.")
]


class LeftOutJson(TypedDict):
    """The parts that the answer has no room for, and how to get them."""

    items: Annotated[Count, Description("Items that were read and are not in this answer.")]
    names: NotRequired[
        Annotated[list[AnyText], JsonSchema(maxItems=10), Description("The names of the first of them.")]
    ]
    more: Annotated[bool, Description("Whether there may be further items, which were not read.")]
    shortened: Annotated[bool, Description("Whether texts or lists in this answer are cut; cut texts end with `…`.")]
    fact_ids: Annotated[bool, Description("Whether the ids of facts are left out.")]
    how: Annotated[AnyText, Description("How to get them.")]


class SourceJson(TypedDict, total=False):
    """A source: its title, who published it, and when."""

    title: AnyText
    publisher: AnyText
    published: Date


class SideJson(TypedDict):
    """One side of a conflict: a value, the facts that give or deny it, and their sources."""

    value: Value
    denied: NotRequired[bool]
    facts: NotRequired[list[FactId]]
    sources: list[Ref]
    more: NotRequired[MoreCount]


Sources = Annotated[dict[str, SourceJson], Description("The sources that this answer cites, by ref.")]
