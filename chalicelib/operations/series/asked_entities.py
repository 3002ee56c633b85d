"""The entities that a request for several series names: each as it is, or why it has no series, and its survivor."""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.domain.errors import Gone, Merged, NotFound, Refusal
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.operations.entities.erased import erased_entity, find_erasures
from chalicelib.operations.entities.loading import Entity, must_be_live
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_own_row
from chalicelib.store.records.index.name_rows import label_of

MAX_MERGES_FOLLOWED = 4  # one after the other: of a survivor that was merged itself


class AskedEntity(NamedTuple):
    """An entity of a request: its label, which is known as of now alone, or the refusal if it is not live."""

    ref: str
    label: str | None = None
    refusal: Refusal | None = None

    @property
    def survivor(self) -> str | None:
        """The entity into which it was merged."""
        return self.refusal.context["into"] if isinstance(self.refusal, Merged) else None


class AskedEntities(NamedTuple):
    """The entities of a request, then the survivors of those that were merged.

    `live` has for each ref of the request the live entity it leads to, None if there is none, or it came before.
    """

    entities: Sequence[AskedEntity]
    live: Sequence[str | None]


def find_asked(world: World, refs: Sequence[str], moment: Moment) -> AskedEntities:
    """Find the entities of a request as of a moment: one batch read, and one for each round of survivors of merges.

    One more finds the erased ones among those that are missing.
    """
    found: dict[str, AskedEntity] = {}
    wanted = list(refs)
    for _ in range(1 + MAX_MERGES_FOLLOWED):
        found |= _read_entities(world, wanted, moment)
        survivors = dict.fromkeys(each.survivor for each in found.values() if each.survivor)
        wanted = [ref for ref in survivors if ref not in found]
        if not wanted:
            break
    missing = [each.ref for each in found.values() if isinstance(each.refusal, NotFound)]
    for ref, erasure in find_erasures(world, missing).items():
        found[ref] = AskedEntity(ref, refusal=erased_entity(ref, erasure))
    return AskedEntities([*found.values()], _first_of_each([_last_survivor(ref, found) for ref in refs]))


def _read_entities(world: World, refs: Sequence[str], moment: Moment) -> dict[str, AskedEntity]:
    rows = world.table.get([keys.view_key(ref) for ref in refs])
    views = {view.ref: view for view in map(read_own_row, rows.values())}
    return {ref: _asked_entity(Entity(ref, views.get(ref)), moment) for ref in refs}


def _asked_entity(entity: Entity, moment: Moment) -> AskedEntity:
    try:
        must_be_live(entity, known_at=moment.known_at)
    except (NotFound, Gone, Merged) as refusal:
        return AskedEntity(entity.ref, refusal=refusal)
    flat = entity.view.flat if entity.view is not None else {}
    return AskedEntity(entity.ref, label_of(entity.kind, flat) if moment.is_now and entity.kind.label in flat else None)


def _last_survivor(ref: str, found: dict[str, AskedEntity]) -> str | None:
    """Return the live entity that a ref leads to; None if there is none."""
    for _ in range(1 + MAX_MERGES_FOLLOWED):
        entity = found.get(ref)
        if entity is None or entity.refusal is None:
            break
        if entity.survivor is None:
            return None
        ref = entity.survivor
    return ref if ref in found and found[ref].refusal is None else None


def _first_of_each(refs: Sequence[str | None]) -> list[str | None]:
    """Return the refs with None in place of repeats: two of the request may have become one."""
    return [ref if ref not in refs[:place] else None for place, ref in enumerate(refs)]
