"""The types of answers about API keys, as JSON. The contract derives its schemas from them."""

from typing import Annotated, NotRequired

from chalicelib.domain.answer_types import Adjusted, Description, JsonSchema
from chalicelib.operations.access.answer_types import KeyJson
from chalicelib.operations.access.api_keys import MAX_REQUESTS_A_MINUTE
from chalicelib.operations.access.rate_limits import WINDOW


class KeyWithSecretJson(KeyJson):
    """An API key with its secret."""

    secret: NotRequired[
        Annotated[
            str,
            JsonSchema(maxLength=200, pattern=r"^\S+$"),
            Description("Shown only once. Absent if the response is replayed."),
        ]
    ]
    adjusted: NotRequired[Adjusted]


class OwnKeyJson(KeyJson):
    """The API key in use, with the requests it has left."""

    remaining: Annotated[int, JsonSchema(minimum=0, maximum=MAX_REQUESTS_A_MINUTE)]
    reset_seconds: Annotated[int, JsonSchema(minimum=1, maximum=WINDOW)]
