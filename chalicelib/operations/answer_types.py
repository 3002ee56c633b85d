"""The types of the answers that operations give, as JSON. The contract (`/openapi.json`) derives its schemas from them.

Type checkers alone import this, and the contract when it is built.
"""

from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.domain.answer_types import (
    Adjusted,
    Component,
    ConditionJson,
    ConflictState,
    Count,
    DateJson,
    Description,
    ErasureJson,
    Explained,
    FactId,
    InstantText,
    JsonSchema,
    KeyId,
    PeriodJson,
    PropertyName,
    ReadingJson,
    Ref,
    RevisionNumber,
    ScopeJson,
    SideJson,
    SlotJson,
    Text,
    ValueJson,
    Values,
)
from chalicelib.domain.decisions import DecisionType, Rank
from chalicelib.domain.evidence import Basis, Certainty
from chalicelib.domain.matching.name_similarity import Grade
from chalicelib.kinds import KINDS

OutcomeStatus = Annotated[int, JsonSchema(minimum=200, maximum=410, enum=[200, 308, 404, 410])]
Cause = Annotated[str, JsonSchema(maxLength=40, pattern="^[a-z_]+$")]
RowKey = Annotated[str, JsonSchema(maxLength=2048, pattern=r"^[^\x00]*$")]
ShownJson = Annotated[Any, Description("A value or a list of values as the flat view shows them, or null.")]
KindName = Annotated[str, JsonSchema(enum=list(KINDS))]
NameText = Annotated[str, JsonSchema(maxLength=300, pattern=r"^[^\x00]*$")]
Day = Annotated[str, JsonSchema(format="date", maxLength=10, pattern=r"^\d{4}-\d{2}-\d{2}$")]
RecordedSince = Annotated[
    list[FactId],
    JsonSchema(maxItems=100),
    Description("The first facts that were recorded at the survivor since the merge; they stay there."),
]
ExplanationJson = dict[str, list[ReadingJson]]


class ConflictJson(TypedDict):
    """A slot whose facts exclude each other, and how it is resolved."""

    property: PropertyName
    slot: SlotJson
    state: ConflictState
    opened_at: InstantText
    sides: list[SideJson]
    shown: ValueJson | None
    why: list[Explained]


class OpenConflictJson(ConflictJson):
    """An open conflict and its entity; within a series, with the day."""

    ref: Ref
    day: NotRequired[Day]


class DecisionJson(TypedDict):
    """A decision about a fact: its retraction, reinstatement or rank."""

    fact: FactId
    verdict: Annotated[str, DecisionType]
    rank: Annotated[str, Rank] | None
    reason: Text | None


class PropertyChangeJson(TypedDict):
    """A change that a revision made to the flat view."""

    property: PropertyName
    before: NotRequired[ShownJson]
    after: NotRequired[ShownJson]


class RevisionJson(TypedDict):
    """One accepted write: the facts recorded, the decisions taken, and what changed in the flat view."""

    revision: RevisionNumber
    at: InstantText
    by: KeyId
    cause: Cause
    recorded: list[FactId]
    decided: list[DecisionJson]
    changes: list[PropertyChangeJson]
    allow_duplicate: NotRequired[Annotated[bool, Description("The writer asked not to look for the same entity.")]]


class ChangeJson(TypedDict):
    """One revision of one entity, with its number in the change feed."""

    number: Count
    at: InstantText
    ref: Ref
    revision: RevisionNumber
    by: KeyId
    cause: Cause
    properties: list[PropertyName]
    first_change: NotRequired[
        Annotated[
            int,
            JsonSchema(format="int64", minimum=1),
            Description("Of an erased entity: the change that created it. Delete what you hold of that one's entity."),
        ]
    ]


class StatsJson(TypedDict):
    """The counts of the service as of a change."""

    change: Annotated[Count, Description("The number of the last change counted.")]
    settled: Annotated[bool, Description("Whether every change is counted; if not, more wait for their numbers.")]
    entities: Annotated[
        dict[str, int],
        JsonSchema(
            properties=dict.fromkeys(KINDS, Component("Count")), required=list(KINDS), additionalProperties=False
        ),
    ]
    facts: Count
    sources: Count
    conflicts: Count


