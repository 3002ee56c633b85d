"""What botocore raises, in the table's three words; nothing of botocore goes past this floor."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

from chalicelib.store.table import Busy, Collision, Unsure

BUSY = "The table is throttled or does not answer; the same request may succeed shortly."
LOST = (NoConnection, HTTPClientError)

_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "Throttling",
    }
)
_FAILED = frozenset({"InternalServerError", "ServiceUnavailable"})
_THROTTLED_REASONS = frozenset({"ProvisionedThroughputExceeded", "ThrottlingError"})
_COLLIDED_REASONS = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


@contextmanager
def reading() -> Iterator[None]:
    """Raise Busy for a read that was throttled, failed or not answered: asking again does no harm."""
    try:
        yield
    except LOST as error:
        raise Busy(BUSY) from error
    except ClientError as error:
        if code_of(error) in _THROTTLED | _FAILED | {"TransactionConflictException"}:
            raise Busy(BUSY) from error
        raise


@contextmanager
def committing() -> Iterator[None]:
    """Raise Collision, Busy or Unsure for a commit.

    A refused connection is Unsure too: the SDK tries three times, and an earlier attempt may have arrived.
    """
    try:
        yield
    except LOST as error:
        raise Unsure(str(error)) from error
    except ClientError as error:
        known = _of_commit(error)
        if known is None:
            raise
        raise known from error


def code_of(error: ClientError) -> str:
    """Give the error code of an answer."""
    return error.response["Error"].get("Code", "")


def _of_commit(error: ClientError) -> Exception | None:
    code = code_of(error)
    if code == "TransactionCanceledException":
        return _of_cancelled(error)
    if code == "TransactionConflictException":
        return Collision([0])
    if code in _THROTTLED:
        return Busy(BUSY)
    if code in _FAILED or code == "TransactionInProgressException":
        return Unsure(str(error))
    return None


def _of_cancelled(error: ClientError) -> Exception | None:
    reasons = [reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])]
    collided = [position for position, code in enumerate(reasons) if code in _COLLIDED_REASONS]
    if collided:
        return Collision(collided)
    if _THROTTLED_REASONS & set(reasons):
        return Busy(BUSY)
    return None
