"""Staging: turns a change of one entity into the actions of one transaction and the entity as it will be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.domain.facts import Decision, Fact, fact_id
from chalicelib.domain.faults import Faults
from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Missing, Value
from chalicelib.kinds.declaration import Shape
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.checks.clocks import accepted
from chalicelib.operations.transactions.checks.retracted_facts import refuse_retracted
from chalicelib.operations.transactions.fact_parsing import DraftFact, Lean
from chalicelib.operations.transactions.references import Targets, fact_of
from chalicelib.operations.transactions.series_rows import SeriesChange, change_series
from chalicelib.operations.transactions.view_update import (
    changes_between,
    count_changes,
    make_view,
    row_actions,
    untold_counts,
    view_actions,
)
from chalicelib.store.records.entity_rows import Lifecycle, View, fact_row, life_row
from chalicelib.store.records.revision_rows import Revision, revision_row
from chalicelib.store.rows import ABSENT, Action, Put


@dataclass(frozen=True)
class UnlistedFacts:
    """What a repair has found: facts that no revision tells, and how many there are, those of series included."""

    recorded: tuple[str, ...]
    facts: int
    told: Mapping[str, int]  # the counts of all revisions together
    series_conflicts: int = 0


@dataclass(frozen=True)
class Change:
    """What a write wants of one entity: new facts, decisions on facts by id, or the end of its life.

    Decisions and `life` come without time and author: staging signs them.
    """

    ref: str
    cause: str
    drafts: Sequence[DraftFact] = ()
    refs: Sequence[Lean] = ()  # what the drafts lean on, to be looked up
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    life: Lifecycle | None = None
    redirects: Mapping[str, str] = field(default_factory=dict)
    series: Mapping[str, Fact] = field(default_factory=dict)  # facts of series on record, near those of the change
    whole: bool = False  # write every row anew, whatever was there: repair and new declarations
    accepts_ahead: bool = False  # an operator lets writes go on where the entity lies ahead of the clock
    untold: UnlistedFacts | None = None  # for a repair: the revision makes up for those that are not there
    refuses_retracted: bool = True  # False: facts that stand on record as retracted are left out


@dataclass(frozen=True)
class Stamp:
    """Who writes, when, in which request."""

    at: Instant
    by: str
    write: str


@dataclass(frozen=True)
class Staged:
    """The actions of a change, empty when it changes nothing, and the entity and the facts of the request after it.

    `record` are those that make the change, `view` those of the view they lead to, `rows` of what the entity is
    found by and of the conflicts within its series.
    """

    entity: Entity
    facts: Sequence[Fact]
    record: Sequence[Action] = ()
    view: Sequence[Action] = ()
    rows: Sequence[Action] = ()


def stage(change: Change, entity: Entity, targets: Targets, stamp: Stamp) -> Staged:
    """Work out what a change writes. Raises Retracted, Invalid and NotAllowedNow."""
    facts, new = _facts(change, entity, targets, stamp)
    decided = _decided(change, entity, stamp)
    if not (new or decided or change.life or change.whole):
        return Staged(entity, facts)
    life = replace(change.life, at=stamp.at, by=stamp.by) if change.life else None
    kept = [fact for fact in new if not _is_series(entity, fact)]
    after = {**entity.facts, **{fact.id: fact for fact in (*decided, *kept) if not _is_series(entity, fact)}}
    moved = {ref: target.redirect for ref, target in targets.items() if target.redirect}
    redirects = _followed({**entity.redirects, **moved, **change.redirects})
    lives = (*entity.lifecycles, life) if life else entity.lifecycles
    written = replace(entity, facts=after, lifecycles=lives)
    sent = _sent(change, new)
    view = make_view(written, redirects=redirects, at=stamp.at, life=life, whole=change.whole, sent=sent)
    view = replace(view, ahead_until=accepted(view)) if change.accepts_ahead else view
    of_series = [fact for fact in (*new, *decided) if _is_series(entity, fact)]
    series = change_series(change.series, of_series, at=stamp.at)
    view = replace(view, series_conflicts=_series_conflicts(change, entity, series))
    revision = _revision(change, entity.view, view, (new, decided), stamp)
    record: list[Action] = [Put(revision_row(revision), when=ABSENT)]
    record += [Put(fact_row(fact, series=_is_series(entity, fact))) for fact in (*new, *decided)]
    record += [Put(life_row(entity.ref, life))] if life else []
    rows = [*row_actions(entity.view, view, whole=change.whole), *series.actions]
    return Staged(replace(written, view=view), facts, record, view_actions(entity.view, view), rows)


def _series_conflicts(change: Change, entity: Entity, series: SeriesChange) -> int:
    """Return how many conflicts within the series of the entity are open after a change."""
    if change.untold is not None:
        return change.untold.series_conflicts
    return (entity.view.series_conflicts if entity.view else 0) + series.opened


def _followed(redirects: Mapping[str, str]) -> dict[str, str]:
    """Send who was merged to the last survivor, where survivors were merged in their turn."""

    def last(ref: str) -> str:
        return last(redirects[ref]) if ref in redirects else ref

    return {ref: last(survivor) for ref, survivor in redirects.items()}


def check_drafts(entity: Entity, drafts: Sequence[DraftFact], faults: Faults) -> None:
    """Note a fault for every second, different value of a property that is fixed once given; `unknown` is not given."""
    said = {f.content.property: f.value for f in entity.facts.values() if f.affirms and f.standing(None).stands}
    for draft in drafts:
        if not draft.declared.immutable or draft.content.value == Missing("unknown"):
            continue
        first: Value = said.setdefault(draft.content.property, draft.content.value)
        if first.canonical() != draft.content.value.canonical():
            detail = f"`{draft.declared.name}` is fixed once given; it is {first.json()!r}."
            faults.add(draft.at, "fixed", detail)


def _is_series(entity: Entity, fact: Fact) -> bool:
    declared = entity.kind.property(fact.content.property)
    return declared is not None and declared.series


def _facts(change: Change, entity: Entity, targets: Targets, stamp: Stamp) -> tuple[list[Fact], list[Fact]]:
    """Give the facts of all drafts, and those among them that are new."""
    all_facts: dict[str, Fact] = {}
    new: dict[str, Fact] = {}
    known = {**entity.facts, **change.series}
    retracted: dict[str, Fact] = {}
    for place, draft in enumerate(change.drafts):
        name = _fact_id(draft, entity.ref)
        if name in known and known[name].standing(None).stands:
            all_facts[name] = known[name]
        elif name in known:
            retracted |= {draft.at: known[name]} if change.refuses_retracted else {}
        elif name not in new:
            made = fact_of(draft, entity.ref, targets, id=name, recorded_at=stamp.at, recorded_by=stamp.by)
            made = replace(made, place=place, revision=entity.revision + 1)
            ranked = (_signed(draft.ranked, entity, stamp),) if draft.ranked else ()
            new[name] = all_facts[name] = replace(made, decisions=ranked)
    refuse_retracted(retracted)
    return list(all_facts.values()), list(new.values())


def _sent(change: Change, new: Sequence[Fact]) -> dict[str, list[str]]:
    """Say where the values of new facts stand in the body, by property."""
    ids, sent = {fact.id for fact in new}, dict[str, list[str]]()
    for name, draft in zip(draft_ids(change), change.drafts, strict=True):
        if name in ids:
            sent.setdefault(draft.declared.name, []).append(draft.at)
    return sent


def draft_ids(change: Change) -> list[str]:
    """List the fact ids of a change's drafts."""
    return [_fact_id(draft, change.ref) for draft in change.drafts]


