"""Targets: the entities that new facts lean on, looked up in one batch read of those not yet known to exist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.errors import TooManyActions
from chalicelib.domain.facts import Fact
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import Ref, Value, When, parse_date
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.fact_parsing import DraftFact, Lean
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import publisher_of

MAX_REFERENCES = 1_000  # of a write; the hundred facts that fit into one transaction never lean on as many


@dataclass(frozen=True)
class ResolvedReference:
    """What a fact needs to know of an entity it leans on; all but the first are of sources."""

    redirect: str | None = None
    published: When | None = None
    publisher: Value | None = None
    root: str = ""
    supersedes: tuple[str, ...] = ()


Targets = Mapping[str, ResolvedReference]


def look_up(
    world: World,
    refs: Mapping[str, Sequence[Lean]],
    entities: Mapping[str, Entity],
    *,
    drafts: Mapping[str, Sequence[DraftFact]],
    faults: Faults,
) -> dict[str, ResolvedReference]:
    """Find all that the changed entities lean on (refs by entity); note a fault for what does not exist or was retired.

    What an entity's facts already lean on is known to exist, for entities are never removed; the rest is one batch
    read, and one more where it finds entities that were merged into others. Raises TooManyActions.
    """
    found: dict[str, ResolvedReference] = {}
    for entity in entities.values():
        found |= _known(entity)
    wanted = {ref for each in refs.values() for ref, _ in each}
    missing = sorted(wanted - found.keys() - refs.keys())
    if len(missing) > MAX_REFERENCES:
        faults.refuse()
        detail = f"This leans on {len(missing)} entities; {MAX_REFERENCES} are the most: send it in parts."
        raise TooManyActions(detail, context={"limit": MAX_REFERENCES})
    bodies = read_targets(world, missing)
    found |= {ref: _target(ref, body) for ref, body in bodies.items()}
    found |= {ref: _own(entities[ref], drafts[ref]) for ref in refs}
    for ref, at in dict.fromkeys(lean for each in refs.values() for lean in each):
        life = bodies.get(ref, {}).get("life")
        if at is None:
            continue
        if ref not in found:
            faults.add(at, "no_such_entity", _no_such(ref))
        elif life and not life.get("into"):
            faults.add(at, "retired_entity", f"{ref} was retired: {life['reason']}")
    return found


def _no_such(ref: str) -> str:
    if Ref.of(ref).kind in KINDS:
        return f"There is no {ref}: create it first (POST)."
    return f'There is no kind {Ref.of(ref).kind!r}: name an entity, or write {{"text": "{ref}"}} if it is no ref.'


def read_targets(world: World, refs: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Read views, strongly, for a writer may lean on what it created a moment ago; and those of survivors."""
    bodies: dict[str, Mapping[str, Any]] = {}
    while refs:
        rows = world.table.get([keys.view_key(ref) for ref in refs], consistent=True)
        found = {keys.parse_entity(key.pk): row.body for key, row in rows.items()}
        bodies |= found
        survivors = {into for body in found.values() if (into := body.get("life", {}).get("into"))}
        refs = sorted(survivors - bodies.keys())
    return bodies


def last_survivor(world: World, ref: str) -> tuple[str, str | None]:
    """Follow merges from an entity to the last survivor; give it, and the reason if it was retired."""
    bodies = read_targets(world, [ref])
    while survivor := (life := bodies.get(ref, {}).get("life", {})).get("into"):
        ref = survivor
    return ref, life.get("reason")


def _own(entity: Entity, drafts: Sequence[DraftFact]) -> ResolvedReference:
    """Give what a source that is being written says of itself, on record or just now."""
    said = {draft.declared.name: draft.content.value.json() for draft in drafts}
    view = entity.view
    flat, root = (view.flat, view.root) if view else ({}, None)
    return _target(entity.ref, {"flat": {**flat, **said}, "root": root or entity.ref})


def _known(entity: Entity) -> dict[str, ResolvedReference]:
    """Gather what the entity's own facts already lean on."""
    known: dict[str, ResolvedReference] = {}
    for fact in entity.facts.values():
        values = [fact.value, fact.content.scope, *fact.content.qualifiers.values()]
        refs = [str(value) for value in values if isinstance(value, Ref)]
        refs += [fact.evidence.speaker_ref] if fact.evidence.speaker_ref else []
        for ref in refs:
            # A ref that is a source as well is left to be read: only a fact of that source carries its details.
            if not ref.startswith("source/"):
                known[ref] = ResolvedReference(redirect=entity.redirects.get(ref))
        known[fact.evidence.source] = ResolvedReference(
            published=fact.published,
            publisher=fact.publisher,
            root=fact.root or fact.evidence.source,
            supersedes=fact.supersedes,
        )
    return known


def _target(ref: str, body: Mapping[str, Any]) -> ResolvedReference:
    flat, life = body["flat"], body.get("life")
    published = flat.get("published")
    return ResolvedReference(
        redirect=life.get("into") if life else None,
        published=parse_date(published) if isinstance(published, str) else None,
        publisher=publisher_of(flat.get("publisher")),
        root=body.get("root", ref),
        supersedes=_superseded(flat.get("supersedes")),
    )


def _superseded(value: Any) -> tuple[str, ...]:
    """Read the source that another supersedes, as the flat view shows it."""
    return (value,) if isinstance(value, str) else ()


def root_of(fact_value: Value, targets: Targets) -> str:
    """Give the first source behind what a source is derived from: the target's own root, or the words that name it."""
    if isinstance(fact_value, Ref):
        return targets[str(fact_value)].root or str(fact_value)
    return fact_value.canonical()


def fact_of(draft: DraftFact, ref: str, targets: Targets, **recorded: Any) -> Fact:
    """Make the fact of a draft: its source's publication, publisher and root are copied onto it."""
    source = draft.content.evidence.source
    target = targets[source]
    root = target.root
    if source == ref and draft.declared.name == "derived_from":
        root = root_of(draft.content.value, targets)
    return Fact(
        entity=ref,
        content=draft.content,
        published=target.published,
        publisher=target.publisher,
        root=root,
        supersedes=target.supersedes,
        **recorded,
    )
