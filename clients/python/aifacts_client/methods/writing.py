"""The methods that write entities and facts, and those that decide on a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from aifacts_client.core.sender import Sender
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


class Writing(Sender):
    """Writes entities and facts. Each method sends an idempotency key, and a closed or dated client refuses it."""

    def create(self, kind: str, body: Mapping[str, Any], **options: Unpack[CreateOptions]) -> Entity:
        """Create an entity from a flat body; options: `dry_run`, `allow_duplicate`, `idempotency_key`."""
        return self.write(writing.create(kind, shape_of(f"{kind}/new"), body, **options))

    def patch(self, ref: str | Entity, body: Mapping[str, Any], **options: Unpack[PatchOptions]) -> Entity:
        """Add facts to an entity; options: `if_match`, `evidence`, `dry_run`, `idempotency_key`.

        An entity that `get` returned must still have that revision, else Stale is raised.
        """
        return self.write(writing.patch(ref, body, **options))

    def record(self, facts: Sequence[Mapping[str, Any]], **options: Unpack[RecordOptions]) -> Recorded:
        """Record 1 to 100 facts; options: `atomic`, `evidence`, `dry_run`, `idempotency_key`."""
        return self.write(writing.record(facts, **options))

    def batch(self, body: Mapping[str, Any], **options: Unpack[BatchOptions]) -> Batched:
        """Write `entities`, `facts` and `retractions` together; options: `atomic`, `dry_run`, `idempotency_key`."""
        return self.write(writing.batch(body, **options))

    def retract(self, fact: str | Fact, reason: str, **options: Unpack[RetractOptions]) -> Fact:
        """Retract a fact, with the reason; options: `source`, `if_match`, `dry_run`, `idempotency_key`."""
        return self.write(deciding.retract(fact, reason, **options))

    def reinstate(self, fact: str | Fact, reason: str, **options: Unpack[MatchOptions]) -> Fact:
        """Reinstate a retracted fact; options: `if_match`, `dry_run`, `idempotency_key`."""
        return self.write(deciding.reinstate(fact, reason, options))

    def rank(self, fact: str | Fact, rank: Rank, reason: str | None = None, **options: Unpack[MatchOptions]) -> Fact:
        """Rank a fact `preferred`, `deprecated` or, which needs no reason, `normal`; options as of `reinstate`."""
        return self.write(deciding.rank(fact, rank, reason, options))

    def revise_evidence(
        self, fact: str | Fact, evidence: Mapping[str, Any], reason: str, **options: Unpack[MatchOptions]
    ) -> Fact:
        """Change members of the evidence of a fact; None takes one away. Options as of `reinstate`.

        Without members, what is copied from the source is renewed.
        """
        return self.write(deciding.revise_evidence(fact, evidence, reason, options))

    def erase_fact(self, fact: str | Fact, reason: str, **options: Unpack[MatchOptions]) -> FactErasure:
        """Erase the words of a fact for good, at every moment; options as of `reinstate`. Nothing reverses this.

        The reason stays on record: do not repeat the words. A dry run lists the rows that it would touch.
        """
        return self.write(deciding.erase_fact(fact, reason, options))
