"""Translates botocore's errors into those of the table; no other floor sees botocore.

Throttled: nothing was done. Failed or lost: a read can be repeated, a commit may have succeeded. Faults for the
operator (credentials, rights, a missing table) become Unavailable. Our own mistakes stay botocore's errors, which
become a 500.

A client also detects answers that DynamoDB did not send, and remembers tries with an unknown outcome.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ChecksumError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from botocore.parsers import ResponseParserError

from chalicelib.domain.errors import Oversized
from chalicelib.store.table import Busy, Collision, Unavailable, Unsure

BUSY = "The table is throttled or does not respond. Try again shortly."
NO_ACCESS = "The service cannot use its table. The operator has to act."
TOO_LARGE = "The table cannot store this: an item or one of its keys would be too large."
AWS_ERRORS = (BotoCoreError, ClientError, ResponseParserError)
LOST = (NoConnection, HTTPClientError, ChecksumError, ResponseParserError)

UNKNOWN_OPERATION = "UnknownOperationException"
UNSURE = "Unsure"  # in the metadata of an error: an earlier try of the call may have succeeded
_GOOD, _FAILED_STATUS, _TIMED_OUT, _TOO_MANY = 300, 500, 408, 429
_THROTTLED = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
_FAILED = frozenset(
    {
        "IdempotentParameterMismatchException",  # another call had our token; a new call has a new one
        "InternalFailure",
        "InternalServerError",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "TransactionInProgressException",
    }
)
_COLLIDED = frozenset({"ReplicatedWriteConflictException", "TransactionConflictException"})
_OURS = frozenset({"SerializationException", "ValidationException"})
_THROTTLED_REASONS = frozenset({"ProvisionedThroughputExceeded", "ThrottlingError"})
_COLLIDED_REASONS = frozenset({"ConditionalCheckFailed", "DuplicateItem", "TransactionConflict"})
_REFUSED_REASONS = frozenset({"ItemCollectionSizeLimitExceeded", "ValidationError"})


@contextmanager
def reading() -> Iterator[None]:
    """Raise Busy for a read that was throttled, failed or lost: repeating it is harmless."""
    try:
        yield
    except LOST as error:
        raise Busy(BUSY) from error
    except ClientError as error:
        if is_throttled(error) or _is_server_failure(error) or code_of(error) in _COLLIDED:
            raise Busy(BUSY) from error
        _raise_if_ours(error)
        raise unavailable(error) from error
    except BotoCoreError as error:
        raise unavailable(error) from error


@contextmanager
def committing() -> Iterator[None]:
    """Raise Collision, Busy, Unsure, Oversized or Unavailable for a commit.

    A refused connection is Unsure too: the SDK tries three times, and an earlier try may have arrived.
    """
    try:
        yield
    except LOST as error:
        raise Unsure(BUSY) from error
    except ClientError as error:
        known = _commit_error(error)
        may_be_committed = error.response.get("ResponseMetadata", {}).get(UNSURE) and not isinstance(known, Collision)
        raise (Unsure(BUSY) if may_be_committed else known) from error
    except BotoCoreError as error:
        raise unavailable(error) from error


def code_of(error: ClientError) -> str:
    """Return the error code of an answer, or its status as text."""
    return error.response["Error"].get("Code", "")


def is_throttled(error: ClientError) -> bool:
    """Return whether a call was throttled, so that nothing was done."""
    return code_of(error) in _THROTTLED or _status_of(error) == _TOO_MANY


def unavailable(error: Exception) -> Unavailable:
    """Make the refusal of a fault for the operator; only `cause` quotes AWS or the SDK."""
    if not isinstance(error, ClientError):
        return Unavailable(NO_ACCESS, cause=f"DynamoDB cannot be used: {type(error).__name__}: {error}")
    if code_of(error) == UNKNOWN_OPERATION:
        lacks = (
            f"This engine does not support {error.operation_name}, which aifacts needs. Use another DynamoDB engine."
        )
        return Unavailable(NO_ACCESS, cause=lacks)
    return Unavailable(NO_ACCESS, cause=f"DynamoDB cannot be used: {error}")


def _commit_error(error: ClientError) -> Exception:
    code = code_of(error)
    if code == "TransactionCanceledException":
        return _cancellation_error(error)
    if code in _COLLIDED:
        return Collision([0])
    if is_throttled(error):
        return Busy(BUSY)
    if _is_server_failure(error):
        return Unsure(BUSY)
    _raise_if_ours(error)
    return unavailable(error)


def _cancellation_error(error: ClientError) -> Exception:
    """Translate the reasons, one per action; without any it is only certain that nothing was done."""
    given: Any = error.response.get("CancellationReasons") or []
    reasons = [reason.get("Code") or "None" for reason in given]
    collided = [position for position, code in enumerate(reasons) if code in _COLLIDED_REASONS]
    if collided or not set(reasons) - {"None"}:
        return Collision(collided)
    if _THROTTLED_REASONS & set(reasons):
        return Busy(BUSY)
    if _REFUSED_REASONS & set(reasons):
        return Oversized(TOO_LARGE)
    return unavailable(error)


def _is_server_failure(error: ClientError) -> bool:
    status = _status_of(error)
    return code_of(error) in _FAILED or status >= _FAILED_STATUS or status == _TIMED_OUT


def _status_of(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _raise_if_ours(error: ClientError) -> None:
    """Raise the error of our own mistake; only the size of an item is the mistake of a caller."""
    if code_of(error) in _OURS:
        if "size" in str(error).lower():
            raise Oversized(TOO_LARGE) from error
        raise error


def watch(client: Any) -> None:
    """Make a client detect answers that DynamoDB did not send, and remember tries with an unknown outcome."""
    client.meta.events.register("before-parse.dynamodb", _check_answer)
    client.meta.events.register("needs-retry.dynamodb", _note_lost_try)


def _check_answer(response_dict: dict[str, Any], **_: Any) -> None:
    """Refuse a 2xx answer that is no JSON object, and reduce an error that is not DynamoDB's to its status.

    A proxy may answer with its own page, which botocore would read as an absent item.
    """
    body: bytes = response_dict["body"]
    if response_dict["status_code"] < _GOOD:
        if not (body.startswith(b"{") and body.rstrip().endswith(b"}")):
            raise ResponseParserError("An answer is no JSON object.")
    elif not _names_an_error(body):
        response_dict["body"] = b"{}"


def _names_an_error(body: bytes) -> bool:
    try:
        error = json.loads(body)
    except ValueError:
        return False
    return isinstance(error, dict) and isinstance(error.get("__type"), str)


def _note_lost_try(response: Any, caught_exception: Any, request_dict: dict[str, Any], **_: Any) -> None:
    """Note that a try of a call got no certain answer, and add that to the answers of later tries."""
    http, parsed = response or (None, dict[str, Any]())
    context = request_dict["context"]
    if context.get(UNSURE):
        parsed.setdefault("ResponseMetadata", {})[UNSURE] = True
    if caught_exception is not None or (http is not None and http.status_code >= _FAILED_STATUS):
        context[UNSURE] = True
