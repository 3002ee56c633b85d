"""Exports: lines of JSON, read page after page, and files of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import TYPE_CHECKING

from aifacts_client.verbs.transfer import LAST, ExportPage

if TYPE_CHECKING:
    from aifacts_client.core.async_sender import AsyncSender
    from aifacts_client.core.calls import Call
    from aifacts_client.core.sender import Sender


class Export:
    """An export. Iterating gives its lines, each with its end: `file.writelines(client.export())`."""

    def __init__(self, client: Sender, call: Call[ExportPage]) -> None:
        self._client = client
        self._call = call

    def __iter__(self) -> Iterator[str]:
        """Yield all lines."""
        for page in self.pages():
            yield from page.lines

    def pages(self) -> Iterator[ExportPage]:
        """Yield the pages, each with its `text`, as `import_page` takes them. No more than two are in memory."""
        call: Call[ExportPage] | None = self._call
        while call is not None:
            page = self._client.send(call)
            yield page
            call = page.next


class AsyncExport:
    """An export, read line after line by `async for`."""

    def __init__(self, client: AsyncSender, call: Call[ExportPage]) -> None:
        self._client = client
        self._call = call

    async def __aiter__(self) -> AsyncIterator[str]:
        """Yield all lines."""
        async for page in self.pages():
            for line in page.lines:
                yield line

    async def pages(self) -> AsyncIterator[ExportPage]:
        """Yield the pages, each with its `text`, as `import_page` takes them. No more than two are in memory."""
        call: Call[ExportPage] | None = self._call
        while call is not None:
            page = await self._client.send(call)
            yield page
            call = page.next


def export_pages(lines: Iterable[str]) -> Iterator[str]:
    """Yield the pages in the lines of a file, each as `import_page` takes it. Raises ValueError if the last is cut."""
    page: list[str] = []
    for line in lines:
        page.append(line)
        if line.startswith(LAST.decode()):
            yield "".join(page)
            page = []
    if page:
        raise ValueError("The export ends within a page. Export it again.")
