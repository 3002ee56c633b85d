"""The types of the answers of tools, as JSON. The output schemas of tools derive from them."""

from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.api.mcp.tools.answering.answer_types import (
    AnyText,
    BatchAnswerJson,
    Date,
    LeftOutJson,
    MergedFrom,
    MoreCount,
    PropertyJson,
    Qualifiers,
    SideJson,
    Sources,
    Value,
    WouldJson,
)
from chalicelib.api.series.answer_types import ComparedEntityJson
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
from chalicelib.domain.facts.evidence import Basis, Certainty
from chalicelib.domain.matching.match_decision import Reason, Status
from chalicelib.domain.resolving.answer_types import ConflictState
from chalicelib.operations.answer_types import Day, KindName
from chalicelib.operations.series.compare import MAX_COMPARED_REFS


class CandidateJson(TypedDict):
    """An entity that the name may mean."""

    ref: Ref
    kind: KindName
    label: Annotated[AnyText, Description("Its primary name.")]
    name: NotRequired[Annotated[AnyText, Description("The name that matches, if that is another one.")]]
    hint: NotRequired[Annotated[dict[str, Any], Description("What distinguishes it from others of the name.")]]
    former: NotRequired[Annotated[bool, Description("It had the name before, and no longer does.")]]
    later: NotRequired[Annotated[bool, Description("It has the name only later.")]]
    valid: NotRequired[Date]
    score: NotRequired[Annotated[float, JsonSchema(minimum=0, maximum=1)]]


class FoundJson(TypedDict):
    """The entity that is meant, if that is clear, and all candidates, the best first."""

    status: Status
    ref: Annotated[Ref | None, Description("The entity that is meant; null if that is not clear.")]
    reason: NotRequired[Annotated[Reason, Description("Why the match is not a plain one, or what is ambiguous.")]]
    complete: Annotated[bool, Description("Whether all names that could matter were read.")]
    candidates: list[CandidateJson]
    left_out: NotRequired[LeftOutJson]


class EntityJson(TypedDict):
    """An entity: its properties with their values, and who says so."""

    ref: Ref
    kind: KindName
    label: NotRequired[Annotated[AnyText, Description("Its name or title.")]]
    type: NotRequired[Annotated[AnyText, Description("The type of an event.")]]
    merged_from: NotRequired[MergedFrom]
    revision: RevisionNumber
    updated_at: NotRequired[InstantText]
    properties: list[PropertyJson]
    sources: Sources
    left_out: NotRequired[LeftOutJson]


class EventJson(TypedDict):
    """An event, and how it involves the entity."""

    ref: Ref
    type: AnyText
    title: AnyText
    date: NotRequired[Date]
    roles: Annotated[
        list[AnyText],
        JsonSchema(maxItems=50),
        Description("The properties by which it names the entity, and the roles."),
    ]
    disputed: NotRequired[list[PropertyName]]
    hedged: NotRequired[Annotated[dict[str, Any], Description("How values are hedged, by property.")]]
    details: NotRequired[Annotated[dict[str, Any], Description("Its other properties, as the REST API returns them.")]]
    details_left_out: NotRequired[Annotated[list[PropertyName], Description("Properties that `get` returns.")]]


class TimelineJson(TypedDict):
    """The events that involve an entity, the newest first."""

    ref: Ref
    merged_from: NotRequired[MergedFrom]
    events: list[EventJson]
    left_out: NotRequired[LeftOutJson]


class CellJson(TypedDict):
    """The value of one column in a row."""

    value: Value
    valid: NotRequired[Date]
    disputed: NotRequired[bool]
    hedged: NotRequired[AnyText]
    facts: NotRequired[list[FactId]]
    sources: list[Ref]
    more: NotRequired[MoreCount]


class RowJson(TypedDict):
    """A property with its qualifiers, and a cell for each column; null if nothing is on record."""

    property: PropertyName
    qualifiers: NotRequired[Qualifiers]
    scope: NotRequired[Value]
    period: NotRequired[AnyText]
    condition: NotRequired[AnyText]
    cells: Annotated[list[CellJson | None], JsonSchema(maxItems=MAX_COMPARED_REFS)]


class ComparisonJson(TypedDict):
    """The columns, which are entities at moments, and the rows."""

    columns: Annotated[list[ComparedEntityJson], JsonSchema(maxItems=MAX_COMPARED_REFS)]
    rows: list[RowJson]
    left_out: NotRequired[LeftOutJson]


