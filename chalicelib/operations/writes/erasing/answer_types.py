"""The types of the answers of an erasure, as JSON. The contract derives its schemas from them."""

from typing import Annotated, Literal, NotRequired, TypedDict

from chalicelib.domain.answer_types import (
    Adjusted,
    Count,
    Description,
    DryRun,
    ErasureJson,
    FactId,
    FactJson,
    JsonSchema,
    Ref,
)

RowSort = Literal["fact", "view", "revision", "receipt", "list_entry", "link", "word", "identifier", "conflict"]
RowKey = Annotated[str, JsonSchema(maxLength=2048, pattern=r"^[^\x00]*$")]


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
    complete: Annotated[
        bool,
        Description(
            "Whether no row of the fact holds the words any more; false after a dry run, and if other facts repeat the "
            "publisher of a source."
        ),
    ]
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
    adjusted: NotRequired[Adjusted]
    dry_run: NotRequired[DryRun]


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
    rows: NotRequired[
        Annotated[
            list[ErasedRowJson], JsonSchema(maxItems=2000), Description("After a dry run only: what would be touched.")
        ]
    ]
    rows_count: NotRequired[Annotated[Count, Description("The number of rows; `rows` has the first 2,000.")]]
    adjusted: NotRequired[Adjusted]
    dry_run: NotRequired[DryRun]
