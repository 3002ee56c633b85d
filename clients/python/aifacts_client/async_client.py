"""The client for `async` programs: every method of `Client`, with `await` or `async for`."""

from aifacts_client.generated.async_access import AsyncAccess, AsyncKeys
from aifacts_client.generated.async_ending import AsyncEnding
from aifacts_client.generated.async_finding import AsyncFinding
from aifacts_client.generated.async_following import AsyncWatches, AsyncWebhooks
from aifacts_client.generated.async_reading import AsyncReading
from aifacts_client.generated.async_transfer import AsyncTransfer
from aifacts_client.generated.async_writing import AsyncWriting
from aifacts_client.generated.plurals import AsyncPlurals


class AsyncClient(AsyncReading, AsyncFinding, AsyncWriting, AsyncEnding, AsyncAccess, AsyncTransfer, AsyncPlurals):
    """A client of a service of facts. Tasks may share it; close it, or use it in an `async with` block."""

    def _attach(self) -> None:
        AsyncPlurals.__init__(self, self)
        self.keys = AsyncKeys(self)
        self.webhooks = AsyncWebhooks(self)
        self.watches = AsyncWatches(self)
