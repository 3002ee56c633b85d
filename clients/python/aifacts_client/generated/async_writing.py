"""The methods that write entities and facts, and those that decide on a fact. Made by `make client` from the declarations of the service. Do not edit."""

from __future__ import annotations
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack
from aifacts_client.core.async_sender import AsyncSender
from aifacts_client.refs import shape_of
from aifacts_client.verbs import deciding, writing

if TYPE_CHECKING:
    from aifacts_client.entity import Entity
    from aifacts_client.generated.answers import Batched, Fact, FactErasure, Recorded
    from aifacts_client.verbs.options import (
        BatchOptions,
        CreateOptions,
        MatchOptions,
        PatchOptions,
        Rank,
        RecordOptions,
        RetractOptions,
    )


class AsyncWriting(AsyncSender):
    """Writes entities and facts. Each method sends an idempotency key, and a closed or dated client refuses it."""

    async def create(self, kind: str, body: Mapping[str, Any], **options: Unpack[CreateOptions]) -> Entity:
        """Create an entity from a flat body; options: `dry_run`, `allow_duplicate`, `idempotency_key`."""
        return await self.write(writing.create(kind, shape_of(f"{kind}/new"), body, **options))

    async def patch(self, ref: str | Entity, body: Mapping[str, Any], **options: Unpack[PatchOptions]) -> Entity:
        """Add facts to an entity; options: `if_match`, `evidence`, `dry_run`, `idempotency_key`.

        An entity that `get` returned must still have that revision, else Stale is raised.
        """
        return await self.write(writing.patch(ref, body, **options))

    async def record(self, facts: Sequence[Mapping[str, Any]], **options: Unpack[RecordOptions]) -> Recorded:
        """Record 1 to 100 facts; options: `atomic`, `evidence`, `dry_run`, `idempotency_key`."""
        return await self.write(writing.record(facts, **options))

    async def batch(self, body: Mapping[str, Any], **options: Unpack[BatchOptions]) -> Batched:
        """Write `entities`, `facts` and `retractions` together; options: `atomic`, `dry_run`, `idempotency_key`."""
        return await self.write(writing.batch(body, **options))

    async def retract(self, fact: str | Fact, reason: str, **options: Unpack[RetractOptions]) -> Fact:
        """Retract a fact, with the reason; options: `source`, `if_match`, `dry_run`, `idempotency_key`."""
        return await self.write(deciding.retract(fact, reason, **options))

    async def reinstate(self, fact: str | Fact, reason: str, **options: Unpack[MatchOptions]) -> Fact:
        """Reinstate a retracted fact; options: `if_match`, `dry_run`, `idempotency_key`."""
        return await self.write(deciding.reinstate(fact, reason, options))

    async def rank(
        self, fact: str | Fact, rank: Rank, reason: str | None = None, **options: Unpack[MatchOptions]
    ) -> Fact:
        """Rank a fact `preferred`, `deprecated` or, which needs no reason, `normal`; options as of `reinstate`."""
        return await self.write(deciding.rank(fact, rank, reason, options))

    async def revise_evidence(
        self, fact: str | Fact, evidence: Mapping[str, Any], reason: str, **options: Unpack[MatchOptions]
    ) -> Fact:
        """Change members of the evidence of a fact; None takes one away. Options as of `reinstate`.

        Without members, what is copied from the source is renewed.
        """
        return await self.write(deciding.revise_evidence(fact, evidence, reason, options))

    async def erase_fact(self, fact: str | Fact, reason: str, **options: Unpack[MatchOptions]) -> FactErasure:
        """Erase the words of a fact for good, at every moment; options as of `reinstate`. Nothing reverses this.

        The reason stays on record: do not repeat the words. A dry run lists the rows that it would touch.
        """
        return await self.write(deciding.erase_fact(fact, reason, options))
