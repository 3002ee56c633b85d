"""The lean client with what tests register at botocore's: the judge of roles, the limits of AWS, the count of calls."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from botocore.exceptions import ClientError
from pydantic_core import to_json

from chalicelib.store.engines.clients.protocol import DynamoClient, ServiceError


class _Model(NamedTuple):
    name: str


class _Response(NamedTuple):
    content: bytes
    status_code: int = 200
    headers: Mapping[str, str] = {}


class Watched:
    """A client that shows each call and each answer to the handlers of a client of botocore."""

    def __init__(self, client: DynamoClient, sdk: Any) -> None:
        self._client, self._emit = client, sdk.meta.events.emit

    def call(self, operation: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call, unless a handler refuses."""
        about: Any = {"model": _Model(operation), "context": {}}
        try:
            self._emit(f"provide-client-params.dynamodb.{operation}", params=params, **about)
        except ClientError as refused:
            error: Any = refused.response["Error"]
            raise ServiceError(error["Code"], error["Message"], operation=operation) from refused
        answer = self._client.call(operation, params)
        response = _Response(to_json(answer))
        self._emit(f"after-call.dynamodb.{operation}", http_response=response, parsed=answer, **about)
        return answer
