"""The types of the outcomes of recording, as JSON. The contract derives its schemas from them."""

from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.domain.answer_types import (
    Adjusted,
    Count,
    Description,
    DryRun,
    EvidenceDifferenceJson,
    FactId,
    FactJson,
    Hints,
    JsonSchema,
    Ref,
    RevisionNumber,
)
from chalicelib.operations.answer_types import OpenConflictJson, RevisionJson
from chalicelib.operations.writes.batching.outcomes import OutcomeType

FactPointer = Annotated[str, JsonSchema(maxLength=9, pattern="^/facts/[0-9]{1,2}$")]


class OutcomeJson(TypedDict):
    """The outcome for some facts of a request."""

    status: Annotated[int, JsonSchema(minimum=200, maximum=599)]
    pointers: Annotated[
        list[FactPointer],
        JsonSchema(maxItems=100, minItems=1),
        Description("The facts of the request that this outcome is about."),
    ]
    ref: NotRequired[Annotated[Ref, Description("The entity; absent if the fact names none.")]]
    revision: NotRequired[RevisionNumber]
    created: NotRequired[bool]
    facts: NotRequired[Annotated[list[FactJson], JsonSchema(maxItems=100)]]
    hints: NotRequired[Hints]
    recorded: NotRequired[
        Annotated[list[FactId], JsonSchema(maxItems=100), Description("Those of the facts that are new.")]
    ]
    problem: NotRequired[
        Annotated[dict[str, Any], JsonSchema(additionalProperties=True), Description("As in a problem document.")]
    ]


class OutcomesJson(TypedDict):
    """The recorded facts and the refusals, by entity."""

    outcomes: Annotated[
        list[OutcomeJson],
        JsonSchema(maxItems=100),
        Description("One for each entity, with the facts recorded, and one for each fact refused."),
    ]
    adjusted: NotRequired[Adjusted]
    hints: NotRequired[Hints]
    dry_run: NotRequired[DryRun]


class PartJson(TypedDict):
    """The outcome of one part of a batch."""

    pointer: Annotated[
        str,
        JsonSchema(maxLength=20, pattern="^/"),
        Description("The part: such as `/entities/0`, or `/0` for the first line."),
    ]
    outcome: Annotated[str, OutcomeType]
    ref: NotRequired[Annotated[Ref, Description("Its entity; absent if the part names none.")]]
    revision: NotRequired[Annotated[RevisionNumber, Description("Of the entity after it; absent if it was refused.")]]
    facts: NotRequired[
        Annotated[
            list[FactId],
            JsonSchema(maxItems=100),
            Description("The facts that it states, or that it retracts; absent if it was refused."),
        ]
    ]
    problem: NotRequired[
        Annotated[dict[str, Any], JsonSchema(additionalProperties=True), Description("As in a problem document.")]
    ]


class CountsByOutcome(TypedDict):
    """The number of parts with each outcome."""

    created: Count
    changed: Count
    unchanged: Count
    refused: Count


class BatchJson(TypedDict):
    """The outcomes of a batch."""

    parts: Annotated[list[PartJson], JsonSchema(maxItems=500), Description("One for each part, in the order sent.")]
    counts: CountsByOutcome
    evidence_differs: NotRequired[
        Annotated[
            list[EvidenceDifferenceJson],
            JsonSchema(maxItems=500, minItems=1),
            Description("The facts on record that were sent with other evidence."),
        ]
    ]
    adjusted: NotRequired[Adjusted]
    hints: NotRequired[Hints]
    dry_run: NotRequired[DryRun]


NearestEntities = Annotated[
    dict[str, Annotated[list[Ref], JsonSchema(maxItems=3, minItems=1)]],
    JsonSchema(maxProperties=5),
    Description("The entities whose names are most like a ref that does not exist, by its pointer."),
]


class DryRevisionJson(RevisionJson):
    """A revision that a dry run would make, with its entity."""

    ref: Ref


class DryRunJson(TypedDict):
    """The report of a dry run; each list is cut after 100.

    The erasure of an entity makes up a ref, which is another one each time.
    """

    revisions: Annotated[
        list[DryRevisionJson],
        JsonSchema(maxItems=100),
        Description("The revisions that it would make, with what the view would show."),
    ]
    on_record: Annotated[
        list[FactId],
        JsonSchema(maxItems=100),
        Description("Those of its facts that it would not record, because they are on record."),
    ]
    opens: Annotated[list[OpenConflictJson], JsonSchema(maxItems=100), Description("Conflicts that it would open.")]
    alters: Annotated[
        list[OpenConflictJson],
        JsonSchema(maxItems=100),
        Description("Open conflicts that would have other sides, as they would be."),
    ]
    ends: Annotated[list[OpenConflictJson], JsonSchema(maxItems=100), Description("Conflicts that it would end.")]
    nearest: NotRequired[NearestEntities]
