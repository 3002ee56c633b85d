"""The facts of an entity with their evidence, in the order of their properties and slots."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.errors import BadParameter
from chalicelib.domain.faults import Guesses
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property
from chalicelib.kinds.hints import unknown_property
from chalicelib.operations.entities.loading import Entity, load_view, must_be_shown
from chalicelib.operations.entities.seen_facts import is_seen_at, show_at
from chalicelib.operations.paging.paging import page
from chalicelib.operations.world import NOW, Listed, Moment, World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row
from chalicelib.store.rows import Row

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson

MAX_LAG_MS = 10_000  # by which a read that is not strongly consistent lags behind; mostly it is well under a second


def entity_facts(
    world: World,
    *,
    ref: Ref,
    property_name: str | None = None,
    moment: Moment = NOW,
    standing: bool = False,
    limit: int,
    cursor: str | None = None,
) -> Listed:
    """Return a page of the facts on record by `known_at`, retracted ones with their retraction: two calls.

    `valid_at` omits lasting facts that do not hold then; `published_before` omits facts not yet in print; `standing`
    omits those that were retracted or replaced. The facts of a series are listed only by its property. A page shows a
    write whole: nothing that is later than the view that was read before it. Raises NotFound, Gone, Merged,
    BadParameter and BadCursor.
    """
    entity = load_view(world, str(ref))
    must_be_shown(entity, known_at=moment.known_at)
    declared = entity.declared(property_name) if property_name else None
    if property_name and declared is None:
        detail = unknown_property(KINDS[ref.kind], property_name, guesses=Guesses())
        raise BadParameter(detail, context={"parameter": "property"})
    facts, seen = _fact_range(ref, declared), _as_of_view(moment, entity)
    return page(
        world,
        question=f"facts {ref} {property_name} {moment}{' standing' * standing}",
        cursor=cursor,
        pk=facts.pk,
        span=facts.span,
        limit=limit,
        show=lambda row: _show_seen_fact(row, seen, standing=standing),
        is_narrowed=standing or moment != NOW,
        consistent=_was_just_written(entity, world.now()),
    )


def _as_of_view(moment: Moment, entity: Entity) -> Moment:
    """Return a moment that is no later than the view of an entity."""
    if entity.view is None or (moment.known_at is not None and moment.known_at <= entity.view.updated_at):
        return moment
    return replace(moment, known_at=entity.view.updated_at)


def _was_just_written(entity: Entity, now: Instant) -> bool:
    """Return whether the facts may lag behind the view, which another copy of the table may have answered."""
    return entity.view is not None and plus_ms(entity.view.updated_at, MAX_LAG_MS) > now


class FactRange(NamedTuple):
    """A partition with facts, and the range of its sort keys; None: all of it."""

    pk: str
    span: keys.Range | None


def _fact_range(ref: Ref, declared: Property | None) -> FactRange:
    if declared is None:
        return FactRange(keys.entity(ref), keys.FACTS)
    if declared.series:
        return FactRange(keys.series(ref, declared.name), None)
    return FactRange(keys.entity(ref), keys.facts_of(declared.name))


def _show_seen_fact(row: Row, moment: Moment, *, standing: bool) -> "FactJson | None":
    fact = read_fact_row(row)
    return show_at(fact, moment) if is_seen_at(fact, moment, standing=standing) else None
