"""Read one entity: its flat view now, or resolved at another moment."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.explaining import describe_conflict, explain_view
from chalicelib.operations.entities.large.shown_values import within_bounds
from chalicelib.operations.entities.loading import Entity, load_history, load_view, must_be_live, must_be_shown
from chalicelib.operations.entities.resolved_entity import ResolvedEntity, resolve_entity
from chalicelib.operations.entities.seen_facts import is_seen_at, show_at
from chalicelib.operations.entities.view import render_view
from chalicelib.operations.world import NOW, Found, Moment, World

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson


class EntityAtMoment(NamedTuple):
    """An entity with its facts, and what they resolve to at a moment."""

    entity: Entity
    resolved: ResolvedEntity


def read(
    world: World,
    *,
    ref: Ref,
    moment: Moment = NOW,
    include_facts: bool = False,
    standing: bool = False,
    explain: bool = False,
) -> Found:
    """Return an entity as of a moment: one call. Raises NotFound, Gone and Merged, as known at that moment."""
    if moment.is_now and not include_facts and not explain:
        entity = load_view(world, str(ref))
        must_be_shown(entity)
        if view := entity.current_view(world.now()):
            return Found(within_bounds(view.shown()), view.revision, view.conflicts)
    return _read_resolved(
        world, str(ref), moment, include_facts=include_facts, standing=standing, with_explanation=explain
    )


def _read_resolved(
    world: World, ref: str, moment: Moment, *, include_facts: bool, standing: bool, with_explanation: bool
) -> Found:
    entity, resolved = resolve_shown(world, ref, moment)
    shown = render_view(resolved, entity.redirects_at(moment.known_at)) | _revision_and_times(entity, moment.known_at)
    view = within_bounds(shown)
    if include_facts:
        view["facts"] = _facts_by_property(entity.facts.values(), resolved, moment, standing=standing)
    if with_explanation:
        view["explain"] = explain_view(resolved)
    conflicts = [describe_conflict(slot, conflict) for slot, conflict in resolved.conflicts()]
    return Found(view, view["revision"], [{**each, "token": ""} for each in conflicts])


def resolve_at(world: World, ref: str, moment: Moment) -> EntityAtMoment:
    """Load a live entity and resolve it at a moment. Raises NotFound, ErasedEntity, Gone and Merged."""
    entity = load_history(world, ref)
    return EntityAtMoment(entity, resolve_live(world, entity, moment))


def resolve_live(world: World, entity: Entity, moment: Moment) -> ResolvedEntity:
    """Resolve a loaded entity at a moment at which it must be live: no call.

    Raises NotFound, ErasedEntity, Gone and Merged.
    """
    must_be_live(entity, known_at=moment.known_at)
    return _resolve(world, entity, moment)


def resolve_shown(world: World, ref: str, moment: Moment) -> EntityAtMoment:
    """Load an entity with its facts, erased or not, and resolve it. Raises NotFound, Gone and Merged."""
    entity = load_history(world, ref)
    must_be_shown(entity, known_at=moment.known_at)
    return EntityAtMoment(entity, _resolve(world, entity, moment))


def _resolve(world: World, entity: Entity, moment: Moment) -> ResolvedEntity:
    return resolve_entity(entity.kind, entity.ref, entity.facts.values(), moment=moment, now=world.now())


def _revision_and_times(entity: Entity, known_at: Instant | None) -> dict[str, Any]:
    """Return revision and times; at an earlier moment of the last revision that changed facts, redirects or life."""
    view = entity.view
    if view is None or known_at is None:
        times = ("revision", "created_at", "updated_at")
        return {} if view is None else {n: view.shown()[n] for n in times} | view.erased()
    steps = [(f.recorded_at, f.revision) for f in entity.facts.values()]
    steps += [(d.at, d.revision) for f in entity.facts.values() for d in f.decisions]
    steps += [(change.at, change.revision) for change in view.redirect_changes]
    steps += [(life.at, life.revision) for life in view.lifecycles if life.revision]
    updated_at, revision = max(step for step in steps if step[0] <= known_at)
    return {"revision": revision, "created_at": view.created_at, "updated_at": updated_at, **view.erased()}


def _facts_by_property(
    facts: Iterable[Fact], resolved: ResolvedEntity, moment: Moment, *, standing: bool
) -> "dict[str, list[FactJson]]":
    """Return the facts that the moment's clocks do not leave out by property; retracted ones unless `standing`."""
    seen = [f for f in facts if is_seen_at(f, moment, standing=standing)]
    ordered = sorted(seen, key=lambda f: (f.recorded_at, f.place, f.id))
    shown: dict[str, list[FactJson]] = {name: [] for name in resolved.slots}
    for fact in ordered:
        if fact.content.property in shown:
            shown[fact.content.property].append(show_at(fact, moment))
    return {name: each for name, each in shown.items() if each}
