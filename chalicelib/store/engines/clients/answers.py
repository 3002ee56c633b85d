"""Judges the answers of an endpoint: is it DynamoDB's, is it whole, which error is it."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from zlib import crc32

from pydantic_core import from_json

from chalicelib.store.engines.clients.protocol import LostAnswer, ServiceError, reason_codes

GOOD, FAILED = 300, 500  # the first statuses that are no success, and that are a failure of the server
CHECKSUM = "x-amz-crc32"


class Answer(NamedTuple):
    """An answer over HTTP; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_damaged(checksum: str | None, body: bytes) -> bool:
    """Check a body against DynamoDB's checksum, if the answer has one."""
    return checksum is not None and checksum.strip() != str(crc32(body))


def is_an_object(body: bytes) -> bool:
    """Check whether a body can be a JSON object. A proxy may answer with its own page."""
    return body.startswith(b"{") and body.rstrip().endswith(b"}")


def named_error(body: bytes) -> dict[str, Any] | None:
    """Return the error of a body, or None if DynamoDB did not write it."""
    try:
        error = from_json(body)
    except ValueError:
        return None
    return error if isinstance(error, dict) and isinstance(error.get("__type"), str) else None


def read_success(answer: Answer) -> dict[str, Any]:
    """Read the object of an answer. Raises LostAnswer for anything else."""
    try:
        # Only the names of members come again and again; a cache of their values would cost more than it saves.
        read = from_json(answer.body, cache_strings="keys") if is_an_object(answer.body) else None
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise LostAnswer("An answer is no JSON object.")
    return read


def read_error(answer: Answer, operation: str, *, is_unsure: bool) -> ServiceError:
    """Read the error of an answer; one that is not DynamoDB's is reduced to its status."""
    error = named_error(answer.body)
    if error is None:
        return ServiceError(str(answer.status), "", operation=operation, status=answer.status, is_unsure=is_unsure)
    message = error.get("message", error.get("Message", ""))
    return ServiceError(
        code_of_type(error["__type"]),
        str(message),
        operation=operation,
        status=answer.status,
        reasons=reason_codes(error.get("CancellationReasons")),
        is_unsure=is_unsure,
    )


def code_of_type(kind: str) -> str:
    """Return the code of `__type`, which may have a namespace before it and an address behind it."""
    return kind.partition(":")[0].rpartition("#")[2]
