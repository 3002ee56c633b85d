"""The methods that take everything out, and bring it in elsewhere. Made by `make client` from the declarations of the service. Do not edit."""

from __future__ import annotations
from collections.abc import Sequence
from typing import TYPE_CHECKING
from aifacts_client.core.async_sender import AsyncSender
from aifacts_client.exports import AsyncExport
from aifacts_client.verbs import transfer

if TYPE_CHECKING:
    from aifacts_client.generated.answers import Imported
    from aifacts_client.verbs.transfer import ExportPage


class AsyncTransfer(AsyncSender):
    """Exports and imports."""

    def export(self, kinds: str | Sequence[str] = (), since: int = 0) -> AsyncExport:
        """Export everything, or the `kinds`, or entities with a change numbered above `since`, each as a whole.

        Iterating gives line after line and reads a page of 1 MB when it is needed. It needs a key.
        """
        return AsyncExport(self, transfer.export(kinds, since, moment=self.moment))

    async def import_page(
        self, page: str | ExportPage, *, into_existing: bool = False, idempotency_key: str | None = None
    ) -> Imported:
        """Import a page of an export; send all, in their order, with a key that has the scope `admin`.

        The service must be empty, unless `into_existing`. A page that was imported already is answered with `repeated`.
        """
        return await self.write(
            transfer.import_page(page, into_existing=into_existing, idempotency_key=idempotency_key)
        )
