"""The wire between the SDK and DynamoDB, with its faults: below botocore and its three tries."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.retries import quota, standard
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse
from moto.core.models import botocore_stubber

from chalicelib.store.engines.clients.protocol import DynamoClient
from chalicelib.store.engines.clients.sdk import BotocoreClient

TRIES = 3
NOWHERE = "http://nowhere.invalid/"  # moto answers nothing there


@dataclass(frozen=True)
class Answered:
    """An answer in place of DynamoDB's."""

    status: int
    body: bytes = b""

    def as_response(self) -> AWSResponse:
        """Return it as botocore gets it from an HTTP session."""
        raw: Any = MockRawResponse(self.body)
        return AWSResponse(NOWHERE, self.status, HTTPHeaders(), raw)


def error(code: str, status: int = 400, **members: Any) -> Answered:
    """Write an error as DynamoDB does."""
    named = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": f"{code}, as the tests say.", **members}
    return Answered(status, json.dumps(named).encode())


def cancelled(*reasons: str) -> Answered:
    """Write the cancellation of a transaction, one reason an action."""
    return error("TransactionCanceledException", CancellationReasons=[{"Code": reason} for reason in reasons])


Outcome = Answered | Callable[[], Exception]


@dataclass(frozen=True)
class Fault:
    """A fault of one call: an answer or an exception of the socket, and whether DynamoDB did the work first.

    It hits the first `tries` of the SDK.
    """

    what: Outcome
    lands: bool = False
    tries: int = TRIES


class Wire:
    """Counts the calls of a client and plays a fault at one of them. The SDK tries each call three times."""

    def __init__(self, client: Any) -> None:
        self.client: DynamoClient = BotocoreClient(client)
        self._events = client.meta.events
        self._events.register_first("before-send.dynamodb", self._send)
        # The SDK's own retries, without the waits.
        self._events.unregister("needs-retry.dynamodb", unique_id="retry-config-dynamodb")
        self._again = cast("Any", standard.register_retry_handler(client, max_attempts=TRIES))
        self._again._retry_policy._retry_backoff = standard.ExponentialBackoff(random=lambda: 0.0)
        self.begin(0, None)

    def begin(self, at: int, fault: Fault | None) -> None:
        """Count from one again, and let the fault hit the call of this number."""
        self.at, self.fault = at, fault
        self.calls: list[str] = []
        self.hits = 0
        self._last = ""
        self._again._retry_quota._quota = quota.RetryQuota()  # else the SDK soon stops retrying

    def _send(self, request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse | None:
        invocation = str(request.headers["amz-sdk-invocation-id"])
        if invocation != self._last:
            self._last = invocation
            self.calls.append(event_name.rpartition(".")[2])
        if self.fault is None or len(self.calls) != self.at or self.hits >= self.fault.tries:
            return None
        self.hits += 1
        return self._hit(request, self.fault)

    def _hit(self, request: AWSPreparedRequest, fault: Fault) -> AWSResponse:
        if fault.lands:
            BotocoreStubber.__call__(botocore_stubber, "", request)
        request.url = NOWHERE
        if isinstance(fault.what, Answered):
            return fault.what.as_response()
        raise fault.what()

    @contextmanager
    def signing_fails(self, why: Callable[[], Exception], *, at: int) -> Iterator[None]:
        """Fail to find credentials from the n-th try on."""
        seen = [0]

        def fail(**_: Any) -> None:
            seen[0] += 1
            if seen[0] >= at:
                raise why()

        self._events.register_first("before-sign.dynamodb", fail)
        try:
            yield
        finally:
            self._events.unregister("before-sign.dynamodb", fail)
