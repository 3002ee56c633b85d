"""The methods about API keys. Made by `make client` from the declarations of the service. Do not edit."""

from __future__ import annotations
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack
from aifacts_client.core.async_sender import AsyncSender
from aifacts_client.pages import AsyncPages
from aifacts_client.verbs import access

if TYPE_CHECKING:
    from aifacts_client.generated.answers import Key, KeyWithSecret, OwnKey
    from aifacts_client.verbs.options import KeyOptions, RotationOptions, Scope, WriteOptions


class AsyncKeys:
    """The API keys of a service, for a key with the scope `admin`: `client.keys()`, `client.keys.create(...)`.

    `secret` of a new key is shown once, and not by `repr`. It is None if the service had answered before, and
    that answer was lost: revoke the key, and create another.
    """

    def __init__(self, client: AsyncSender) -> None:
        self._client = client

    def __call__(self, *, limit: int | None = None) -> AsyncPages[Key]:
        """List all keys, also those that are revoked; `limit` of them a page."""
        return AsyncPages(self._client, access.keys(limit=limit))

    async def create(self, name: str, scopes: Sequence[Scope], **options: Unpack[KeyOptions]) -> KeyWithSecret:
        """Create a key; options: `requests_per_minute`, `expires_at`, `idempotency_key`."""
        return await self._client.write(access.create_key(name, scopes, **options))

    async def rotate(self, key: str | Key, **options: Unpack[RotationOptions]) -> KeyWithSecret:
        """Replace a key by a new one with its name, scopes and limit; options: `overlap_seconds`, `idempotency_key`.

        The old one works for the overlap, by default a day.
        """
        return await self._client.write(access.rotate_key(key, **options))

    async def revoke(self, key: str | Key, **options: Unpack[WriteOptions]) -> Key:
        """Revoke a key for good, within 60 seconds; options: `idempotency_key`."""
        return await self._client.write(access.revoke_key(key, **options))


class AsyncAccess(AsyncSender):
    """Shows the key in use."""

    async def me(self) -> OwnKey:
        """Return the key in use: its scopes, its limit, and how many requests it has left in this minute."""
        return await self.send(access.me())
