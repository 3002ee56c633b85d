"""The client of DynamoDB that the table needs, and the errors that every client raises."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

# The operations of the table and of its audits, with the names that botocore's methods have.
METHODS: Mapping[str, str] = {
    "GetItem": "get_item",
    "BatchGetItem": "batch_get_item",
    "Query": "query",
    "PutItem": "put_item",
    "DeleteItem": "delete_item",
    "UpdateItem": "update_item",
    "TransactWriteItems": "transact_write_items",
    "Scan": "scan",
}


class DynamoClient(Protocol):
    """Calls DynamoDB by the names and shapes of its API."""

    def call(self, operation: str, params: Mapping[str, Any], /) -> Mapping[str, Any]:
        """Send a request, if necessary several times, and return the answer.

        Raises ServiceError for an answer that is an error, LostAnswer where no answer arrived, and ClientUnusable where
        nothing can be sent.
        """


class ServiceError(Exception):
    """An answer that is an error.

    `code` is DynamoDB's, or the status as text if the answer is not DynamoDB's. `reasons` has the code of each action
    of a cancelled transaction. If `is_unsure`, an earlier try of the same call may have succeeded.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        operation: str,
        status: int = 400,
        reasons: Sequence[str] = (),
        is_unsure: bool = False,
    ) -> None:
        super().__init__(f"An error occurred ({code}) when calling the {operation} operation: {message}")
        self.code, self.operation, self.status = code, operation, status
        self.reasons, self.is_unsure = tuple(reasons), is_unsure


class LostAnswer(Exception):
    """No answer arrived, or none of DynamoDB's: the call may have succeeded."""


class ClientUnusable(Exception):
    """Nothing can be sent, for example without credentials; the text has no secret."""


def reason_codes(reasons: Any) -> tuple[str, ...]:
    """Return the code of each of the CancellationReasons of an answer; `None` stands for no fault."""
    if not isinstance(reasons, list):
        return ()
    return tuple(str(each.get("Code") or "None") if isinstance(each, dict) else "None" for each in reasons)