_StepDays = TypedDict("_StepDays", {"from": Day | None, "to": Day | None})


class StepJson(_StepDays):
    """A value with the first and last day on which it is shown (null: unbounded) and the fact that gives it.

    `sides` lists the contradicting values, if any.
    """

    value: ValueJson
    qualifiers: Annotated[Values, Description("The qualifiers of the value.")]
    scope: ScopeJson | None
    period: PeriodJson | None
    condition: ConditionJson | None
    valid: DateJson | None
    fact: FactId
    source: Ref
    basis: Annotated[str, Basis]
    certainty: Annotated[str, Certainty]
    disputed: bool
    sides: list[SideJson]


class LabelledJson(TypedDict):
    """An entity with its primary name and what distinguishes it from namesakes."""

    ref: Ref
    kind: KindName
    label: Annotated[NameText, Description("Its primary name.")]
    hint: Annotated[dict[str, Any], Component("Hint")]


class IdentifiedJson(LabelledJson):
    """An entity that has an identifier, and when that holds; null if no source says when."""

    valid: DateJson | None


class DuplicateJson(LabelledJson):
    """An entity that may be the same as one that is sent."""

    why: Annotated[list[NameText], JsonSchema(maxItems=100), Description("Such as `same identifier lei`.")]


class NameJson(LabelledJson):
    """An entity with one of its names."""

    name: Annotated[NameText, Description("The name that matches.")]


class NameFoundJson(NameJson):
    """An entity found by one of its names."""

    match: Annotated[str, JsonSchema(enum=[grade.name.lower() for grade in Grade])]


class MergingJson(TypedDict):
    """The result of a merge, and whether entities that refer to the merged one remain to be refreshed."""

    ref: Ref
    merged_into: Ref
    moved: Count
    remaining: bool
    adjusted: NotRequired[Adjusted]


class ErasedRowJson(TypedDict):
    """A row that an erasure would touch, and what it would do with it."""

    pk: RowKey
    sk: RowKey
    becomes: Annotated[str, JsonSchema(enum=["deleted", "moved", "renamed"])]


class EntityErasedJson(TypedDict):
    """The result of erasing an entity: the ref under which it stays on record, and the entities that name that now.

    A dry run has `rows` in place of `erased` and `complete`, and the ref as it is.
    """

    ref: Ref
    erased: NotRequired[ErasureJson]
    renamed_in: Annotated[
        list[Ref],
        JsonSchema(maxItems=10),
        Description("Entities that named it. In each, the new ref takes the place of the old one."),
    ]
    merged: Annotated[
        list[Ref],
        JsonSchema(maxItems=1000),
        Description("Entities that were one with it by a merge. They keep their own words: erase them as well."),
    ]
    remaining: Annotated[bool, Description("Whether more entities name it. Send the request again.")]
    complete: NotRequired[
        Annotated[bool, Description("Whether a repair of the whole table has found nothing that names it since.")]
    ]
    also_held_by: NotRequired[
        Annotated[
            list[FactId],
            JsonSchema(maxItems=100),
            Description("After a dry run: facts of others with one of its names in their words. Erase those first."),
        ]
    ]
    rows: NotRequired[Annotated[list[ErasedRowJson], JsonSchema(maxItems=2000)]]
    rows_count: NotRequired[Annotated[Count, Description("The number of rows; `rows` has the first 2,000.")]]
    dry_run: NotRequired[bool]
    adjusted: NotRequired[Adjusted]


class MergeReversalJson(TypedDict):
    """The result of a reversed merge: what was closed at the survivor, and what was recorded there since and stays.

    `remaining` says whether entities that refer to the survivor in place of this one remain to be refreshed.
    """

    ref: Ref
    survivor: Ref
    closed: Count
    recorded_since: RecordedSince
    recorded_since_count: Count
    moved: Count
    remaining: bool
    adjusted: NotRequired[Adjusted]