_StepDays = TypedDict("_StepDays", {"from": Day | None, "to": Day | None})


class PriceStepJson(_StepDays):
    """A value, the days on which it is shown (null: not bounded), who says so, and who says otherwise."""

    ref: Ref
    value: Value
    qualifiers: NotRequired[Qualifiers]
    scope: NotRequired[Value]
    period: NotRequired[AnyText]
    condition: NotRequired[AnyText]
    fact: NotRequired[FactId]
    source: Ref
    basis: Annotated[str, Basis]
    certainty: NotRequired[Annotated[str, Certainty, Description("Absent if it is plainly asserted.")]]
    disputed_by: NotRequired[Annotated[list[SideJson], Description("The sides that give another value.")]]
    sides_left_out: NotRequired[int]


class PriceHistoryJson(TypedDict):
    """The steps of a property of entities over time, and their sources."""

    property: PropertyName
    entities: Annotated[list[ComparedEntityJson], JsonSchema(maxItems=60)]
    steps: list[PriceStepJson]
    disputed: Annotated[int, Description("How many of the steps that were read are disputed.")]
    sources: Sources
    left_out: NotRequired[LeftOutJson]


class ConflictShownJson(TypedDict):
    """A conflict: the question, its sides, and why the shown value is shown."""

    ref: Ref
    property: PropertyName
    about: NotRequired[Qualifiers]
    day: NotRequired[Annotated[Day, Description("Within a series: the day of the contradiction.")]]
    state: ConflictState
    opened_at: InstantText
    shown: Annotated[Value, Description("The value that the entity shows for now; null if none.")]
    why: Annotated[list[AnyText], Description("Why that value is shown.")]
    sides: list[SideJson]
    sides_left_out: NotRequired[int]


class ConflictsJson(TypedDict):
    """Conflicts, the last opened first, and the sources of their sides."""

    merged_from: NotRequired[MergedFrom]
    conflicts: list[ConflictShownJson]
    sources: Sources
    left_out: NotRequired[LeftOutJson]


class ValueChangedJson(TypedDict):
    """A property that shows another value: before and after."""

    property: PropertyName
    before: NotRequired[Value]
    after: NotRequired[Value]


class ChangedJson(TypedDict):
    """A changed entity, or a revision of one: what became of it, when, and which values differ."""

    ref: Ref
    number: NotRequired[Annotated[Count, Description("The number of its first change; of `ref` there is none.")]]
    revision: NotRequired[Annotated[Count, Description("With `ref`: the revision.")]]
    at: InstantText
    by: KeyId
    became: Annotated[
        AnyText, Description("`created`, `changed`, `retired`, `merged`, `erased`, or the cause of the revision.")
    ]
    into: NotRequired[Ref]
    values: list[ValueChangedJson]
    values_left_out: NotRequired[int]


class WhatChangedJson(TypedDict):
    """The changes, the oldest first, or with `ref` the newest first."""

    changes: list[ChangedJson]
    head: NotRequired[Annotated[Count, Description("The newest number of the feed.")]]
    next: NotRequired[Annotated[Count, Description("Send it as `since` for the changes that follow, without `until`.")]]
    left_out: NotRequired[LeftOutJson]


Lines = Annotated[list[AnyText], JsonSchema(maxItems=100)]


class CheckJson(BatchAnswerJson):
    """The outcomes that the batch would have now; nothing is written."""

    revisions: Annotated[list[WouldJson], JsonSchema(maxItems=100), Description("The revisions that it would make.")]
    revisions_left_out: NotRequired[MoreCount]
    opens: NotRequired[Annotated[Lines, Description("Conflicts that it would open, in words.")]]
    alters: NotRequired[Annotated[Lines, Description("Open conflicts that would have other sides.")]]
    ends: NotRequired[Annotated[Lines, Description("Conflicts that it would end.")]]
    conflicts_left_out: NotRequired[MoreCount]
    on_record: NotRequired[
        Annotated[list[FactId], JsonSchema(maxItems=100), Description("Its facts that are on record already.")]
    ]
    on_record_left_out: NotRequired[MoreCount]
    nearest: NotRequired[
        Annotated[dict[str, Any], Description("The entities whose names are most like a ref that does not exist.")]
    ]


class RecordJson(BatchAnswerJson):
    """The outcomes of the parts of a batch that was written, or of those that could be."""

    replayed: NotRequired[
        Annotated[bool, Description("An earlier call with the same batch or key wrote it; this one wrote nothing.")]
    ]