def _fact_id(draft: DraftFact, ref: str) -> str:
    comparable = [q.name for q in draft.declared.qualifiers if q.comparable]
    slot = draft.content.slot(many=draft.declared.shape is Shape.MANY, comparable=comparable)
    return fact_id(ref, draft.content, slot=slot)


def _decided(change: Change, entity: Entity, stamp: Stamp) -> list[Fact]:
    known = {**entity.facts, **change.series}
    signed = {name: _signed(decision, entity, stamp) for name, decision in change.decisions.items()}
    return [replace(known[name], decisions=(*known[name].decisions, each)) for name, each in signed.items()]


def _signed(decision: Decision, entity: Entity, stamp: Stamp) -> Decision:
    return replace(decision, at=stamp.at, by=stamp.by, revision=entity.revision + 1)


def _revision(
    change: Change, before: View | None, view: View, facts: tuple[Sequence[Fact], Sequence[Fact]], stamp: Stamp
) -> Revision:
    new, decided = facts
    untold = change.untold
    return Revision(
        ref=view.ref,
        number=view.revision,
        at=stamp.at,
        by=stamp.by,
        cause=change.cause,
        recorded=untold.recorded if untold else tuple(fact.id for fact in new),
        decided=tuple(_taken(fact) for fact in decided),
        changes=changes_between(before, view),
        counts=untold_counts(view, facts=untold.facts, told=without_series(view, untold.told))
        if untold
        else _with_series_conflicts(count_changes(before, view, recorded=len(new)), before, view),
        write=stamp.write,
    )


def _with_series_conflicts(counts: Mapping[str, int], before: View | None, view: View) -> dict[str, int]:
    """Add to the counts of a revision the conflicts within series that it opened or closed."""
    opened = _live_series_conflicts(view) - (_live_series_conflicts(before) if before else 0)
    total = counts.get("conflicts", 0) + opened
    return {**{name: count for name, count in counts.items() if name != "conflicts"}} | (
        {"conflicts": total} if total else {}
    )


def without_series(view: View, told: Mapping[str, int]) -> dict[str, int]:
    """Return counts without the conflicts within the series of an entity, as if only its view had conflicts."""
    return {**told, "conflicts": told.get("conflicts", 0) - _live_series_conflicts(view)}


def _live_series_conflicts(view: View) -> int:
    return view.series_conflicts if view.lifecycle is None else 0


def _taken(fact: Fact) -> dict[str, Any]:
    decision = fact.decisions[-1]
    return {"fact": fact.id, "verdict": decision.verdict.value, "rank": decision.rank, "reason": decision.reason}
