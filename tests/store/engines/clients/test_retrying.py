"""Retries have the numbers of botocore's standard mode."""

from typing import Any

import pytest
from botocore.retries import standard
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.store.engines.clients import retrying
from chalicelib.store.engines.clients.protocol import ServiceError
from chalicelib.store.engines.clients.retrying import RetryQuota, delay_before, is_throttling, is_worth_a_retry

fractions = st.floats(0, 1, exclude_max=True)
sdk: Any = standard  # its stubs leave out what is private or new
THROTTLED, FAILED = "ThrottlingException", "InternalServerError"


class Http:
    """The part of an answer that botocore looks at."""

    def __init__(self, status: int, headers: dict[str, str]) -> None:
        self.status_code, self.headers, self.content = status, headers, b""


def context_of(retry: int, code: str, status: int, headers: dict[str, str]) -> Any:
    http: Any = Http(status, headers)
    return sdk.RetryContext(retry, parsed_response={"Error": {"Code": code}}, http_response=http)


def detector() -> Any:
    return sdk.ThrottlingErrorDetector(sdk.RetryEventAdapter())


@given(
    st.integers(1, 12),
    st.booleans(),
    fractions,
    st.none() | st.sampled_from(["0", "1", "250", "9000", "-1", "x", ""]) | st.integers(0, 100_000).map(str),
)
def test_a_delay_is_botocore_s(retry: int, throttled: bool, fraction: float, asked: str | None) -> None:
    headers = {} if asked is None else {"x-amz-retry-after": asked}
    theirs = sdk.ExponentialBackoff(
        random=lambda: fraction, service_name="dynamodb", throttling_detector=detector()
    ).delay_amount(context_of(retry, THROTTLED if throttled else FAILED, 400 if throttled else 500, headers))
    assert delay_before(retry, throttled=throttled, headers=headers, random_=lambda: fraction) == pytest.approx(theirs)


def test_retry_after_is_heeded_in_seconds_and_within_a_bound() -> None:
    def delay(**headers: str) -> float:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return delay_before(1, throttled=True, headers=named, random_=lambda: 0.5)

    assert delay() == 0.5
    assert delay(retry_after="2") == 2
    assert delay(retry_after="3600") == 5.5
    assert delay(retry_after="Wed, 21 Oct 2026 07:28:00 GMT") == 0.5
    assert delay(retry_after="9" * 5000) == 0.5
    assert delay(retry_after="2", x_amz_retry_after="1000") == 1


CODES = [
    *sdk.ThrottledRetryableChecker._THROTTLED_ERROR_CODES,
    *sdk.TransientRetryableChecker._TRANSIENT_ERROR_CODES,
    "AccessDeniedException",
    "ConditionalCheckFailedException",
    "ExpiredTokenException",
    "ResourceNotFoundException",
    "ValidationException",
]


@pytest.mark.parametrize("status", [301, 400, 403, 404, 408, 413, 429, 500, 501, 502, 503, 504, 505])
@pytest.mark.parametrize("code", CODES)
def test_the_same_errors_are_tried_again_as_by_botocore(code: str, status: int) -> None:
    context = context_of(1, code, status, {})
    theirs = [
        sdk.TransientRetryableChecker(),
        sdk.ThrottledRetryableChecker(),
        sdk.ThrottlingStatusCodeChecker(),
    ]
    error = ServiceError(code, "", operation="Query", status=status)
    assert is_worth_a_retry(error) == any(checker.is_retryable(context) for checker in theirs)
    assert is_throttling(error) == detector().is_throttling_error_from_context(context)


def test_an_error_that_only_the_model_names_is_tried_again() -> None:
    assert is_worth_a_retry(ServiceError("ReplicatedWriteConflictException", "", operation="PutItem"))


def test_the_quota_has_botocore_s_costs() -> None:
    theirs = sdk.RetryQuotaChecker
    quota = RetryQuota()
    assert retrying.CAPACITY == 500
    assert quota.spend(throttled=True) == theirs._THROTTLING_RETRY_COST
    assert quota.spend(throttled=False) == theirs._RETRY_COST
    assert quota.tokens == 500 - 5 - 14
    quota.give_back(14)
    assert quota.tokens == 495
    quota.give_back(0)
    assert quota.tokens == 495 + theirs._NO_RETRY_INCREMENT
    quota.give_back(14)
    assert quota.tokens == 500


def test_a_quota_that_is_spent_allows_no_retry_until_calls_succeed() -> None:
    quota = RetryQuota()
    while quota.spend(throttled=False):
        pass
    assert quota.tokens == 500 % 14
    for _ in range(4):
        quota.give_back(0)
    assert quota.spend(throttled=False) == 14
    assert quota.tokens == 0
