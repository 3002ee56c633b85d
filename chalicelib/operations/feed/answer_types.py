"""The types of changed entities, as JSON. The contract (`/openapi.json`) derives its schemas from them."""

from typing import Annotated, NotRequired, TypedDict

from chalicelib.domain.answer_types import Count, Description, InstantText, JsonSchema, KeyId, PropertyName, Ref
from chalicelib.operations.answer_types import KindName, ShownJson
from chalicelib.operations.entities.large.shown_values import MAX_SHOWN_VALUES

Became = Annotated[
    str,
    JsonSchema(enum=["created", "changed", "retired", "merged", "restored", "erased"]),
    Description("What became of the entity between the two moments; `restored` if its end was reversed."),
]


class ValueChangeJson(TypedDict):
    """A member of the flat view that shows another value: before and after, and the last record that changed it."""

    property: PropertyName
    before: ShownJson
    after: ShownJson
    at: InstantText
    by: KeyId


class ChangedEntityJson(TypedDict):
    """An entity that changed between two moments: what became of it, its first change there, and its changed values.

    Of an entity that has ended no values are listed. `at` and `by` are those of the last record that was found.
    """

    ref: Ref
    kind: KindName
    change: Became
    at: InstantText
    by: KeyId
    number: Annotated[Count, Description("The number of the first of its changes.")]
    values: Annotated[list[ValueChangeJson], JsonSchema(maxItems=MAX_SHOWN_VALUES)]
    into: NotRequired[Annotated[Ref, Description("The entity into which it was merged.")]]


class KindSummaryJson(TypedDict):
    """The number of entities by what became of them, and by the property that shows another value."""

    entities: dict[str, Count]
    properties: dict[str, Count]


ChangesSummaryJson = dict[str, KindSummaryJson]
