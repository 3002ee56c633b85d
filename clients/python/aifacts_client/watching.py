"""Changes as they come, forever."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import anyio

from aifacts_client.refusals import ClosedClient
from aifacts_client.verbs import reading

if TYPE_CHECKING:
    from aifacts_client.core.async_sender import AsyncSender
    from aifacts_client.core.calls import Call, Page
    from aifacts_client.core.sender import Sender
    from aifacts_client.generated.answers import Change

EVERY_S = 10.0


class _Place:
    """The place in the feed. `number` is that of the last change that was yielded, or passed over by a filter."""

    def __init__(self, after: int | None, filters: Mapping[str, Any]) -> None:
        self.number = after
        self._filters = filters

    def call(self) -> Call[Page[Change]]:
        """Return the call for what follows; for the number of the newest change while none is known."""
        if self.number is None:
            return reading.changes(0, moment={}, filters={"limit": 1})
        return reading.changes(self.number, moment={}, filters=self._filters)

    def changes_of(self, page: Page[Change]) -> Iterator[Change]:
        """Yield the changes of a page, and note each before the caller has it."""
        if self.number is None:
            self.number = int(page.meta["head"])
            return
        for change in page.items:
            self.number = change.number
            yield change
        self.number = max(self.number, int(page.meta.get("last", self.number)))

    def is_at_end(self, page: Page[Change]) -> bool:
        """Return whether nothing more is on record."""
        return page.next is None


class Watch(_Place):
    """Iterates over changes, and waits for new ones. Iterating again continues after `number`."""

    def __init__(self, client: Sender, *, after: int | None, every: float, filters: Mapping[str, Any]) -> None:
        super().__init__(after, filters)
        self._client = client
        self._every = every
        self._stopped = threading.Event()

    def __iter__(self) -> Iterator[Change]:
        """Yield changes until `stop` or the end of the client."""
        while not self._stopped.is_set():
            try:
                page = self._client.send(self.call())
            except ClosedClient:
                return
            for change in self.changes_of(page):
                yield change
                if self._stopped.is_set():
                    return
            if self.is_at_end(page):
                self._stopped.wait(self._every)

    def stop(self) -> None:
        """End the iteration, also from another thread or a signal handler."""
        self._stopped.set()


class AsyncWatch(_Place):
    """Iterates over changes by `async for`, and waits for new ones. Iterating again continues after `number`."""

    def __init__(self, client: AsyncSender, *, after: int | None, every: float, filters: Mapping[str, Any]) -> None:
        super().__init__(after, filters)
        self._client = client
        self._every = every
        self._stopped = anyio.Event()

    async def __aiter__(self) -> AsyncIterator[Change]:
        """Yield changes until `stop` or the end of the client."""
        while not self._stopped.is_set():
            try:
                page = await self._client.send(self.call())
            except ClosedClient:
                return
            for change in self.changes_of(page):
                yield change
                if self._stopped.is_set():
                    return
            if self.is_at_end(page):
                with anyio.move_on_after(self._every):
                    await self._stopped.wait()

    def stop(self) -> None:
        """End the iteration, from another task."""
        self._stopped.set()
