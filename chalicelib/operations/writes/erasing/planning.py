"""Planning an erasure: which rows hold the words of a fact, and what each becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.facts.erasing import erase_words, words_of
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Code, Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.drafts import Erasing
from chalicelib.operations.transactions.staging.series_rows import (
    SeriesSpan,
    change_series,
    erase_sides,
    load_neighbours,
)
from chalicelib.operations.world import World
from chalicelib.operations.writes.erasing.held_words import is_publisher, own_facts_published, without_publisher
from chalicelib.operations.writes.erasing.overwriting import (
    Replays,
    Traces,
    historical_rows,
    overwrite_historical,
    overwrite_receipts,
    overwrite_revisions,
    overwrite_series_conflicts,
)
from chalicelib.operations.writes.erasing.replaying import Replay, beginnings, replay
from chalicelib.operations.writes.erasing.touched_rows import touched_rows
from chalicelib.store import keys
from chalicelib.store.item_limits import MAX_ACTIONS
from chalicelib.store.records.entity_rows import View, fact_row, view_rows
from chalicelib.store.records.index.index_rows import dated_names, project
from chalicelib.store.records.revision_rows import Revision, linked_receipt, read_revision
from chalicelib.store.rows import Action, Delete, Key, Put

if TYPE_CHECKING:
    from chalicelib.operations.writes.erasing.answer_types import TouchedRowJson

KEPT_FREE = 10  # actions of the transaction for the fact, the revision, the receipt and long properties


class ErasurePlan(NamedTuple):
    """The rows to overwrite before the fact is, and the erasure with what it leaves of the present rows."""

    before: Sequence[Action]
    erasing: Erasing
    present: Sequence[Action]
    words_keys: frozenset[Key]

    def rows(self) -> "list[TouchedRowJson]":
        """List every row that the erasure touches."""
        return touched_rows((*self.before, *self.present), self.words_keys)


def bare_fact(fact: Fact) -> Fact:
    """Return a fact without its words; the type of an event stays, for it decides which fields there are."""
    kind = KINDS[Ref.of(fact.entity).kind]
    return erase_words(fact, keeps_value=bool(kind.types) and fact.content.property == "type")


def plan_in_entity(world: World, entity: Entity, fact: Fact) -> ErasurePlan:
    """Plan the erasure of a fact in its entity's partition: its past is made again without it."""
    assert entity.view is not None  # noqa: S101  for the type checker: the entity was found
    bare, (revisions, receipts) = bare_fact(fact), _past_from(world, entity, fact.revision - 1)
    published = own_facts_published(entity, fact) if is_publisher(entity, fact) else []
    traces = Traces(fact, _texts_of(fact), {each.id for each in published})
    current, replays = project(entity.view), _replays(world, entity, fact, bare, revisions)
    stored = historical_rows(world, replays, current.keys())
    before = [
        *overwrite_revisions(revisions, replays, traces),
        *overwrite_historical(stored, replays, since=fact.recorded_at),
        *overwrite_receipts(world, receipts, traces),
        *(Put(fact_row(each, series=False)) for each in published),
    ]
    bare = without_publisher(bare) if is_publisher(entity, fact) else bare
    last = replays.bare.views[-1]
    bare_view = replace(
        entity.view,
        flat=last.flat,
        conflicts=last.conflicts,
        held=last.held,
        former_identifiers=_former_identifiers(entity.view, replays),
        since=_since(entity, replays),
    )
    kept = project(bare_view)
    gone = [Delete(key) for key in current if key not in kept]
    changed = [Put(row) for key, row in kept.items() if current.get(key) != row]
    own = [Put(fact_row(bare, series=False))]
    is_tight = len(gone) + len(changed) > MAX_ACTIONS - KEPT_FREE - len(entity.view.wide)
    # Rows that do not fit into the transaction follow it: only those may that hold no words.
    deleted = frozenset(each.key for each in gone) if is_tight else frozenset[Key]()
    present = [*own, *_view_puts(entity), *([] if is_tight else gone), *changed]
    erasing = Erasing({fact.id: bare}, bare_view, deleted)
    return ErasurePlan([*before, *(gone if is_tight else [])], erasing, present, replays.words_keys)


