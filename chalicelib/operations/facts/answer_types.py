"""The types of answers about what sources did not repeat, as JSON. The contract derives its schemas from them."""

from typing import Annotated, TypedDict

from chalicelib.domain.answer_types import Description, FactId, JsonSchema, PropertyName, Ref, ValueJson


class UnrepeatedJson(TypedDict):
    """A fact of a superseded source that is not retracted, and that nothing replaces."""

    id: FactId
    entity: Ref
    property: PropertyName
    value: ValueJson


class NotRepeatedJson(TypedDict):
    """The facts that a source did not repeat of the one it supersedes, until each is replaced or decided on."""

    items: Annotated[list[UnrepeatedJson], JsonSchema(maxItems=100)]
    next: Annotated[
        Annotated[str, JsonSchema(maxLength=4096, pattern="^/")] | None,
        Description("The address of the list of facts that continues this one."),
    ]
