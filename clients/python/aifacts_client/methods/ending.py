"""The methods that end an entity, and those that bring it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from aifacts_client.core.sender import Sender
from aifacts_client.verbs import ending

if TYPE_CHECKING:
    from aifacts_client.entity import Entity
    from aifacts_client.generated.answers import EntityErased, MergeReversed, Merging
    from aifacts_client.verbs.options import MatchOptions


class Ending(Sender):
    """Ends entities, with a key that has the scope `admin`.

    The options of all are `if_match`, `dry_run` and `idempotency_key`. An entity that `get` returned must still have
    that revision, else Stale is raised; a ref stands for any revision.
    """

    def retire(self, ref: str | Entity, reason: str, **options: Unpack[MatchOptions]) -> Entity:
        """Retire an entity: later reads raise Gone with the reason. Returns it as it was last shown."""
        return self.write(ending.retire(ref, reason, options))

    def reverse_retirement(self, ref: str | Entity, reason: str, **options: Unpack[MatchOptions]) -> Entity:
        """Bring a retired entity back, with all its facts."""
        return self.write(ending.reverse_retirement(ref, reason, options))

    def merge(self, ref: str | Entity, into: str | Entity, reason: str, **options: Unpack[MatchOptions]) -> Merging:
        """Merge an entity into another that is the same: reads follow, and references move.

        `remaining`: some references still have to be moved, which the service does within minutes.
        """
        return self.write(ending.merge(ref, into, reason, options))

    def reverse_merge(self, ref: str | Entity, reason: str, **options: Unpack[MatchOptions]) -> MergeReversed:
        """Give back an entity that was merged. Facts recorded at the other since stay there (`recorded_since`)."""
        return self.write(ending.reverse_merge(ref, reason, options))

    def erase_entity(self, ref: str | Entity, reason: str, **options: Unpack[MatchOptions]) -> EntityErased:
        """Erase an entity for good, at every moment, for people's rights. Nothing reverses this.

        If `remaining` is true, call it again. The reason stays on record: do not repeat the words.
        """
        return self.write(ending.erase_entity(ref, reason, options))