def _replays(world: World, entity: Entity, fact: Fact, bare: Fact, revisions: Sequence[Revision]) -> Replays:
    """Replay the entity with the fact and with the bare one, from the revision before it was recorded."""
    facts = {**entity.facts, fact.id: bare}
    was = replay(entity, entity.facts.values(), revisions)
    begun: Mapping[Key, Instant] = {}
    if was.views[0].revision > 1:  # its rows can be younger than the entity: the stored ones say since when they are
        stored = historical_rows(world, Replays(was, was), project(entity.view).keys() if entity.view else ())
        begun = beginnings(entity, was.views[0], stored.values())
        was = replay(entity, entity.facts.values(), revisions, begun=begun, like=was)
    without = replay(entity, facts.values(), revisions, begun=begun, like=was)
    kind = entity.kind
    is_in_words = fact.content.property in (kind.label, "aliases", "identifiers", *kind.distinguished_by)
    older = was.older_keys() - without.last_rows.keys() if is_in_words else ()
    return Replays(was, without, frozenset(older))


def plan_in_series(world: World, entity: Entity, fact: Fact) -> ErasurePlan:
    """Plan the erasure of a fact of a series: no view shows it, but conflicts within the series do."""
    assert entity.view is not None  # noqa: S101  as above
    bare, traces = bare_fact(fact), Traces(fact, _texts_of(fact))
    revisions, receipts = _past_from(world, entity, fact.revision)
    near = load_neighbours(world, [SeriesSpan(fact.id, fact.content.valid)])
    nothing = Replays(Replay((), ()), Replay((), ()))
    before = [
        *overwrite_revisions(revisions, nothing, traces),
        *overwrite_series_conflicts(world, near.values(), erased=(fact.id,)),
        *overwrite_receipts(world, receipts, traces),
    ]
    bare_conflicts = change_series(near, [bare], at=entity.view.updated_at)
    present = [Put(fact_row(bare, series=True)), *_view_puts(entity), *erase_sides(bare_conflicts.actions, (fact.id,))]
    return ErasurePlan(before, Erasing({fact.id: bare}, entity.view), present, frozenset())


def _texts_of(fact: Fact) -> set[str]:
    """Collect the texts to look for where they are not found by what the entity would be without them."""
    value = fact.value
    return words_of(fact) | ({value.code} if isinstance(value, Code) else set())


class _Past(NamedTuple):
    """Revisions of an entity, and the digests of the receipts about it."""

    revisions: list[Revision]
    receipts: list[str]


def _past_from(world: World, entity: Entity, first: int) -> _Past:
    """Read the revisions of an entity from one on, up to the present one, and what names its receipts: one query."""
    pk, start = keys.entity(entity.ref), keys.revision_key(entity.ref, max(first, 0)).sk
    rows = world.table.query(None, pk, start=start, end=keys.RECEIPT_LINKS[1], consistent=True).rows
    linked = [digest for row in rows if (digest := linked_receipt(row)) is not None]
    later = [read_revision(row) for row in rows if linked_receipt(row) is None]
    revisions = [each for each in later if each.number <= entity.revision]
    named = [each.receipt for each in revisions if each.receipt]
    return _Past(revisions, [*dict.fromkeys((*named, *linked))])


def _former_identifiers(view: View, replays: Replays) -> tuple[tuple[str, str], ...]:
    """Return the former identifiers in a view of an older layout, without what is erased."""
    named = {each: keys.identifier_key(*each, ref=view.ref) for each in view.former_identifiers}
    return tuple(each for each, key in named.items() if key not in replays.words_keys)


def _since(entity: Entity, replays: Replays) -> dict[str, Instant]:
    """Return since when each row of the entity without the words is valid: as it is, or as it would have been."""
    assert entity.view is not None  # noqa: S101  as above
    stored, was, bare = entity.view.since, replays.was.views[-1].since, replays.bare.views[-1].since
    kept = project(entity.view).keys()
    found = {
        name: stored.get(name) if key in kept and was.get(name) == bare.get(name) else bare.get(name)
        for key, name in dated_names(replays.bare.rows[-1]).items()
    }
    return {name: since for name, since in found.items() if since is not None}


def _view_puts(entity: Entity) -> list[Action]:
    """Return the rows of the entity's view, to be listed."""
    view = entity.view
    rows = [] if view is None else view_rows(view.rewritten())
    return [*map(Put, rows)]
