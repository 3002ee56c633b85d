"""The types of the answer of an import, as JSON. The contract derives its schemas from them."""

from typing import Annotated, TypedDict

from chalicelib.domain.answer_types import Count, Description, FactId, JsonSchema, Ref

_SomeFacts = Annotated[list[FactId], JsonSchema(maxItems=20)]


class RevisionsJson(TypedDict):
    """How many revisions an entity has on record here, and in the export."""

    here: Count
    export: Count


class KeptJson(TypedDict):
    """An entity that was on record otherwise than in the export, and stays as it is."""

    ref: Ref
    revisions: RevisionsJson
    missing_here: Annotated[_SomeFacts, Description("The first facts of the export that are not on record here.")]
    different_here: Annotated[_SomeFacts, Description("The first facts that are on record here with other decisions.")]


class ImportedJson(TypedDict):
    """The effect of a page of an export."""

    page: Count
    complete: Annotated[bool, Description("Whether that was the last page.")]
    repeated: Annotated[bool, Description("Whether the page had been imported before, so nothing was written.")]
    imported: Annotated[Count, Description("Entities that are on record now, all their lines having arrived.")]
    unchanged: Annotated[Count, Description("Entities that were on record already, just so.")]
    kept: Annotated[
        list[KeptJson],
        JsonSchema(maxItems=100),
        Description("The first entities that were on record otherwise. They stay as they are."),
    ]
    kept_count: Annotated[Count, Description("How many these are in all.")]
