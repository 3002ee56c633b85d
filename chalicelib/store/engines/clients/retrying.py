"""Decides which tries are repeated and when: the standard mode of AWS's SDKs, with botocore's numbers for DynamoDB."""

import random
from collections.abc import Callable, Mapping
from threading import Lock

from chalicelib.store.engines.clients.protocol import ServiceError

TRIES = 3
CAPACITY = 500
_COST, _COST_OF_THROTTLING, _GAIN = 14, 5, 1
_SCALE, _SCALE_OF_THROTTLING, _MAX_DELAY = 0.025, 1.0, 20.0  # seconds
_MAX_ADDED = 5.0  # seconds that a server may ask for beyond our own delay

_TOO_MANY = 429
_TRANSIENT_STATUSES = frozenset({500, 502, 503, 504})
_TRANSIENT = frozenset(
    {
        "PriorRequestNotComplete",
        "ReplicatedWriteConflictException",
        "RequestTimeout",
        "RequestTimeoutException",
    }
)
_THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)


class RetryQuota:
    """The tokens that all calls of a client share. When they are spent, a table that fails gets no repeated tries."""

    def __init__(self) -> None:
        self.tokens = CAPACITY
        self._lock = Lock()

    def spend(self, *, throttled: bool) -> int:
        """Take the cost of a retry; return it, or 0 if too few tokens are left."""
        cost = _COST_OF_THROTTLING if throttled else _COST
        with self._lock:
            if cost > self.tokens:
                return 0
            self.tokens -= cost
        return cost

    def give_back(self, spent: int) -> None:
        """Return what the last retry of a call cost that then succeeded; a call without a retry earns one token."""
        if self.tokens == CAPACITY:
            return
        with self._lock:
            self.tokens = min(CAPACITY, self.tokens + (spent or _GAIN))


def is_throttling(error: ServiceError) -> bool:
    """Check whether an error says that the table or the account is too busy."""
    return error.code in _THROTTLED or error.status == _TOO_MANY


def is_worth_a_retry(error: ServiceError) -> bool:
    """Check whether the same request may succeed soon."""
    return is_throttling(error) or error.code in _TRANSIENT or error.status in _TRANSIENT_STATUSES


def delay_before(
    retry: int,
    *,
    throttled: bool,
    headers: Mapping[str, str],
    random_: Callable[[], float] = random.random,
) -> float:
    """Return the seconds to wait before a retry, counted from one: random, up to a bound that doubles each time.

    A server may ask for more by `x-amz-retry-after` in milliseconds or `Retry-After` in seconds, within a bound.
    """
    scale = _SCALE_OF_THROTTLING if throttled else _SCALE
    own: float = random_() * min(scale * 2.0 ** (retry - 1), _MAX_DELAY)
    asked = _seconds_asked(headers)
    return own if asked is None else max(own, min(asked, own + _MAX_ADDED))


def _seconds_asked(headers: Mapping[str, str]) -> float | None:
    for name, unit in (("x-amz-retry-after", 1000), ("retry-after", 1)):
        text = headers.get(name, "")
        if text.isascii() and text.isdecimal() and len(text) <= len("3600000"):  # others are no such number
            return int(text) / unit
    return None
