"""The methods that find entities by names, identifiers and likeness. Made by `make client` from the declarations of the service. Do not edit."""

from __future__ import annotations
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from aifacts_client.core.async_sender import AsyncSender
from aifacts_client.pages import AsyncPages
from aifacts_client.verbs import finding

if TYPE_CHECKING:
    from aifacts_client.generated.answers import Duplicates, Identified, NameFound, Resolution


class AsyncFinding(AsyncSender):
    """Finds entities."""

    def search(self, words: str, **filters: Any) -> AsyncPages[NameFound]:
        """Find entities by name."""
        return AsyncPages(self, finding.search(words, moment=self.moment, filters=filters))

    def autocomplete(self, letters: str, **filters: Any) -> AsyncPages[NameFound]:
        """Find entities by the first letters of a name."""
        return AsyncPages(self, finding.autocomplete(letters, moment=self.moment, filters=filters))

    def lookup(self, scheme: str, value: str, **filters: Any) -> AsyncPages[Identified]:
        """Find entities by an external id."""
        return AsyncPages(self, finding.lookup(scheme, value, moment=self.moment, filters=filters))

    async def resolve(self, names: Sequence[str | Mapping[str, Any]]) -> list[Resolution]:
        """Match up to 100 names with entities."""
        return await self.send(finding.resolve(names, moment=self.moment))

    async def duplicates(self, kind: str, body: Mapping[str, Any]) -> Duplicates:
        """Return at most five entities that a create with this body may repeat, without writing.

        `meta.left_out` has the pointers to values that could not be read.
        """
        return await self.send(finding.duplicates(kind, body, moment=self.moment))
