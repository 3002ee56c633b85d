"""The types of the results of a batch get, as JSON. The contract derives its schemas from them."""

from typing import Annotated, Any, NotRequired, TypedDict

from chalicelib.domain.answer_types import Component, InstantText, JsonSchema, PropertyName, Ref, Text
from chalicelib.operations.answer_types import OutcomeStatus
from chalicelib.operations.bounds import MAX_BATCH_REFS


class EntityGotJson(TypedDict):
    """The result for one ref of a batch."""

    ref: Ref
    status: OutcomeStatus
    view: NotRequired[Annotated[dict[str, Any], Component("AnyEntity")]]
    omitted: NotRequired[Annotated[list[PropertyName], JsonSchema(maxItems=MAX_BATCH_REFS)]]
    reason: NotRequired[Text]
    into: NotRequired[Ref]
    retired_at: NotRequired[InstantText]
    erased_at: NotRequired[InstantText]
