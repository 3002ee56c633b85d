"""The type of an API key as answers show it, as JSON. The contract derives its schema from it."""

from typing import Annotated, Literal, TypedDict

from chalicelib.domain.answer_types import InstantText, JsonSchema, KeyId
from chalicelib.domain.values import TextType
from chalicelib.operations.access.api_keys import MAX_REQUESTS_A_MINUTE


class KeyJson(TypedDict):
    """An API key without its secret."""

    id: KeyId
    name: Annotated[str, JsonSchema(**TextType(max_length=100).shapes()[0])]
    scopes: Annotated[list[Literal["read", "write", "admin"]], JsonSchema(maxItems=3)]
    requests_per_minute: Annotated[int, JsonSchema(minimum=1, maximum=MAX_REQUESTS_A_MINUTE)]
    created_at: InstantText
    expires_at: InstantText | None
    revoked_at: InstantText | None
    replaces: KeyId | None
    replaced_by: KeyId | None
