"""Erased entities: what is answered for a ref that the table no longer holds."""

from collections.abc import Iterable

from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.operations.world import World
from chalicelib.store.records.erasure_rows import Erasure, erasure_key_of, erasures_in


def find_erasures(world: World, refs: Iterable[str]) -> dict[str, Erasure]:
    """Return by ref the erasures among entities that are not on record: one batch read."""
    asked = list(dict.fromkeys(refs))
    return erasures_in(world.table.get([erasure_key_of(ref) for ref in asked], consistent=True), asked) if asked else {}


def refuse_erased(world: World, ref: str) -> None:
    """Raise ErasedEntity if an entity that is not on record was erased: one read."""
    if (erasure := find_erasures(world, [ref]).get(ref)) is not None:
        raise erased_entity(ref, erasure)


def erased_entity(ref: str, erasure: Erasure) -> ErasedEntity:
    """Return the refusal of a ref whose entity was erased."""
    return ErasedEntity.of(ref, erasure.shown())
