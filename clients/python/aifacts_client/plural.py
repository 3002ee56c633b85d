"""One kind of a client: its list, its entities by slug, and a way to create one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from aifacts_client import verbs
from aifacts_client.entity import Entity
from aifacts_client.pages import AsyncPages, Pages

if TYPE_CHECKING:
    from aifacts_client.async_client import AsyncClient
    from aifacts_client.client import Client

E = TypeVar("E", bound=Entity)


class Plural(Generic[E]):
    """The entities of one kind: `client.models["gpt-4"]`, `client.models(developer="company/openai")`."""

    def __init__(self, client: Client, shape: type[E], kind: str) -> None:
        self._client = client
        self._shape = shape
        self._kind = kind

    def __getitem__(self, slug: str) -> E:
        """Return an entity. Raises NotFound (a LookupError) or Gone."""
        return self.get(slug)

    def get(self, slug: str, **options: Any) -> E:
        """Return an entity, with options such as `include="facts"`, `explain=True` or `expand="developer"`."""
        call = verbs.get(f"{self._kind}/{slug}", self._shape, moment=self._client.moment, options=options)
        return self._client.send(call)

    def create(self, body: Mapping[str, Any], **options: Any) -> E:
        """Create an entity from a flat body; options: `dry_run`, `allow_duplicate`, `idempotency_key`."""
        return self._client.write(verbs.create(self._kind, self._shape, body, **options))

    def _list(self, filters: Mapping[str, Any]) -> Pages[E]:
        return Pages(self._client, verbs.entities(self._kind, self._shape, moment=self._client.moment, filters=filters))


class AsyncPlural(Generic[E]):
    """The entities of one kind: `await client.models["gpt-4"]`, `async for model in client.models()`."""

    def __init__(self, client: AsyncClient, shape: type[E], kind: str) -> None:
        self._client = client
        self._shape = shape
        self._kind = kind

    async def __getitem__(self, slug: str) -> E:
        """Return an entity. Raises NotFound (a LookupError) or Gone."""
        return await self.get(slug)

    async def get(self, slug: str, **options: Any) -> E:
        """Return an entity, with options such as `include="facts"`, `explain=True` or `expand="developer"`."""
        call = verbs.get(f"{self._kind}/{slug}", self._shape, moment=self._client.moment, options=options)
        return await self._client.send(call)

    async def create(self, body: Mapping[str, Any], **options: Any) -> E:
        """Create an entity from a flat body; options: `dry_run`, `allow_duplicate`, `idempotency_key`."""
        return await self._client.write(verbs.create(self._kind, self._shape, body, **options))

    def _list(self, filters: Mapping[str, Any]) -> AsyncPages[E]:
        call = verbs.entities(self._kind, self._shape, moment=self._client.moment, filters=filters)
        return AsyncPages(self._client, call)
