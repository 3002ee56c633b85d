"""The types of answers about how slots are resolved, as JSON. The contract derives its schemas from them."""

from typing import Annotated, Literal, NotRequired, TypedDict

from chalicelib.domain.answer_types import Description, FactId, JsonSchema, Ref, ValueJson, Values

Explained = Annotated[str, JsonSchema(maxLength=1000, pattern=r"^[\s\S]*$")]
SlotJson = Annotated[
    Values,
    Description(
        "What identifies the slot: its qualifiers, scope and period; for amounts, the condition; for many values, the "
        "value."
    ),
]


class SideJson(TypedDict):
    """One side of a conflict: the facts that give one value, or deny it."""

    value: ValueJson
    denied: bool
    facts: list[FactId]
    sources: list[Ref]
    preferred: bool


class RejectedJson(TypedDict):
    """A fact that is not shown, why, and the fact that it gave way to, if it did."""

    fact: FactId
    reason: Explained
    by: NotRequired[FactId]


ConflictState = Literal["open", "settled"]


class SlotReadingJson(TypedDict):
    """How one slot was resolved: the fact chosen, why, and which facts were rejected."""

    chosen: FactId | None
    why: list[Explained]
    rejected: list[RejectedJson]
    conflict: ConflictState | None


class ReadingJson(SlotReadingJson):
    """How one slot was resolved: the fact chosen, why, and which facts were rejected."""

    slot: SlotJson
    unit: NotRequired[
        Annotated[str, JsonSchema(maxLength=40, pattern=r"^\S+$"), Description("The group of its units.")]
    ]
    shown: NotRequired[
        Annotated[list[Explained], Description("If the property shows one value: why this slot is the one shown.")]
    ]
