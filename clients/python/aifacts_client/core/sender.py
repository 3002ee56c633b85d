"""The part of the client that sends: it has the connections, and does what each call takes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import httpx2

from aifacts_client.core.base import Base
from aifacts_client.core.exchange import Came, Failed, Send, Wait
from aifacts_client.core.transport import AGENT, FAILURES, MAX_BYTES, TIMEOUT_S, Reading, failed, tls

if TYPE_CHECKING:
    from typing import Self

    from aifacts_client.core.calls import Call

T = TypeVar("T")


class Sender(Base):
    """Sends calls, and closes its connections. Threads may share it."""

    def __init__(
        self,
        base: str,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_S,
        retries: int = 4,
        max_wait: float = 60.0,
        max_bytes: int = MAX_BYTES,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        Base.__init__(self, base, key, timeout=timeout, retries=retries, max_wait=max_wait, max_bytes=max_bytes)
        self._http = httpx2.Client(timeout=timeout, transport=transport, verify=tls(), headers={"User-Agent": AGENT})
        self._attach()

    def write(self, call: Call[T]) -> T:
        """Send a call that writes."""
        self._check_writes()
        return self.send(call)

    def send(self, call: Call[T]) -> T:
        """Send a call, with all tries that it takes, and return what it reads from the answer."""
        steps = self._steps(call)
        came: Came | Failed | None = None
        while True:
            try:
                step = steps.send(came)
            except StopIteration as ended:
                result: T = ended.value
                return result
            came = self._do(step)

    def _do(self, step: Send | Wait) -> Came | Failed | None:
        if isinstance(step, Wait):
            time.sleep(step.seconds)
            return None
        reading = Reading(max_bytes=self._max_bytes, seconds=self._timeout)
        try:
            with self._http.stream(step.method, step.url, headers=step.headers, content=step.content) as answer:
                for chunk in answer.iter_bytes():
                    if failure := reading.take(chunk):
                        return failure
                return reading.came(answer.status_code, answer.headers)
        except FAILURES as error:
            return failed(error, self._timeout)
        except RuntimeError:  # of httpx2, if another thread closed the client meanwhile
            self._check_open()
            raise

    def close(self) -> None:
        """Close the connections. Later calls raise ClosedClient, and what is watched ends."""
        self._state.close()
        self._http.close()

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the client."""
        self.close()
