"""The types of changes and of changed values, as JSON. The contract (`/openapi.json`) derives its schemas from them."""

from typing import Annotated, NotRequired, TypedDict

from chalicelib.domain.answer_types import (
    Count,
    Description,
    FactId,
    InstantText,
    JsonSchema,
    KeyId,
    PropertyName,
    Ref,
    RevisionNumber,
)
from chalicelib.domain.facts.decisions import DecisionType
from chalicelib.operations.answer_types import Cause, ShownJson

Became = Annotated[
    str,
    JsonSchema(enum=["created", "changed", "retired", "merged", "restored", "erased"]),
    Description("`restored` if its retirement or merge was reversed."),
]
MAX_VALUES = 500  # properties of an entity


class BecameJson(TypedDict):
    """The word for what became of an entity between two moments, and who recorded the last of it."""

    what: Became
    at: InstantText
    by: KeyId
    into: NotRequired[Annotated[Ref, Description("The entity into which it was merged.")]]


class ValueChangeJson(TypedDict):
    """A member of the flat view that shows another value: before and after, and who recorded the last of it."""

    property: PropertyName
    before: ShownJson
    after: ShownJson
    at: InstantText
    by: KeyId


class DecidedJson(TypedDict):
    """A fact on which a change decided, and what."""

    fact: FactId
    decision: Annotated[str, JsonSchema(enum=[each.value for each in DecisionType if each is not DecisionType.ERASED])]


class FollowedJson(TypedDict):
    """The other effects of a change, by which followers choose; members without content are left out."""

    recorded: NotRequired[
        Annotated[list[PropertyName], JsonSchema(maxItems=MAX_VALUES), Description("The properties of its new facts.")]
    ]
    decided: NotRequired[
        Annotated[
            list[DecidedJson], Description("The facts that were retracted, reinstated, ranked, revised or replaced.")
        ]
    ]
    opened: NotRequired[
        Annotated[list[PropertyName], JsonSchema(maxItems=MAX_VALUES), Description("Those now disputed, not before.")]
    ]
    closed: NotRequired[
        Annotated[list[PropertyName], JsonSchema(maxItems=MAX_VALUES), Description("Those no longer disputed.")]
    ]


class ChangeJson(FollowedJson):
    """One revision of one entity, with its number in the change feed.

    With `values=true`, the first one of the entity that is selected, with `became` and `values`.
    """

    number: Count
    at: InstantText
    ref: Ref
    revision: RevisionNumber
    by: KeyId
    cause: Cause
    properties: Annotated[list[PropertyName], Description("Those whose shown value changed.")]
    erased: NotRequired[
        Annotated[list[FactId], Description("The facts whose words were erased: remove them from your copies.")]
    ]
    first_change: NotRequired[
        Annotated[
            Count,
            Description("Of an erased entity: the change that created it. Delete what you hold of that one's entity."),
        ]
    ]
    became: NotRequired[BecameJson]
    values: NotRequired[
        Annotated[
            list[ValueChangeJson],
            JsonSchema(maxItems=MAX_VALUES),
            Description("The values that differ; none if the entity has ended."),
        ]
    ]


class KindSummaryJson(TypedDict):
    """The number of entities by what became of them, and by the property that shows another value."""

    entities: dict[str, Count]
    properties: dict[str, Count]


ChangesSummaryJson = dict[str, KindSummaryJson]
