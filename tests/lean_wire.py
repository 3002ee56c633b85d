"""The wire between the lean client and DynamoDB, with the faults of `tests/wire.py`: below its three tries."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.store.engines.clients.answers import Answer
from chalicelib.store.engines.clients.credentials import CredentialSource
from chalicelib.store.engines.clients.lean import LeanClient
from chalicelib.store.engines.clients.protocol import ClientUnusable, DynamoClient, LostAnswer
from chalicelib.store.engines.clients.retrying import RetryQuota
from chalicelib.store.engines.clients.signing import Credentials
from tests.engines.moto_over_http import answer_of_moto
from tests.wire import Answered, Fault

TARGET = "X-Amz-Target"


class LeanWire:
    """Counts the calls of a lean client and plays a fault at one of them."""

    def __init__(self, *, region: str) -> None:
        url = f"https://dynamodb.{region}.amazonaws.com"
        lean: Any = LeanClient(url, region=region, environment=os.environ, pause=lambda _seconds: None)
        self._region = region
        self._credentials: CredentialSource = lean._credentials
        lean._connections, lean._credentials = self, self._begin_call
        self.client: DynamoClient = lean
        self._lean = lean
        self.begin(0, None)

    def begin(self, at: int, fault: Fault | None) -> None:
        """Count from one again, and let the fault hit the call of this number."""
        self.at, self.fault = at, fault
        self.calls: list[str] = []
        self.hits = 0
        self.signs: Callable[[], Credentials] = self._credentials
        self._is_new = False
        self._lean._quota = RetryQuota()  # else it soon stops retrying

    def send(self, request: bytes) -> Answer:
        """Answer a request in place of the connections."""
        head, _, body = request.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:])
        if self._is_new:
            self.calls.append(headers[TARGET].partition(".")[2])
            self._is_new = False
        if self.fault is None or len(self.calls) != self.at or self.hits >= self.fault.tries:
            return self._answer(headers, body)
        self.hits += 1
        if self.fault.lands:
            self._answer(headers, body)
        if isinstance(self.fault.what, Answered):
            return Answer(self.fault.what.status, {}, self.fault.what.body)
        raise LostAnswer(str(self.fault.what()))

    @contextmanager
    def signing_fails(self, why: Callable[[], Exception], *, at: int) -> Iterator[None]:
        """Fail to find credentials from the n-th call on."""
        seen = [0]

        def fail() -> Credentials:
            seen[0] += 1
            if seen[0] >= at:
                raise ClientUnusable(f"{type(why()).__name__}: {why()}")
            return self._credentials()

        self.signs = fail
        try:
            yield
        finally:
            self.signs = self._credentials

    def _begin_call(self) -> Credentials:
        self._is_new = True
        return self.signs()

    def _answer(self, headers: dict[str, str], body: bytes) -> Answer:
        status, answer = answer_of_moto(headers, body, region=self._region)
        return Answer(status, {}, answer)
