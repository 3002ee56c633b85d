"""The copies that a merge made of an entity's facts at the survivor."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from chalicelib.domain.facts.decisions import DecisionType
from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.facts.facts import Fact, affirmed_values
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.loading import Entity, load_series
from chalicelib.operations.transactions.drafts import DraftFact, draft_id
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.lifecycle_rows import Lifecycle
from chalicelib.store.records.revision_rows import read_revision

CAUSE = "merged"


def is_to_copy(fact: Fact, survivor: str) -> bool:
    """Return whether a merge copies a fact: neither retracted nor erased, and its value is not the survivor itself."""
    return fact.standing(None).stands and fact.erasure is None and fact.value != Ref.of(survivor)


def draft_copies(survivor: Entity, facts: Sequence[Fact], loser: Entity) -> list[DraftFact]:
    """Make the survivor's drafts of the loser's facts."""
    given = affirmed_values(survivor.facts.values())
    return [draft for fact in facts if (draft := _draft_copy(survivor, fact, given, loser))]


def _draft_copy(entity: Entity, fact: Fact, given: Collection[str], loser: Entity) -> DraftFact | None:
    """Make the survivor's draft of a fact, with its rank; the loser's name becomes an alias.

    None if the survivor has a value that cannot change, or is an event of a type without the field.
    """
    is_label = fact.content.property == entity.kind.label
    declared = entity.declared("aliases" if is_label else fact.content.property)
    if declared is None or (declared.immutable and declared.name in given):
        return None
    ranked = next((d for d in reversed(fact.decisions) if d.verdict is DecisionType.RANKED), None)
    content = replace(fact.content, property=declared.name)
    if fact.evidence.replaces:
        content = replace(content, evidence=_evidence_of_copy(entity, fact, given, loser, itself=content.token))
    return DraftFact(declared, content, "/into", ranked=ranked, merged_from=loser.ref)


def _evidence_of_copy(entity: Entity, fact: Fact, given: Collection[str], loser: Entity, *, itself: str) -> Evidence:
    """Let the copy replace the copies of what the fact replaces; what is not copied needs no replacement.

    A fact from when evidence was part of ids may replace one that states the same: their copy is one, `itself`.
    """
    replaced = [loser.facts[name] for name in fact.evidence.replaces if name in loser.facts]
    copies = [_draft_copy(entity, each, given, loser) for each in replaced if is_to_copy(each, entity.ref)]
    others = [copy for copy in copies if copy is not None and copy.content.token != itself]
    names = tuple(draft_id(copy, entity.ref) for copy in others)
    return replace(fact.evidence, replaces=names)


def copies_of(world: World, merged: Entity, facts: Iterable[Fact], *, survivor: Entity, merge: Lifecycle) -> list[str]:
    """List the ids of the standing copies of a merged entity's facts among the facts of its survivor.

    Each copy names the entities that it was copied from. Those of merges from before they did so are known by their
    content, and by the revisions that recorded them.
    """
    standing = {fact.id: fact for fact in facts if fact.standing(None).stands}
    marked = [name for name, fact in standing.items() if merged.ref in fact.merged_from]
    return marked if merge.revision else [*marked, *_unmarked(world, merged, standing, survivor)]


def _unmarked(world: World, merged: Entity, standing: dict[str, Fact], survivor: Entity) -> list[str]:
    own = [fact for fact in (*merged.facts.values(), *load_series(world, merged)) if fact.standing(None).stands]
    drafts = [draft for fact in own if (draft := _draft_copy(survivor, fact, (), merged))]
    names = {draft_id(draft, survivor.ref) for draft in drafts}
    found = {name: fact for name, fact in standing.items() if name in names and not fact.merged_from}
    locks = {name: keys.revision_key(survivor.ref, fact.revision) for name, fact in found.items()}
    rows = world.table.get(sorted(set(locks.values())), consistent=True) if locks else {}
    copying = {key for key, row in rows.items() if read_revision(row).cause == CAUSE}
    return [name for name, key in locks.items() if key in copying]
