"""The methods about webhooks, and about watches of what you have used. Made by `make client` from the declarations of the service. Do not edit."""

from __future__ import annotations
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack
from aifacts_client.core.async_sender import AsyncSender
from aifacts_client.pages import AsyncPages
from aifacts_client.verbs import following

if TYPE_CHECKING:
    from aifacts_client.generated.answers import (
        Attempt,
        Delivery,
        NewWatch,
        NewWebhook,
        Notice,
        RegisteredWatch,
        RotatedWebhook,
        Webhook,
    )
    from aifacts_client.verbs.options import SecretOptions, Used, WebhookChanges, WebhookOptions, WriteOptions


class AsyncWebhooks:
    """The webhooks of your key: `client.webhooks()`, `client.webhooks.create(url)`, `client.webhooks[id]`.

    `secret` of a new one is shown once, and not by `repr`. It is None if the service had answered before, and
    that answer was lost: rotate it.
    """

    def __init__(self, client: AsyncSender) -> None:
        self._client = client

    def __call__(self, *, limit: int | None = None) -> AsyncPages[Webhook]:
        """List the webhooks of your key, or of all keys for an admin; `limit` of them a page."""
        return AsyncPages(self._client, following.webhooks(limit=limit))

    async def __getitem__(self, webhook: str) -> Webhook:
        """Return a webhook. Raises NotFound (a LookupError)."""
        return await self.get(webhook)

    async def get(self, webhook: str | Webhook) -> Webhook:
        """Return a webhook as it is now: its filters, how far it was served, and its last attempt."""
        return await self._client.send(following.webhook(webhook))

    async def create(self, url: str, **options: Unpack[WebhookOptions]) -> NewWebhook:
        """Register a URL that is sent changes, and notices of what you have `used`.

        Options: `name`, the filters `kinds`, `refs`, `properties`, `events`, then `used`, `secret`, `idempotency_key`.
        """
        return await self._client.write(following.create_webhook(url, options))

    async def change(self, webhook: str | Webhook, **changes: Unpack[WebhookChanges]) -> Webhook:
        """Change the `url`, the `name`, the filters or the `state` (`active`, `disabled`); None removes a filter."""
        return await self._client.write(following.change_webhook(webhook, changes))

    async def delete(self, webhook: str | Webhook, **options: Unpack[WriteOptions]) -> Webhook:
        """Delete a webhook and its secrets. Returns it as it was."""
        return await self._client.write(following.delete_webhook(webhook, **options))

    async def rotate(self, webhook: str | Webhook, **options: Unpack[SecretOptions]) -> RotatedWebhook:
        """Make a new secret; options: `overlap_seconds` (a day), `secret`, `idempotency_key`. Both sign meanwhile."""
        return await self._client.write(following.rotate_webhook(webhook, options))

    def deliveries(self, webhook: str | Webhook, *, limit: int | None = None) -> AsyncPages[Delivery]:
        """List the deliveries of the last 30 days, the newest first, with their attempts."""
        return AsyncPages(self._client, following.deliveries(webhook, limit=limit))

    async def redeliver(
        self, webhook: str | Webhook, delivery: int | Delivery, **options: Unpack[WriteOptions]
    ) -> Delivery:
        """Send a delivery, or the one whose `first` is this number, again at once, with the same id."""
        return await self._client.write(following.redeliver(webhook, delivery, **options))

    async def ping(self, webhook: str | Webhook, **options: Unpack[WriteOptions]) -> Attempt:
        """Send a signed test message. Returns what your receiver answered."""
        return await self._client.write(following.ping(webhook, **options))


class AsyncWatches:
    """The watches of your key: `client.watches.create([fact, entity])`, `client.watches.notices(id)`."""

    def __init__(self, client: AsyncSender) -> None:
        self._client = client

    def __call__(self, *, limit: int | None = None) -> AsyncPages[RegisteredWatch]:
        """List the watches of your key, or of all keys for an admin; `limit` of them a page."""
        return AsyncPages(self._client, following.watches(limit=limit))

    async def __getitem__(self, watch: str) -> RegisteredWatch:
        """Return a watch. Raises NotFound (a LookupError)."""
        return await self.get(watch)

    async def get(self, watch: str | RegisteredWatch) -> RegisteredWatch:
        """Return a watch as it is now: what it watches, and up to which change it was served."""
        return await self._client.send(following.watch(watch))

    async def create(
        self, used: Sequence[Used], *, name: str | None = None, **options: Unpack[WriteOptions]
    ) -> NewWatch:
        """Watch what you have used: facts or their ids, and entities that you read, or their `ref` and `revision`.

        `notices` has what happened to them before. Raises ValueError for a ref without a revision.
        """
        return await self._client.write(following.create_watch(used, name=name, **options))

    async def delete(self, watch: str | RegisteredWatch, **options: Unpack[WriteOptions]) -> RegisteredWatch:
        """Delete a watch and its notices. Returns it as it was."""
        return await self._client.write(following.delete_watch(watch, **options))

    def notices(self, watch: str | RegisteredWatch, after: int = 0, *, limit: int | None = None) -> AsyncPages[Notice]:
        """List the notices of changes numbered above `after`, oldest first. Later continue after the last `change`."""
        return AsyncPages(self._client, following.notices(watch, after, limit=limit))
