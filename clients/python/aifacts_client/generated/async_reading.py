"""The methods that read entities, facts and lists. Made by `make client` from the declarations of the service. Do not edit."""

from __future__ import annotations
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from aifacts_client.core.async_sender import AsyncSender
from aifacts_client.pages import AsyncPages
from aifacts_client.refs import shape_of
from aifacts_client.verbs import reading
from aifacts_client.watching import EVERY_S, AsyncWatch

if TYPE_CHECKING:
    from aifacts_client.entity import Entity, EntityGot
    from aifacts_client.generated.answers import (
        Change,
        Comparison,
        Conflict,
        Fact,
        OpenConflict,
        Revision,
        Stats,
        Step,
        StepOfEntity,
        Vocabulary,
        VocabularyOfKind,
    )
    from aifacts_client.generated.kinds import Event


class AsyncReading(AsyncSender):
    """Reads what is on record."""

    async def get(self, ref: str, **options: Any) -> Entity:
        """Return an entity of any kind, with options such as `include="facts"` or `explain=True`."""
        return await self.send(reading.get(ref, shape_of(ref), moment=self.moment, options=options))

    async def get_many(self, refs: Sequence[str | Entity], *, wide: bool = False) -> list[EntityGot]:
        """Return up to 100 entities of any kind in one request, each with its status; `wide`: with prices and remarks.

        Missing, merged and ended entities raise nothing: `status` is 404, 308 or 410, and `view` None.
        """
        return await self.send(reading.get_many(refs, wide=wide, moment=self.moment))

    async def fact(self, fact_id: str) -> Fact:
        """Return a fact."""
        return await self.send(reading.fact(fact_id, moment=self.moment))

    def facts(self, entity: str | Entity | None = None, **filters: Any) -> AsyncPages[Fact]:
        """List the facts of an entity, or those of a `source`, a `speaker` or a `value`."""
        return AsyncPages(self, reading.facts(entity, moment=self.moment, filters=filters))

    def timeline(self, ref: str | Entity, **filters: Any) -> AsyncPages[Event]:
        """List the events that involve an entity."""
        return AsyncPages(self, reading.timeline(ref, moment=self.moment, filters=filters))

    def history(self, ref: str | Entity, **filters: Any) -> AsyncPages[Revision]:
        """List the revisions of an entity."""
        return AsyncPages(self, reading.history(ref, moment=self.moment, filters=filters))

    def referrers(self, ref: str | Entity, **filters: Any) -> AsyncPages[Entity]:
        """List the entities of all kinds that refer to one, each with its `links`."""
        return AsyncPages(self, reading.referrers(ref, moment=self.moment, filters=filters))

    def conflicts(self, **filters: Any) -> AsyncPages[OpenConflict]:
        """List the disputed values of the whole service, of a `kind` or a `property`."""
        return AsyncPages(self, reading.conflicts(moment=self.moment, filters=filters))

    def conflicts_of(self, ref: str | Entity) -> AsyncPages[Conflict]:
        """List the disputed values of an entity."""
        return AsyncPages(self, reading.conflicts_of(ref, moment=self.moment))

    def series(self, ref: str | Entity, name: str, **filters: Any) -> AsyncPages[Step]:
        """List the values of a property over time; qualifiers choose some, such as `direction="output"`."""
        return AsyncPages(self, reading.series(ref, name, moment=self.moment, filters=filters))

    def series_of(self, refs: Sequence[str], name: str, **filters: Any) -> AsyncPages[StepOfEntity]:
        """List the values of a property of several entities over time."""
        return AsyncPages(self, reading.series_of(refs, name, moment=self.moment, filters=filters))

    def changes(self, after: int = 0, **filters: Any) -> AsyncPages[Change]:
        """List the changes numbered above `after`, of a `kind` or a `property`."""
        return AsyncPages(self, reading.changes(after, moment=self.moment, filters=filters))

    def watch(self, after: int | None = None, *, every: float = EVERY_S, **filters: Any) -> AsyncWatch:
        """Iterate over changes forever, from now or after a number; look for new ones `every` so many seconds."""
        watch = AsyncWatch(self, after=after, every=every, filters=filters)
        self._state.watches.add(watch)
        return watch

    async def compare(self, refs: Sequence[str], properties: Sequence[str] = (), **options: Any) -> Comparison:
        """Compare up to 20 entities side by side."""
        return await self.send(reading.compare(refs, properties, moment=self.moment, options=options))

    async def stats(self) -> Stats:
        """Count everything."""
        return await self.send(reading.stats(moment=self.moment))

    async def vocabulary(self) -> Vocabulary:
        """Return every word that can be written: kinds, properties, units, codes."""
        return await self.send(reading.vocabulary())

    async def vocabulary_of(self, kind: str) -> VocabularyOfKind:
        """Return the words that facts about one kind use."""
        return await self.send(reading.vocabulary_of(kind))
