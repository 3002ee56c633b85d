"""The states at a moment of the entities that a list of facts is about: the facts of a merged one are left out."""

from collections.abc import Iterable
from typing import NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_own_row
from chalicelib.store.records.lifecycle_rows import Lifecycle, end_of

MAX_BATCH = 100  # views of one read


class EntityState(NamedTuple):
    """Whether an entity existed at a moment, and the decision that had ended it by then."""

    existed: bool
    end: Lifecycle | None = None

    @property
    def survivor(self) -> str | None:
        """The entity into which it was merged."""
        return self.end.into if self.end else None


class EntityStates:
    """The states of entities at `known_at` (None: now), read in batches of those that are expected."""

    def __init__(self, world: World, *, known_at: Instant | None, batch: int) -> None:
        self._world, self._known_at, self._batch = world, known_at, min(batch, MAX_BATCH)
        self._states: dict[str, EntityState] = {}
        self._expected: dict[str, None] = {}

    def expect(self, refs: Iterable[str]) -> None:
        """Read these entities together with the next one that is asked for, in their order."""
        self._expected |= dict.fromkeys(ref for ref in refs if ref not in self._states)

    def of(self, ref: str) -> EntityState:
        """Return the state of an entity: one batch read unless it is known."""
        if ref not in self._states:
            self._read([ref, *(each for each in self._expected if each != ref)][: self._batch])
        return self._states[ref]

    def is_merged(self, ref: str) -> bool:
        """Return whether an entity is known to be merged, without a read."""
        return ref in self._states and self._states[ref].survivor is not None

    def _read(self, refs: list[str]) -> None:
        rows = self._world.table.get([keys.view_key(ref) for ref in refs])
        views = {view.ref: view for view in map(read_own_row, rows.values())}
        at = self._known_at
        for ref in refs:
            view = views.get(ref)
            existed = view is not None and (at is None or view.created_at <= at)
            lives = view.lifecycles if view is not None else ()
            self._states[ref] = EntityState(existed, end_of([each for each in lives if at is None or each.at <= at]))
            self._expected.pop(ref, None)
