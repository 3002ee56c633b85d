"""Translates the errors of the clients into those of the table.

Throttled: nothing was done. Failed or lost: a read can be repeated, a commit may have succeeded. Faults for the
operator (credentials, rights, a missing table) become Unavailable. Our own mistakes stay ServiceErrors, which become a
500.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.domain.errors import Oversized
from chalicelib.store.engines.clients.protocol import ClientUnusable, LostAnswer, ServiceError
from chalicelib.store.table import Busy, Collision, Unavailable, Unsure

BUSY = "The table is throttled or does not respond. Try again shortly."
NO_ACCESS = "The service cannot use its table. The operator has to act."
TOO_LARGE = "The table cannot store this: an item or one of its keys would be too large."

UNKNOWN_OPERATION = "UnknownOperationException"
_FAILED_STATUS, _TIMED_OUT, _TOO_MANY = 500, 408, 429
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
    except LostAnswer as error:
        raise Busy(BUSY) from error
    except ServiceError as error:
        if is_throttled(error) or _is_server_failure(error) or error.code in _COLLIDED:
            raise Busy(BUSY) from error
        _raise_if_ours(error)
        raise unavailable(error) from error
    except ClientUnusable as error:
        raise unavailable(error) from error


@contextmanager
def committing() -> Iterator[None]:
    """Raise Collision, Busy, Unsure, Oversized or Unavailable for a commit.

    A refused connection is Unsure too: the SDK tries three times, and an earlier try may have arrived.
    """
    try:
        yield
    except LostAnswer as error:
        raise Unsure(BUSY) from error
    except ServiceError as error:
        known = _commit_error(error)
        may_be_committed = error.is_unsure and not isinstance(known, Collision)
        raise (Unsure(BUSY) if may_be_committed else known) from error
    except ClientUnusable as error:
        raise unavailable(error) from error


def is_throttled(error: ServiceError) -> bool:
    """Return whether a call was throttled, so that nothing was done."""
    return error.code in _THROTTLED or error.status == _TOO_MANY


def unavailable(error: ServiceError | ClientUnusable) -> Unavailable:
    """Make the refusal of a fault for the operator; only `cause` quotes AWS or the client."""
    if isinstance(error, ServiceError) and error.code == UNKNOWN_OPERATION:
        lacks = f"This engine does not support {error.operation}, which aifacts needs. Use another DynamoDB engine."
        return Unavailable(NO_ACCESS, cause=lacks)
    return Unavailable(NO_ACCESS, cause=f"DynamoDB cannot be used: {error}")


def _commit_error(error: ServiceError) -> Exception:
    code = error.code
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


def _cancellation_error(error: ServiceError) -> Exception:
    """Translate the reasons, one per action; without any it is only certain that nothing was done."""
    reasons = error.reasons
    collided = [position for position, code in enumerate(reasons) if code in _COLLIDED_REASONS]
    if collided or not set(reasons) - {"None"}:
        return Collision(collided)
    if _THROTTLED_REASONS & set(reasons):
        return Busy(BUSY)
    if _REFUSED_REASONS & set(reasons):
        return Oversized(TOO_LARGE)
    return unavailable(error)


def _is_server_failure(error: ServiceError) -> bool:
    status = error.status
    return error.code in _FAILED or status >= _FAILED_STATUS or status == _TIMED_OUT


def _raise_if_ours(error: ServiceError) -> None:
    """Raise the error of our own mistake; only the size of an item is the mistake of a caller."""
    if error.code in _OURS:
        if "size" in str(error).lower():
            raise Oversized(TOO_LARGE) from error
        raise error
