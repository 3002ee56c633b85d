"""Merge an entity into another: its facts go on at the survivor, and whoever asks for it is sent there."""

from dataclasses import replace
from typing import Any

from chalicelib.domain.errors import Faults
from chalicelib.domain.facts import Content, Fact
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.drafting import Draft
from chalicelib.operations.entity import Entity, load_entity, must_be_live
from chalicelib.operations.refresh import refresh
from chalicelib.operations.staging import Change, declared_of, draft_ids
from chalicelib.operations.world import Caller, World
from chalicelib.operations.writing import Attempt, live, must_match, write
from chalicelib.store import keys
from chalicelib.store.items import Life

COPIES = 20  # facts of one transaction: each can need a link, words and more beside it
REFRESHED = 25  # entities that point at the loser, in one request


def merge(
    world: World, caller: Caller, *, ref: Ref, into: Ref, reason: str, if_match: int | None = None
) -> dict[str, Any]:
    """Merge `ref` into `into`, of the same kind. Raises NotFound, Gone, Merged, Stale and Invalid.

    Three steps, each whole in itself and the same when done again: the loser's standing facts are recorded at the
    survivor with their own evidence; one transaction makes the loser point at the survivor; entities that point at
    the loser are refreshed. `remaining` says that some are left: send the request again.
    """
    loser, survivor = str(ref), str(into)
    _check(ref, into)
    entity = load_entity(world, loser)
    done = entity.view is not None and entity.view.life is not None and entity.view.life.into == survivor
    if not done:
        must_be_live(entity)
        must_match(entity, if_match)
        _copy(world, caller, list(entity.facts.values()), survivor)
        _point(world, caller, loser, survivor, reason, if_match)
    moved, remaining = _follow(world, caller, loser, survivor)
    return {"ref": loser, "merged_into": survivor, "moved": moved, "remaining": remaining}


def _check(ref: Ref, into: Ref) -> None:
    faults = Faults()
    if into.kind not in KINDS or into.kind != ref.kind:
        faults.add("/into", "wrong_kind", f"A {ref.kind} is merged into another {ref.kind}.")
    elif into == ref:
        faults.add("/into", "same_entity", "An entity cannot be merged into itself.")
    faults.refuse()


def _copy(world: World, caller: Caller, facts: list[Fact], survivor: str) -> None:
    """Record the loser's standing facts at the survivor; what points at the survivor itself is left out."""
    standing = [f for f in facts if f.standing(None).stands and f.value != Ref(*survivor.split("/", 1))]
    for start in range(0, len(standing), COPIES):
        chunk = standing[start : start + COPIES]

        def plan(attempt: Attempt, chunk: list[Fact] = chunk) -> list[Change]:
            entity = live(attempt, survivor)
            drafts = [draft for fact in chunk if (draft := _copied(entity, fact))]
            refs = [(ref, None) for draft in drafts for ref in _leans_on(draft.content)]
            return [_without_retracted(entity, Change(survivor, "merged", drafts=drafts, refs=refs))]

        write(world, caller, refs=[survivor], plan=plan)


def _copied(entity: Entity, fact: Fact) -> Draft | None:
    """Make the survivor's draft of a fact; the loser's name becomes an alias.

    What is fixed once given stays the survivor's, and a field of another event type has no place there.
    """
    is_label = fact.content.property == entity.kind.label
    declared = declared_of(entity, "aliases" if is_label else fact.content.property)
    if declared is None or declared.immutable:
        return None
    return Draft(declared, replace(fact.content, property=declared.name), "/into")


def _leans_on(content: Content) -> list[str]:
    values = [content.value, content.scope, *content.qualifiers.values()]
    named = [content.evidence.source, content.evidence.speaker_ref, *(str(v) for v in values if isinstance(v, Ref))]
    return [ref for ref in named if ref is not None]


def _without_retracted(entity: Entity, change: Change) -> Change:
    """Leave out what stands on record at the survivor as retracted: a merge reinstates nothing."""
    retracted = {name for name, fact in entity.facts.items() if not fact.standing(None).stands}
    pairs = zip(draft_ids(change), change.drafts, strict=True)
    return replace(change, drafts=[draft for name, draft in pairs if name not in retracted])


def _point(world: World, caller: Caller, loser: str, survivor: str, reason: str, if_match: int | None) -> None:
    def plan(attempt: Attempt) -> list[Change]:
        live(attempt, loser, if_match=if_match)
        live(attempt, survivor)
        return [Change(loser, "merged", life=Life(reason, into=survivor))]

    write(world, caller, refs=[loser, survivor], plan=plan)


def _follow(world: World, caller: Caller, loser: str, survivor: str) -> tuple[int, bool]:
    """Refresh what still points at the loser; give how many were, and whether any are left."""
    page = world.table.query(None, keys.links(loser), limit=REFRESHED + 1, consistent=True)
    pointing = [keys.parse_link(row.key).ref for row in page.rows]
    for ref in pointing[:REFRESHED]:
        refresh(world, caller, ref=ref, cause="merged", redirects={loser: survivor})
    return len(pointing[:REFRESHED]), len(pointing) > REFRESHED
