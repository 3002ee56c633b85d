"""Look for what a new entity may be the same as, without writing it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from chalicelib.domain.facts.contents import entities_named
from chalicelib.domain.faults import Faults
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.entities.duplicates import Candidate, FoundDuplicates, find_duplicates
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.drafts import Drafts
from chalicelib.operations.transactions.parsing.flat_body import draft_fields, event_type_name
from chalicelib.operations.transactions.references import ResolvedReference, look_up
from chalicelib.operations.transactions.staging.changes import Change, Staged
from chalicelib.operations.transactions.staging.copies import Stamp
from chalicelib.operations.transactions.staging.staging import stage
from chalicelib.operations.world import World

UNNAMED = "unnamed"  # the slug of a body that has none: nothing is read or written under it
ANY_EVIDENCE = {"source": f"source/{UNNAMED}", "basis": "third_party_report"}  # for a body that has none


class LookedUp(NamedTuple):
    """The entities that a body may describe, the rows read, and the pointers of what could not be read."""

    candidates: list[Candidate]
    read: int
    left_out: list[str]


def duplicates(world: World, *, kind: Kind, body: Mapping[str, Any]) -> LookedUp:
    """Return the entities that a flat body may describe, at most five: one batch read, and a query for each identity.

    The body needs neither slug nor evidence, and what it has wrong takes no part in the look.
    """
    ref, faults = f"{kind.name}/{UNNAMED}", Faults()
    sent = {"evidence": ANY_EVIDENCE, **body}
    read = draft_fields(kind, sent, ref=ref, type_name=event_type_name(kind, body), faults=faults)
    staged = _stage_alone(world, Change(ref, "created", drafts=read.drafts, refs=read.refs, whole=True))
    found = duplicates_of(world, staged)
    return LookedUp([*found.candidates], found.read, list(dict.fromkeys(fault.pointer for fault in faults.found)))


def duplicates_of(world: World, staged: Staged, *, itself: Collection[str] = ()) -> FoundDuplicates:
    """Return what a staged entity may be the same as: not `itself`, nor what its facts name as another entity."""
    entity = staged.entity
    if entity.view is None:
        return FoundDuplicates([], 0)
    named = entities_named(fact.content for fact in entity.facts.values())
    return find_duplicates(world, entity.view, known={*itself, *named})


def _stage_alone(world: World, change: Change) -> Staged:
    """Stage an entity that may refer to what does not exist."""
    entity = Entity(change.ref)
    drafts = {change.ref: Drafts(change.drafts, change.refs)}
    known = look_up(world, {change.ref: entity}, drafts=drafts, faults=Faults())
    references = defaultdict(ResolvedReference, known)
    return stage(change, entity, references, Stamp(world.now(), "", ""))
