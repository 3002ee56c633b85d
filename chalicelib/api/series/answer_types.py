"""The types of a comparison, as JSON. The contract derives its schemas from them."""

from collections.abc import Mapping
from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.domain.answer_types import (
    Component,
    ConditionJson,
    DateJson,
    Description,
    FactId,
    JsonSchema,
    PeriodJson,
    PropertyName,
    Ref,
    ScopeJson,
    Text,
    Values,
)
from chalicelib.operations.answer_types import OutcomeStatus
from chalicelib.operations.entities.view import HEDGES
from chalicelib.operations.paging.answer_types import ResolvedMetaJson
from chalicelib.operations.series.compare import MAX_COMPARED_REFS

Hedge = Annotated[str, JsonSchema(enum=list(HEDGES))]


class ComparedEntityJson(TypedDict):
    """An entity of the comparison, or why it cannot be compared."""

    ref: Ref
    status: OutcomeStatus
    label: NotRequired[Text | None]
    reason: NotRequired[Text]
    into: NotRequired[Ref]


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
    """A property, with a cell for each entity in the order of `entities`; another scope or condition is another row."""

    property: PropertyName
    qualifiers: Annotated[Values, Description("The qualifiers of all values in the row.")]
    scope: ScopeJson | None
    period: PeriodJson | None
    condition: ConditionJson | None
    unit: Annotated[str, JsonSchema(maxLength=40, pattern=r"^\S+$")] | None
    cells: Annotated[list[CellJson | None], JsonSchema(maxItems=MAX_COMPARED_REFS)]


class ComparisonJson(TypedDict):
    """The entities in the order requested, and rows with one cell for each; null if nothing is on record.

    `omitted` names the properties left out because the response would be too long.
    """

    entities: Annotated[list[ComparedEntityJson], JsonSchema(maxItems=MAX_COMPARED_REFS)]
    rows: list[ComparedRowJson]
    meta: ResolvedMetaJson
    omitted: NotRequired[list[PropertyName]]
    expanded: NotRequired[Annotated[dict[str, Any], Component("Expanded")]]
    conversion: NotRequired[Annotated[Mapping[str, Any], Component("Conversion")]]
