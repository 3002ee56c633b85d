"""The lean client: signs, sends and reads the calls of the table by itself, in a fraction of botocore's time.

It knows what a table of aifacts needs. `choice.py` uses botocore for every setting that this client does not know.
"""

import os
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from pydantic_core import PydanticSerializationError, to_json

from chalicelib.store.engines.clients.answers import (
    CHECKSUM,
    FAILED,
    GOOD,
    Answer,
    is_damaged,
    read_error,
    read_success,
)
from chalicelib.store.engines.clients.connections import Connections, Endpoint, ca_bundle_of
from chalicelib.store.engines.clients.credentials import CredentialSource, credentials_of
from chalicelib.store.engines.clients.protocol import LostAnswer, ServiceError
from chalicelib.store.engines.clients.retrying import TRIES, RetryQuota, delay_before, is_throttling, is_worth_a_retry
from chalicelib.store.engines.clients.signing import CONTENT_TYPE, Credentials, Signer

_API = "DynamoDB_20120810"
_CLOCK_ERRORS = frozenset(
    {
        "AuthFailure",
        "InvalidSignatureException",
        "RequestExpired",
        "RequestInTheFuture",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
    }
)
_MAX_SKEW = 4 * 60  # seconds; AWS accepts five minutes
_UNQUOTED = "-=;:+&[]{}\"',"  # in the header of a trace
_TRACE, _FUNCTION = "_X_AMZN_TRACE_ID", "AWS_LAMBDA_FUNCTION_NAME"
_CONNECTIONS = 50


class LeanClient:
    """Calls DynamoDB at one endpoint with the credentials of the environment. Threads may share it.

    `pause` waits for a number of seconds; `clock` gives the seconds since 1970.
    """

    def __init__(
        self,
        url: str,
        *,
        region: str,
        environment: Mapping[str, str],
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        endpoint = Endpoint.of(url)
        self._environment, self._pause, self._clock = environment, pause, clock
        self._credentials: CredentialSource = credentials_of(environment)
        self._signer = Signer(host=endpoint.authority, path=endpoint.path, region=region)
        bundle = ca_bundle_of(environment)
        self._connections = Connections(endpoint, ca_bundle=bundle, most=_CONNECTIONS, clock=clock)
        self._quota = RetryQuota()
        self._skew = 0.0
        self._start = (
            f"POST {endpoint.path} HTTP/1.1\r\nHost: {endpoint.authority}\r\nContent-Type: {CONTENT_TYPE}\r\n"
            "User-Agent: aifacts\r\nAccept-Encoding: identity\r\n"
        )

    def call(self, operation: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send a request, if necessary several times, and return the answer."""
        body, credentials = _body_of(operation, params), self._credentials()
        tries, is_unsure = _Tries(self._quota, self._pause), False
        while True:
            try:
                answer = self._send(operation, body, credentials)
            except LostAnswer:
                if not tries.again(throttled=False, headers={}):
                    raise
                is_unsure = True
                continue
            if answer.status < GOOD:
                found = read_success(answer)
                self._quota.give_back(tries.spent)
                return found
            error = read_error(answer, operation, is_unsure=is_unsure)
            if not self._may_try_again(error, answer, tries):
                raise error
            is_unsure = is_unsure or answer.status >= FAILED

    def close(self) -> None:
        """Close the connections that wait."""
        self._connections.close()

    def _send(self, operation: str, body: bytes, credentials: Credentials) -> Answer:
        target = f"{_API}.{operation}"
        signed = self._signer.sign(target, body, credentials, at=self._clock() + self._skew)
        token = f"X-Amz-Security-Token: {credentials.token}\r\n" if credentials.token else ""
        head = (
            f"{self._start}X-Amz-Target: {target}\r\nX-Amz-Date: {signed.date}\r\n{token}"
            f"Authorization: {signed.authorization}\r\n{self._trace()}Content-Length: {len(body)}\r\n\r\n"
        )
        answer = self._connections.send(head.encode("latin-1") + body)
        if is_damaged(answer.headers.get(CHECKSUM), answer.body):
            raise LostAnswer("The checksum of an answer is wrong.")
        return answer

    def _trace(self) -> str:
        """Write the header with which Lambda notices functions that call each other without end, as botocore does."""
        trace = self._environment.get(_TRACE) if _FUNCTION in self._environment else None
        return f"X-Amzn-Trace-Id: {quote(trace, safe=_UNQUOTED)}\r\n" if trace else ""

    def _may_try_again(self, error: ServiceError, answer: Answer, tries: "_Tries") -> bool:
        if error.code in _CLOCK_ERRORS:
            return tries.number < TRIES and self._has_corrected_clock(answer) and tries.again_at_once()
        return is_worth_a_retry(error) and tries.again(throttled=is_throttling(error), headers=answer.headers)

    def _has_corrected_clock(self, answer: Answer) -> bool:
        """Take over the time of an answer if ours is far from it; only then can the time be why it refuses."""
        from email.utils import parsedate_to_datetime  # for a rare fault

        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
        except ValueError:
            return False
        skew = theirs - self._clock()
        if abs(skew - self._skew) <= _MAX_SKEW:
            return False
        self._skew = skew
        return True


class _Tries:
    """The tries of one call."""

    def __init__(self, quota: RetryQuota, pause: Callable[[float], None]) -> None:
        self._quota, self._pause = quota, pause
        self.number, self.spent = 1, 0

    def again(self, *, throttled: bool, headers: Mapping[str, str]) -> bool:
        """Wait for the next try; return False if there is none."""
        spent = self._quota.spend(throttled=throttled) if self.number < TRIES else 0
        if not spent:
            return False
        self.spent = spent
        self._pause(delay_before(self.number, throttled=throttled, headers=headers))
        return self.again_at_once()

    def again_at_once(self) -> bool:
        """Begin the next try without waiting."""
        self.number += 1
        return True


def _body_of(operation: str, params: Mapping[str, Any]) -> bytes:
    """Write a request. A transaction has the same token at each try, so that a repeated one changes nothing."""
    if operation == "TransactWriteItems" and "ClientRequestToken" not in params:
        params = {**params, "ClientRequestToken": os.urandom(16).hex()}
    try:
        return to_json(params)
    except PydanticSerializationError:  # half a surrogate pair, which DynamoDB then refuses
        import json

        return json.dumps(params).encode()
