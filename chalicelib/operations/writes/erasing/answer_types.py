"""The types of the answers of an erasure, as JSON. The contract derives its schemas from them."""

from typing import Annotated, Literal, NotRequired, TypedDict

from chalicelib.domain.answer_types import Count, Description, FactId, FactJson, JsonSchema

RowSort = Literal["fact", "view", "revision", "receipt", "list_entry", "link", "word", "identifier", "conflict"]


class TouchedRowJson(TypedDict):
    """A row of the table that an erasure overwrites or deletes."""

    row: RowSort
    historical: Annotated[bool, Description("Whether it is of the past: lists read it at an earlier `known_at`.")]
    key: Annotated[
        str,
        JsonSchema(maxLength=3100, pattern=r"^\S[\s\S]*$"),
        Description("Its key; `[erased]` in place of one that contains the words."),
    ]
    action: Literal["overwrite", "delete"]


class FactErasureJson(TypedDict):
    """The result of the erasure of a fact."""

    id: FactId
    complete: Annotated[bool, Description("Whether no row holds the words any more; false after a dry run.")]
    touched: Annotated[
        dict[str, Count], JsonSchema(maxProperties=9), Description("How many rows of each sort were touched.")
    ]
    also_held_by: Annotated[
        list[FactId],
        JsonSchema(maxItems=100),
        Description("Other facts of the entity, and its copies at merged entities, that hold some of the same words."),
    ]
    fact: NotRequired[Annotated[FactJson, Description("The fact after the erasure; absent after a dry run.")]]
    rows: NotRequired[
        Annotated[
            list[TouchedRowJson],
            JsonSchema(maxItems=10_000),
            Description("After a dry run only: every row that the erasure would touch."),
        ]
    ]
