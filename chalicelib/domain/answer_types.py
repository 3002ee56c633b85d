"""The types of answers about facts, as JSON. The contract (`/openapi.json`) derives its schemas from them.

Type checkers alone import this, and the contract when it is built. `Annotated` says what a type cannot: a `Component`
names a schema of the contract, a `Description` describes, `JsonSchema` limits, an enum lists the words of a string.
"""

from dataclasses import dataclass
from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.facts.evidence import Basis, Certainty, Confidence
from chalicelib.domain.hints import HintCode


@dataclass(frozen=True)
class Component:
    """The name of the schema in the contract that describes a type."""

    name: str


@dataclass(frozen=True)
class Description:
    """The meaning of a member, in a sentence for readers of the contract."""

    text: str


class JsonSchema:
    """Keywords of JSON Schema that a type has beside those that follow from it."""

    def __init__(self, **keywords: Any) -> None:
        self.keywords = keywords


Ref = Annotated[str, Component("Ref")]
FactId = Annotated[str, Component("FactId")]
KeyId = Annotated[str, Component("KeyId")]
PropertyName = Annotated[str, Component("PropertyName")]
InstantText = Annotated[str, Component("Instant")]
Text = Annotated[str, Component("Text")]
RevisionNumber = Annotated[int, Component("RevisionNumber")]
Count = Annotated[int, Component("Count")]
ValueJson = Annotated[Any, Component("Value")]
DateJson = Annotated[Any, Component("Date")]
MissingJson = Annotated[Any, Component("Missing")]
ScopeJson = Annotated[Any, Component("Scope")]
PeriodJson = Annotated[str, Component("Period")]
ConditionJson = Annotated[str, Component("Condition")]
Values = Annotated[dict[str, ValueJson], JsonSchema(maxProperties=20)]


class AdjustmentJson(TypedDict):
    """A text of the body that is kept otherwise than it was sent. Long texts are cut."""

    pointer: Annotated[str, JsonSchema(maxLength=1000, pattern="^/"), Description("Where it is in the body.")]
    sent: Annotated[str, JsonSchema(maxLength=120, pattern=r"^[\s\S]*$")]
    kept: Annotated[str, JsonSchema(maxLength=120, pattern=r"^[\s\S]*$"), Description("Cleaned, or as its code.")]


Adjusted = Annotated[
    list[AdjustmentJson],
    JsonSchema(maxItems=100, minItems=1),
    Description("After a write only: the texts that are kept otherwise than they were sent. Absent if there are none."),
]


DryRun = Annotated[dict[str, Any], Component("DryRun"), Description("After a dry run only: what would be written.")]


class EvidenceMembersJson(TypedDict, total=False):
    """Members of evidence, and of what is copied from its source when it is given."""

    source: Ref
    speaker: Annotated[Any, Component("Scope")] | None
    via: Text | None
    basis: Annotated[str, Basis]
    certainty: Annotated[str, Certainty]
    quote: Text | None
    as_stated: Text | None
    replaces: Annotated[list[FactId], JsonSchema(maxItems=20)]
    method: Text | None
    confidence: Annotated[str, Confidence] | None
    published: DateJson | MissingJson | None
    publisher: ValueJson | None
    root: Annotated[Text, Description("The first source in the chain of `derived_from`.")]
    supersedes: Annotated[list[Ref], JsonSchema(maxItems=20)]


class EvidenceDifferenceJson(TypedDict):
    """Evidence that was sent for a fact on record and differs from what that has, which stays as it is."""

    pointer: Annotated[str, JsonSchema(maxLength=1000, pattern="^/"), Description("Where the value is in the body.")]
    fact: FactId
    evidence: EvidenceMembersJson
    evidence_sent: EvidenceMembersJson


class RetractionJson(TypedDict):
    """When, by which key and why a fact was retracted."""

    at: InstantText
    by: KeyId
    reason: Text | None
    source: Ref | None


class ErasureJson(TypedDict):
    """When, by which key and why the words of a fact or an entity were erased."""

    at: InstantText
    by: KeyId
    reason: Text | None


class FactJson(TypedDict):
    """One value of one property from one source."""

    id: FactId
    entity: Ref
    property: PropertyName
    value: ValueJson
    qualifiers: Values
    scope: ScopeJson | None
    period: PeriodJson | None
    condition: ConditionJson | None
    valid: DateJson | None
    evidence: Annotated[dict[str, Any], Component("Evidence")]
    published: Annotated[DateJson | MissingJson | None, Description("Copied from the source, as `publisher`.")]
    publisher: ValueJson | None
    rank: Annotated[str, Rank]
    rank_reason: Annotated[Text | None, Description("Why it has its rank; null if that never changed.")]
    recorded_at: InstantText
    recorded_by: KeyId
    retracted_at: Annotated[InstantText | None, Description("Null if it is not retracted, or was reinstated.")]
    retraction: RetractionJson | None
    replaced_by: NotRequired[
        Annotated[
            list[FactId],
            JsonSchema(maxItems=20, minItems=1),
            Description("The standing facts that replace it, the firmest first. Absent if there are none."),
        ]
    ]
    merged_from: NotRequired[
        Annotated[
            list[Ref],
            JsonSchema(maxItems=1000, minItems=1),
            Description("The entities that were merged into this one and had the fact. Absent if none had."),
        ]
    ]
    erased: NotRequired[
        Annotated[
            ErasureJson,
            Description("Present if its value and its words were erased for good. Every clock shows that."),
        ]
    ]
    adjusted: NotRequired[Adjusted]
    dry_run: NotRequired[DryRun]
    evidence_differs: NotRequired[
        Annotated[bool, Description("After a write only: the fact was on record, and was sent with other evidence.")]
    ]
    evidence_sent: NotRequired[
        Annotated[
            EvidenceMembersJson,
            Description("After a write only: the members that were sent otherwise than `evidence` has them."),
        ]
    ]
    evidence_revised: NotRequired[
        Annotated[bool, Description("After a write only: the fact was on record, and now has the evidence sent.")]
    ]
    quote_found: NotRequired[
        Annotated[
            bool,
            Description(
                "Whether the source's text contains `evidence.quote`. Absent if that was not checked. Today it never "
                "is, because the service does not keep the texts of sources."
            ),
        ]
    ]


class HintJson(TypedDict):
    """A remark on a value of a write that was accepted, with the facts and the entities that it is about."""

    pointer: Annotated[str, JsonSchema(maxLength=1000, pattern="^/"), Description("Where the value is in the body.")]
    code: Annotated[
        str,
        HintCode,
        Description(
            "`contradicts_itself`: the source said another value before, in `facts`. `identifier_elsewhere`: the "
            "entities in `refs` have the identifier too. `implausible`, of a dry run alone: the value looks wrong."
        ),
    ]
    detail: Annotated[str, JsonSchema(maxLength=6000, pattern=r"^[\s\S]*$")]
    facts: NotRequired[Annotated[list[FactId], JsonSchema(maxItems=100, minItems=1)]]
    refs: NotRequired[Annotated[list[Ref], JsonSchema(maxItems=100, minItems=1)]]


Hints = Annotated[
    list[HintJson],
    JsonSchema(maxItems=100, minItems=1),
    Description("After a write only: what you should look at, although it was accepted. Absent if there is nothing."),
]


class FactsJson(TypedDict):
    """The facts of a request, as they are recorded now."""

    facts: Annotated[list[FactJson], JsonSchema(maxItems=100)]
    adjusted: NotRequired[Adjusted]
    hints: NotRequired[Hints]
