"""The types that the answers of several tools share, as JSON. The output schemas of tools derive from them."""

from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.api.writes.answer_types import CountsByOutcome
from chalicelib.domain.answer_types import Count, Description, FactId, JsonSchema, PropertyName, Ref, RevisionNumber
from chalicelib.domain.facts.evidence import Basis, Certainty
from chalicelib.operations.writes.batching.outcomes import OutcomeType

AnyText = Annotated[str, JsonSchema(maxLength=10_000)]
Value = Annotated[Any, Description("As the REST API returns it: a text, a number, a date (EDTF), a ref or an object.")]
Date = Annotated[
    Any, Description("A date (EDTF), such as 2025-01-27, 2025-01 or 2025-01-27/.. for one without an end.")
]
Qualifiers = Annotated[dict[str, Any], Description("What distinguishes the value from others of the property.")]
MergedFrom = Annotated[
    list[Ref], JsonSchema(maxItems=4), Description("The refs from which merges led to `ref`, the one asked for first.")
]
MoreCount = Annotated[Count, Description("How many more there are, which this answer leaves out.")]


class LeftOutJson(TypedDict):
    """The parts that the answer has no room for, and how to get them."""

    items: Annotated[Count, Description("Items that were read and are not in this answer.")]
    names: NotRequired[
        Annotated[list[AnyText], JsonSchema(maxItems=10), Description("The names of the first of them.")]
    ]
    more: Annotated[bool, Description("Whether there may be further items, which were not read.")]
    shortened: Annotated[bool, Description("Whether texts or lists in this answer are cut; cut texts end with `…`.")]
    hidden: NotRequired[
        Annotated[list[AnyText], JsonSchema(maxItems=10), Description("Parts that all items lack here.")]
    ]
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


class SaidJson(TypedDict):
    """A fact that gives a value: its id, its source, and on which basis the source says so."""

    fact: NotRequired[FactId]
    source: Ref
    basis: Annotated[str, Basis]
    certainty: NotRequired[Annotated[str, Certainty, Description("Absent if it is plainly asserted.")]]


class ContraryJson(TypedDict):
    """A value that contradicts the one shown, in an open conflict."""

    value: Value
    said_by: list[SaidJson]
    more: NotRequired[MoreCount]


class ShownValueJson(TypedDict):
    """A value of a property, what distinguishes it from others, and who says so."""

    value: Value
    qualifiers: NotRequired[Qualifiers]
    scope: NotRequired[Value]
    period: NotRequired[AnyText]
    condition: NotRequired[AnyText]
    valid: NotRequired[Date]
    beside: NotRequired[
        Annotated[bool, Description("It is not the value that the property shows, and nothing contradicts it.")]
    ]
    said_by: list[SaidJson]
    more: NotRequired[MoreCount]
    disputed_by: NotRequired[list[ContraryJson]]


class PropertyJson(TypedDict):
    """A property with its values."""

    property: PropertyName
    disputed: NotRequired[bool]
    hedged: NotRequired[Annotated[AnyText, Description("How the value is hedged, such as `expected`.")]]
    values: list[ShownValueJson]
    more: NotRequired[MoreCount]
    retracted: NotRequired[Annotated[MoreCount, Description("How many facts were retracted or replaced.")]]


class PartFaultJson(TypedDict):
    """A fault of a part: where it is, its code, and how to mend it."""

    pointer: AnyText
    code: AnyText
    detail: AnyText


class PartJson(TypedDict):
    """The outcome of a part; refused ones come first."""

    pointer: Annotated[AnyText, Description("The part, such as `/entities/0`.")]
    outcome: Annotated[str, OutcomeType]
    ref: NotRequired[Ref]
    revision: NotRequired[RevisionNumber]
    facts: NotRequired[list[FactId]]
    facts_left_out: NotRequired[MoreCount]
    code: NotRequired[Annotated[AnyText, Description("Of a refused part: the code of the refusal.")]]
    detail: NotRequired[AnyText]
    faults: NotRequired[list[PartFaultJson]]
    faults_left_out: NotRequired[MoreCount]


class BatchHintJson(TypedDict):
    """A remark on a value that was accepted."""

    pointer: AnyText
    code: AnyText
    detail: AnyText


class BatchAnswerJson(TypedDict):
    """The outcomes of the parts of a batch, refused ones first."""

    counts: CountsByOutcome
    parts: list[PartJson]
    hints: NotRequired[Annotated[list[BatchHintJson], JsonSchema(maxItems=100)]]
    hints_left_out: NotRequired[MoreCount]
    adjusted: NotRequired[Annotated[Count, Description("How many texts are kept otherwise than they were sent.")]]
    left_out: NotRequired[LeftOutJson]


class WouldJson(TypedDict):
    """A revision that the batch would make."""

    ref: Ref
    revision: RevisionNumber
    changes: Annotated[list[PropertyName], Description("The properties that would show another value.")]
