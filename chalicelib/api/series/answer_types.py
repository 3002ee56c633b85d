"""The types of a comparison, as JSON. The contract derives its schemas from them."""

from collections.abc import Mapping
from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.domain.answer_types import (
    Component,
    ConditionJson,
    DateJson,
    Description,
    FactId,
    InstantText,
    JsonSchema,
    PeriodJson,
    PropertyName,
    Ref,
    ScopeJson,
    Text,
    Values,
)
from chalicelib.operations.answer_types import OutcomeStatus, StepJson
from chalicelib.operations.entities.view import HEDGES
from chalicelib.operations.paging.answer_types import ResolvedMetaJson
from chalicelib.operations.series.compare import MAX_COMPARED_REFS

ColumnMoment = Annotated[InstantText, Description("The moment of the column.")]
Hedge = Annotated[str, JsonSchema(enum=list(HEDGES))]


class ComparedEntityJson(TypedDict):
    """A column: an entity, or why it cannot be compared, and the clocks that the request sets."""

    ref: Ref
    status: OutcomeStatus
    label: NotRequired[Text | None]
    reason: NotRequired[Text]
    into: NotRequired[Ref]
    known_at: NotRequired[ColumnMoment]
    valid_at: NotRequired[ColumnMoment]
    published_before: NotRequired[ColumnMoment]


class CellJson(TypedDict):
    """The value of one entity in one row."""

    value: Annotated[Any, Description("The value as the flat view shows it; for a list property, the whole list.")]
    valid: DateJson | None
    disputed: bool
    hedged: Hedge | None
    facts: list[FactId]
    sources: list[Ref]
    shown_in: NotRequired[Annotated[Mapping[str, Any], Component("Exchanged")]]


class ComparedRowJson(TypedDict):
    """A property, with a cell for each of `entities` in their order; another scope or condition is another row."""

    property: PropertyName
    qualifiers: Annotated[Values, Description("The qualifiers of all values in the row.")]
    scope: ScopeJson | None
    period: PeriodJson | None
    condition: ConditionJson | None
    unit: Annotated[str, JsonSchema(maxLength=40, pattern=r"^\S+$")] | None
    cells: Annotated[list[CellJson | None], JsonSchema(maxItems=MAX_COMPARED_REFS)]


class ComparisonJson(TypedDict):
    """The entities in the order requested, at several moments one after the other, and rows with one cell for each.

    A cell is null if nothing is on record.
    `omitted` names the properties left out because the response would be too long.
    """

    entities: Annotated[list[ComparedEntityJson], JsonSchema(maxItems=MAX_COMPARED_REFS)]
    rows: list[ComparedRowJson]
    meta: ResolvedMetaJson
    omitted: NotRequired[list[PropertyName]]
    expanded: NotRequired[Annotated[dict[str, Any], Component("ExpandedEntities")]]
    conversion: NotRequired[Annotated[Mapping[str, Any], Component("Conversion")]]


class StepOfEntityJson(StepJson):
    """A step of the series of one of several entities."""

    ref: Ref
