"""Loads an entity: its view, facts and decisions, in one query."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace

from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.domain.errors import Busy, Gone, Merged, NotFound, Stale
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.late_dataclass import dataclass
from chalicelib.operations.entities.kept_views import parsed_view
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, read_fact_row, read_own_row, read_view
from chalicelib.store.records.lifecycle_rows import Lifecycle, end_of, erasure_among, read_life
from chalicelib.store.records.outlines import Size
from chalicelib.store.records.revision_rows import read_revision
from chalicelib.store.records.torn import Torn
from chalicelib.store.rows import Row

MAX_READS = 3  # of a torn view: the second read is strongly consistent and almost certainly complete


@dataclass(frozen=True)
class Portion:
    """The part of a large entity that was read: `whole` properties, and of others the `slots` with these names."""

    whole: frozenset[str]
    slots: Mapping[str, frozenset[str]]
    unread: Size


@dataclass(frozen=True)
class Entity:
    """An entity as it is stored; `view` is None before its first revision. `portion`, if only some facts were read."""

    ref: str
    view: View | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    lifecycles: tuple[Lifecycle, ...] = ()
    portion: Portion | None = None

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return KINDS[self.ref.partition("/")[0]]

    @property
    def type_name(self) -> str | None:
        """The type of an event; None for other kinds and before the first revision."""
        return self.view.flat.get("type") if self.view is not None and self.kind.types else None

    def declared(self, name: str) -> Property | None:
        """Return the declaration of one of its properties, including the fields of its event type."""
        return self.kind.property(name, type_name=self.type_name)

    def current_view(self, now: Instant) -> View | None:
        """Return the stored view while it is right; None if there is none, or if time has changed it.

        One of an older layout, without `origins`, is not right either until the next write or a repair.
        """
        return self.view if self.view is not None and self.view.holds_at(now) and "origins" in self.view.flat else None

    @property
    def revision(self) -> int:
        """The number of the current view, 0 before the first."""
        return 0 if self.view is None else self.view.revision

    @property
    def tally(self) -> int:
        """The number of facts and of decisions on them and on the entity; a view records this number."""
        unread = 0 if self.portion is None else self.portion.unread.tally
        return unread + size_of(self.facts.values()).tally + len(self.lifecycles)

    @property
    def number_of_facts(self) -> int:
        """The number of its facts, read or not."""
        return len(self.facts) + (0 if self.portion is None else self.portion.unread.facts)

    def facts_of(self, name: str) -> Iterable[Fact]:
        """Return the facts of one property."""
        if isinstance(self.facts, FactsByProperty):
            return self.facts.of_property(name)
        return [fact for fact in self.facts.values() if fact.content.property == name]

    @property
    def redirects(self) -> Mapping[str, str]:
        """The merged entities that this one refers to, with their survivors."""
        return {} if self.view is None else self.view.redirects

    def redirects_at(self, known_at: Instant | None) -> dict[str, str]:
        """Return the redirects as of a moment (None: now): only merges and reversals up to then count."""
        if self.view is None or known_at is None:
            return dict(self.redirects)
        changes = [change for change in self.view.redirect_changes if change.at <= known_at]
        last = {change.merged: change.survivor for change in changes}
        return {merged: survivor for merged, survivor in last.items() if merged != survivor}


class FactsByProperty(Mapping[str, Fact]):
    """Facts of which those of one property can be had without the others."""

    @abstractmethod
    def of_property(self, name: str) -> Iterable[Fact]:
        """Return the facts of one property."""


def size_of(facts: Iterable[Fact]) -> Size:
    """Count facts and the decisions on them."""
    decisions = [len(fact.decisions) for fact in facts]
    return Size(len(decisions), sum(decisions))


def load_entity(world: World, ref: str) -> Entity:
    """Read an entity with all its facts, strongly consistent: one query."""
    return _query_entity(world, ref, keys.ENTITY, consistent=True)


def load_view(world: World, ref: str) -> Entity:
    """Read an entity's view with its wide properties: one query."""
    return _query_entity(world, ref, keys.VIEW)


def load_history(world: World, ref: str) -> Entity:
    """Read an entity with all its facts, to resolve it at another moment: one query."""
    return _query_entity(world, ref, keys.ENTITY)


def load_series(world: World, entity: Entity) -> list[Fact]:
    """Read the facts of the series of an entity, which have partitions apart: one query each."""
    partitions = [keys.series(entity.ref, p.name) for p in entity.kind.series_properties]
    return [read_fact_row(row) for pk in partitions for row in world.table.query(None, pk, consistent=True).rows]


def recover_entity(world: World, ref: str) -> Entity:
    """Read an entity for repair, even if its view is missing or disagrees with its facts.

    The rest of the view comes from the facts, the decisions and the last revision.
    """
    first, last = keys.REVISIONS
    # The revision first: a write between the two reads then conflicts with the repair instead of being lost in it.
    page = world.table.query(None, keys.entity(ref), start=first, end=last, descending=True, limit=1, consistent=True)
    start, end = keys.ENTITY
    rows = world.table.query(None, keys.entity(ref), start=start, end=end, consistent=True).rows
    entity = without_view(ref, rows)
    if not entity.facts:
        return entity
    view = _recovered_view(entity, rows)
    life = end_of(entity.lifecycles or view.lifecycles)
    revision = read_revision(page.rows[0]) if page.rows else None
    number, at = (revision.number, revision.at) if revision else (0, view.updated_at)
    return replace(entity, view=replace(view, lifecycle=life, revision=number, updated_at=at))


