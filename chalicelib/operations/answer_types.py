"""The types of the answers that operations give, as JSON. The contract (`/openapi.json`) derives its schemas from them.

Type checkers alone import this, and the contract when it is built.
"""

from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.domain.answer_types import (
    Adjusted,
    Component,
    ConditionJson,
    Count,
    DateJson,
    Description,
    DryRun,
    EvidenceMembersJson,
    FactId,
    InstantText,
    JsonSchema,
    KeyId,
    PeriodJson,
    PropertyName,
    Ref,
    RevisionNumber,
    ScopeJson,
    Text,
    ValueJson,
    Values,
)
from chalicelib.domain.facts.decisions import DecisionType, Rank
from chalicelib.domain.facts.evidence import Basis, Certainty
from chalicelib.domain.matching.name_similarity import Grade
from chalicelib.domain.resolving.answer_types import ConflictState, Explained, ReadingJson, SideJson, SlotJson
from chalicelib.kinds import KINDS

OutcomeStatus = Annotated[int, JsonSchema(minimum=200, maximum=410, enum=[200, 308, 404, 410])]
Cause = Annotated[
    str,
    JsonSchema(maxLength=40, pattern="^[a-z_]+$"),
    Description(
        "What was done: `created`, `recorded` (facts were added), `revised` (evidence), `retracted`, `reinstated`, "
        "`ranked`, `marked` (replaced facts were noted later), `merged`, `merge_reversed`, `retired`, "
        "`retirement_reversed`, `erased`, `reference_erased` (an entity that it names was erased), `time` (a validity "
        "began or ended) or `rebuilt` (by the operator). More can be added."
    ),
]
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
    """A decision about a fact: its retraction, reinstatement, rank, replacement or erasure, or revised evidence.

    A revision has the members that it changed, `before` and `after`.
    """

    fact: FactId
    verdict: Annotated[str, DecisionType]
    rank: Annotated[str, Rank] | None
    reason: Text | None
    replaced_by: NotRequired[
        Annotated[list[FactId], JsonSchema(maxItems=20), Description("Of `replaced`: empty if none do any more.")]
    ]
    before: NotRequired[EvidenceMembersJson]
    after: NotRequired[EvidenceMembersJson]


class PropertyChangeJson(TypedDict):
    """A change that a revision made to the flat view; long properties have neither `before` nor `after`."""

    property: PropertyName
    before: NotRequired[ShownJson]
    after: NotRequired[ShownJson]


class RevisionJson(TypedDict):
    """One accepted write: the facts recorded, the decisions taken, and what changed in the flat view."""

    revision: RevisionNumber
    at: InstantText
    by: KeyId
    cause: Cause
    recorded: Annotated[list[FactId], Description("The new facts.")]
    decided: Annotated[list[DecisionJson], Description("The decisions about facts that were on record.")]
    changes: Annotated[list[PropertyChangeJson], Description("The properties whose shown value changed.")]
    allow_duplicate: NotRequired[Annotated[bool, Description("The writer asked not to look for the same entity.")]]


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


class TenureJson(TypedDict):
    """Whether a name or an identifier holds at the moment that is asked for, by default now."""

    former: Annotated[bool, Description("It held before that moment, and no longer does.")]
    later: Annotated[bool, Description("It holds only after that moment.")]
    valid: Annotated[DateJson | None, Description("When it holds; null if no source says so.")]


class IdentifiedJson(LabelledJson, TenureJson):
    """An entity that has an identifier, had it, or will have it."""


class DuplicateJson(LabelledJson):
    """An entity that may be the same as one that is sent."""

    why: Annotated[list[NameText], JsonSchema(maxItems=100), Description("Such as `same identifier lei`.")]


class NameJson(LabelledJson, TenureJson):
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
    dry_run: NotRequired[DryRun]


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
    dry_run: NotRequired[DryRun]
