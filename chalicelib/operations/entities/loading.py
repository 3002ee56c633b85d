"""Loads an entity whole: its view, facts and decisions, in one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.domain.errors import Busy, Gone, Merged, NotFound
from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import (
    Lifecycle,
    Torn,
    View,
    read_fact_row,
    read_life,
    read_own_row,
    read_view,
)
from chalicelib.store.records.revision_rows import read_revision
from chalicelib.store.rows import Row

READS = 3  # of a view that was torn: the second is strongly consistent and all but certain to be whole


@dataclass(frozen=True)
class Entity:
    """An entity as it lies in the table; `view` is None before its first revision."""

    ref: str
    view: View | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    lives: tuple[Lifecycle, ...] = ()

    @property
    def kind(self) -> Kind:
        """The kind's declaration."""
        return KINDS[Ref.of(self.ref).kind]

    @property
    def type_name(self) -> str | None:
        """An event's type; None for other kinds and before the first revision."""
        return self.view.flat.get("type") if self.view is not None and self.kind.types else None

    def declared(self, name: str) -> Property | None:
        """Find the declaration of one of its properties, an event's own fields included."""
        return self.kind.property(name, type_name=self.type_name)

    @property
    def revision(self) -> int:
        """The number of the current view, 0 before the first."""
        return 0 if self.view is None else self.view.revision

    @property
    def tally(self) -> int:
        """Count the facts, the decisions on them and those on the entity: a view knows how many it was made from."""
        return len(self.facts) + sum(len(fact.decisions) for fact in self.facts.values()) + len(self.lives)

    @property
    def redirects(self) -> Mapping[str, str]:
        """The merged entities this one points at, with their survivors."""
        return {} if self.view is None else self.view.redirects

    def redirects_at(self, known_at: Instant | None) -> dict[str, str]:
        """Return the redirects as they were at a moment (None: now): until its merge an entity is shown as itself."""
        if self.view is None or known_at is None:
            return dict(self.redirects)
        return {turn.merged: turn.survivor for turn in self.view.redirect_changes if turn.at <= known_at}


def load_entity(world: World, ref: str) -> Entity:
    """Read an entity with all its facts, strongly consistent: one query."""
    return _whole(world, ref, keys.ENTITY, consistent=True)


def load_view(world: World, ref: str) -> Entity:
    """Read an entity's view with its wide properties: one query."""
    return _whole(world, ref, keys.VIEW)


def load_history(world: World, ref: str) -> Entity:
    """Read an entity with all its facts, to look at it at another moment: one query."""
    return _whole(world, ref, keys.ENTITY)


def load_series(world: World, entity: Entity) -> list[Fact]:
    """Read the facts of an entity's series, which lie outside its partition: one query each."""
    partitions = [keys.series(entity.ref, p.name) for p in entity.kind.all_properties() if p.series]
    return [read_fact_row(row) for pk in partitions for row in world.table.query(None, pk, consistent=True).rows]


def recover_entity(world: World, ref: str) -> Entity:
    """Read an entity for repair: facts that the view does not know of, or no view at all, are no hindrance.

    What the view lacks is made up from the facts, the decisions and the last revision.
    """
    first, last = keys.REVISIONS
    # The revision first: what is written between the two reads then collides with the repair, and is not lost in it.
    page = world.table.query(None, keys.entity(ref), start=first, end=last, descending=True, limit=1, consistent=True)
    start, end = keys.ENTITY
    rows = world.table.query(None, keys.entity(ref), start=start, end=end, consistent=True).rows
    entity = without_view(ref, rows)
    if not entity.facts:
        return entity
    view = _found_view(entity, rows)
    life = entity.lives[-1] if entity.lives else view.lifecycle
    revision = read_revision(page.rows[0]) if page.rows else None
    number, at = (revision.number, revision.at) if revision else (0, view.updated_at)
    return replace(entity, view=replace(view, lifecycle=life, revision=number, updated_at=at))


def _found_view(entity: Entity, rows: list[Row]) -> View:
    """Read as much as there is of a view, at least when the entity began."""
    try:
        view = read_view(rows)
    except Torn:
        # What is shown is made again; since when its rows stand and who was merged is in its own row alone.
        view = read_own_row(next(row for row in rows if row.key == keys.view_key(entity.ref)))
    first = min(fact.recorded_at for fact in entity.facts.values())
    return View(entity.ref, {}, 0, first, first, facts=len(entity.facts)) if view is None else view


def _whole(world: World, ref: str, span: tuple[str, str], *, consistent: bool = False) -> Entity:
    """Query a range of the partition; what shows half a transaction is read again, then with strong consistency."""
    start, end = span
    for attempt in range(READS):
        strongly = consistent or attempt > 0
        page = world.table.query(None, keys.entity(ref), start=start, end=end, consistent=strongly)
        try:
            return _entity(ref, page.rows, with_facts=span == keys.ENTITY)
        except Torn:
            world.pause(0.01 * 2**attempt)
    raise Busy(f"{ref} is being written to faster than it can be read.")


def _entity(ref: str, rows: list[Row], *, with_facts: bool) -> Entity:
    view, parts = read_view(rows), without_view(ref, rows)
    entity = Entity(ref, view, parts.facts, parts.lives)
    if with_facts and view is not None and view.facts != entity.tally:
        raise Torn(f"{ref}: {view.facts} facts and decisions expected, {entity.tally} read")
    return entity


def without_view(ref: str, rows: Sequence[Row]) -> Entity:
    """Read an entity's facts and the decisions on it, from rows of its partition."""
    facts = [read_fact_row(row) for row in rows if row.key.sk.startswith("F#")]
    lives = tuple(read_life(row) for row in rows if row.key.sk.startswith("D#"))
    return Entity(ref, facts={fact.id: fact for fact in facts}, lives=lives)


def must_be_live(entity: Entity, *, known_at: Instant | None = None) -> None:
    """Refuse what does not exist, was retired or was merged, as of `known_at` (None: now)."""
    if entity.view is None or (known_at is not None and entity.view.created_at > known_at):
        raise NotFound(f"There is no {entity.ref}" + (f" known at {known_at}." if known_at else "."))
    lives = entity.lives or (entity.view.lifecycle,)
    for life in lives:
        if life is not None and (known_at is None or life.at <= known_at):
            refuse_life(entity.ref, life)


def refuse_life(ref: str, life: Lifecycle) -> None:
    """Refuse a retired entity with its reason, a merged one with its survivor."""
    if life.into:
        raise Merged(f"{ref} was merged into {life.into}.", context={"into": life.into, "at": life.at})
    raise Gone(
        f"{ref} was retired, but can still be read with a `known_at` before {life.at}. The reason: {life.reason}",
        context={"retired_at": life.at, "reason": life.reason},
    )
