"""Lists, which read a page when it is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from aifacts_client.frames import Library, frame
from aifacts_client.values import Shape

if TYPE_CHECKING:
    from aifacts_client.core.async_sender import AsyncSender
    from aifacts_client.core.calls import Call, Page
    from aifacts_client.core.sender import Sender

T = TypeVar("T", bound=Shape)


class Pages(Generic[T]):
    """A list. Iterating over it reads page after page, anew each time."""

    def __init__(self, client: Sender, call: Call[Page[T]]) -> None:
        self._client = client
        self._call = call

    def __iter__(self) -> Iterator[T]:
        """Yield all items."""
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """Yield the pages, each with its `items` and `meta`."""
        call: Call[Page[T]] | None = self._call
        while call is not None:
            page = self._client.send(call)
            yield page
            call = page.next

    def first(self) -> T | None:
        """Return the first item, or None if there is none."""
        return next(iter(self), None)

    def to_frame(self, library: Library | None = None) -> Any:
        """Return all items as a data frame of pandas or polars, a row for each."""
        return frame(self, library)


class AsyncPages(Generic[T]):
    """A list, read page after page by `async for`."""

    def __init__(self, client: AsyncSender, call: Call[Page[T]]) -> None:
        self._client = client
        self._call = call

    async def __aiter__(self) -> AsyncIterator[T]:
        """Yield all items."""
        async for page in self.pages():
            for item in page.items:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Yield the pages, each with its `items` and `meta`."""
        call: Call[Page[T]] | None = self._call
        while call is not None:
            page = await self._client.send(call)
            yield page
            call = page.next

    async def first(self) -> T | None:
        """Return the first item, or None if there is none."""
        async for item in self:
            return item
        return None

    async def to_frame(self, library: Library | None = None) -> Any:
        """Return all items as a data frame of pandas or polars, a row for each."""
        return frame([item async for item in self], library)