def _recovered_view(entity: Entity, rows: list[Row]) -> View:
    """Return the stored view as far as it can be read, at least with the creation time."""
    try:
        view = read_view(rows)
    except Torn:
        # The shown values are resolved again; the times of its rows and the redirects are only in its own row.
        view = read_own_row(next(row for row in rows if row.key == keys.view_key(entity.ref)))
    first = min(fact.recorded_at for fact in entity.facts.values())
    return View(entity.ref, {}, 0, first, first, facts=len(entity.facts)) if view is None else view


def _query_entity(world: World, ref: str, span: tuple[str, str], *, consistent: bool = False) -> Entity:
    """Query a range of the partition; repeat torn reads with strong consistency."""
    for attempt in range(MAX_READS):
        strongly = consistent or attempt > 0
        page = world.table.query(None, keys.entity(ref), start=span[0], end=span[1], consistent=strongly)
        try:
            if span == keys.VIEW:
                return parsed_view(entity_of_rows, ref, page.rows)
            return entity_of_rows(ref, page.rows, with_facts=True)
        except Torn:
            world.pause(0.01 * 2**attempt)
    raise Busy(f"{ref} is being written too often to be read. Try again.")


def entity_of_rows(ref: str, rows: Sequence[Row], *, with_facts: bool = False) -> Entity:
    """Return the entity that rows of its partition hold. Raises Torn if they are not all of one revision."""
    view, parts = read_view(rows), without_view(ref, rows)
    entity = Entity(ref, view, parts.facts, parts.lifecycles)
    # The facts of an erased entity may be on their way to its new ref.
    is_erased = view is not None and erasure_among(view.lifecycles) is not None
    if with_facts and view is not None and view.facts != entity.tally and not is_erased:
        raise Torn(f"{ref}: {view.facts} facts and decisions expected, {entity.tally} read")
    return entity


def without_view(ref: str, rows: Sequence[Row]) -> Entity:
    """Return an entity with only the facts and decisions among the rows of its partition."""
    facts = [read_fact_row(row) for row in rows if row.key.sk.startswith("F#")]
    lifecycles = tuple(read_life(row) for row in rows if row.key.sk.startswith("D#"))
    return Entity(ref, facts={fact.id: fact for fact in facts}, lifecycles=lifecycles)


def must_be_live(entity: Entity, *, known_at: Instant | None = None) -> None:
    """Raise NotFound, ErasedEntity, Gone or Merged for an entity that is not live as of `known_at` (None: now)."""
    must_be_shown(entity, known_at=known_at)
    must_not_be_erased(entity)


def must_not_be_erased(entity: Entity) -> None:
    """Raise ErasedEntity for an entity that was erased."""
    if entity.view is not None and (erasure := erasure_among(entity.view.lifecycles)) is not None:
        raise ErasedEntity.of(entity.ref, erased_json(erasure))


def must_be_shown(entity: Entity, *, known_at: Instant | None = None) -> None:
    """Raise NotFound, Gone or Merged; an erased entity is shown without its words, at any time."""
    if entity.view is None or (known_at is not None and entity.view.created_at > known_at):
        raise NotFound(f"There is no {entity.ref}" + (f" known at {known_at}." if known_at else "."))
    lifecycles = entity.lifecycles or entity.view.lifecycles
    if erasure_among(lifecycles) is not None:
        return
    life = end_of([each for each in lifecycles if known_at is None or each.at <= known_at])
    if life is not None:
        refuse_retired_or_merged(entity.ref, life)


def must_match(entity: Entity, if_match: Collection[int] | None) -> None:
    """Refuse a write whose `If-Match` does not name the present revision. Raises Stale."""
    if if_match is not None and entity.revision not in if_match:
        named = " or ".join(map(str, sorted(if_match)))
        # An entity that has ended is read without an ETag.
        has_ended = entity.view is not None and entity.view.lifecycle is not None
        way = f'send If-Match: "r{entity.revision}"' if has_ended else "read it again"
        raise Stale(
            f"{entity.ref} is at revision {entity.revision}, not {named}: {way}.",
            context={"revision": entity.revision},
        )


def erased_json(erasure: Lifecycle) -> dict[str, str]:
    """Return the context of a refusal because an entity was erased."""
    return {"at": erasure.at, "by": erasure.by, "reason": erasure.reason}


def refuse_retired_or_merged(ref: str, life: Lifecycle) -> None:
    """Raise Gone with the reason for a retired entity, Merged with the survivor for a merged one."""
    if life.into:
        raise Merged(f"{ref} was merged into {life.into}.", context={"into": life.into, "at": life.at})
    raise Gone(
        f"{ref} was retired; read it with a `known_at` before {life.at}. Reason: {life.reason}",
        context={"retired_at": life.at, "reason": life.reason},
    )
