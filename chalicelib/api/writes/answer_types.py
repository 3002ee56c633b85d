"""The types of the outcomes of recording, as JSON. The contract derives its schemas from them."""

from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.domain.answer_types import Adjusted, Description, FactJson, Hints, JsonSchema, Ref, RevisionNumber

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
