"""View content: what the facts of an entity say, all of them, or a portion together with the outline of the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.facts.fact_tokens import slot_token
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.entity_context import last_prints
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.kinds.declaration import Property
from chalicelib.operations.entities.explaining import describe_conflict
from chalicelib.operations.entities.held_texts import held_texts
from chalicelib.operations.entities.large import outlining
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.entities.resolved_entity import ResolvedEntity, resolve_entity
from chalicelib.operations.entities.view import Redirects, ShownProperty, flat_view, render_property
from chalicelib.operations.transactions.references import DERIVED_FROM
from chalicelib.operations.transactions.staging.replacement_marks import missing_marks
from chalicelib.store.records.held_texts import HeldText
from chalicelib.store.records.outlines import Outline

ConflictJson = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """The content of an entity now: its flat view, until when that holds, and all that its view keeps beside it."""

    declared: Sequence[Property]
    flat: Mapping[str, Any]
    until: Instant | None
    conflicts: tuple[ConflictJson, ...]
    held: tuple[HeldText, ...]
    root: str | None
    outline: Outline | None


def say_all(entity: Entity, redirects: Redirects, *, at: Instant) -> Said:
    """Resolve an entity with all its facts."""
    kind, facts = entity.kind, entity.facts.values()
    resolved = resolve_entity(kind, entity.ref, facts, moment=Moment(), now=at)
    shown = {name: render_property(resolved, slots, redirects) for name, slots in resolved.slots.items()}
    flat = flat_view(kind, entity.ref, shown, type_name=resolved.type_name)
    return Said(
        kind.all_properties(type_name=resolved.type_name),
        flat,
        resolved.until,
        tuple(conflicts_in(resolved)),
        held_texts(kind, facts, flat, moment=Moment(), now=at),
        root_of(entity),
        _outline_all(entity, resolved, shown, redirects, at=at),
    )


def conflicts_in(resolved: ResolvedEntity) -> list[ConflictJson]:
    """Write the conflicts of an entity as its view keeps them, each with the token of its slot."""
    return [
        {**describe_conflict(slot, conflict), "token": slot_token(slot.name)} for slot, conflict in resolved.conflicts()
    ]


def root_of(entity: Entity) -> str | None:
    """Return the first source along `derived_from` of a source."""
    derived = [fact for fact in entity.facts_of(DERIVED_FROM) if fact.standing(None).stands]
    return derived[0].root if entity.kind.name == "source" and derived else None


def _outline_all(
    entity: Entity,
    resolved: ResolvedEntity,
    shown: Mapping[str, ShownProperty],
    redirects: Redirects,
    *,
    at: Instant,
) -> Outline | None:
    """Outline a large entity; a small one is read whole, and so is one whose facts lack marks until it is repaired."""
    facts = [*entity.facts.values()]
    if len(facts) < outlining.LARGE_FACTS or missing_marks(entity.kind, facts):
        return None
    found = {
        name: outlining.outline_property(resolved, name, each, shown.get(name), redirects, at=at)
        for name, each in by_property(facts).items()
    }
    return Outline(found, last_prints(facts, Moment().at(at)))


def by_property(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Group facts by property."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.content.property, []).append(fact)
    return found
