"""Staging: turns a change of one entity into the actions of a transaction, and the entity as it will be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from chalicelib.domain.decisions import Decision
from chalicelib.domain.facts import Fact, fact_id
from chalicelib.domain.instants import plus_ms
from chalicelib.kinds.declaration import Shape
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.copies import Stamp, copied_again, signed_decision
from chalicelib.operations.transactions.drafts import DraftFact, Erasing, Reference, Replacement
from chalicelib.operations.transactions.fact_checks import refuse_erased, refuse_retracted
from chalicelib.operations.transactions.recorded_contents import RecordedContents
from chalicelib.operations.transactions.references import References, fact_of, redirects_after
from chalicelib.operations.transactions.series_rows import (
    SeriesChange,
    add_series_conflicts,
    change_series,
    erase_sides,
    without_series_conflicts,
)
from chalicelib.operations.transactions.view_update import (
    changes_between,
    count_changes,
    erasing_actions,
    make_view,
    missing_counts,
    names_alone,
    row_actions,
    view_actions,
)
from chalicelib.store.records.entity_rows import View, fact_row
from chalicelib.store.records.lifecycle_rows import Lifecycle, life_row
from chalicelib.store.records.revision_rows import Revision, revision_row
from chalicelib.store.rows import ABSENT, Action, Put

ACCEPTED_AHEAD_MS = 86_400_000  # how far beyond its last instant writes may date an entity that is accepted as ahead


@dataclass(frozen=True)
class UnlistedFacts:
    """The result of a repair: facts that no revision lists, and the number of all facts, including those of series."""

    recorded: tuple[str, ...]
    facts: int
    counted: Mapping[str, int]  # the counts of all revisions together
    series_conflicts: int = 0


@dataclass(frozen=True)
class Change:
    """The changes of a write to one entity: new facts, decisions on facts by id, or the end of its life.

    Decisions and `life` come without time and author, which staging adds.
    """

    ref: str
    cause: str
    drafts: Sequence[DraftFact] = ()
    refs: Sequence[Reference] = ()  # of the drafts, to be looked up
    replacements: Sequence[Replacement] = ()  # of the drafts, to be checked
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    life: Lifecycle | None = None
    redirects: Mapping[str, str] = field(default_factory=dict)  # to itself: the merge was reversed
    merged_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of facts, as it will be
    series: Mapping[str, Fact] = field(default_factory=dict)  # facts of series on record, near those of the change
    whole: bool = False  # write every row again: for repairs and new declarations
    accepts_ahead: bool = False  # an operator allows further writes although the entity is ahead of the clock
    unlisted: UnlistedFacts | None = None  # of a repair, whose revision replaces missing ones
    allows_duplicate: bool = False  # the writer asked not to look for the same entity under another slug
    beside: Callable[[Stamp], Sequence[Action]] | None = None  # what the same transaction writes to other items
    refuses_retracted: bool = True  # False: drafts of facts that are on record as retracted are left out
    erasing: Erasing | None = None

    @property
    def is_copy(self) -> bool:
        """Whether it copies facts, which were checked when they were recorded."""
        return not self.refuses_retracted


@dataclass(frozen=True)
class Staged:
    """The actions of a change, and the entity and the facts of the request after it.

    `record` are the actions of the change itself (none if it changes nothing), `view` those of the new view, `rows`
    those of the rows by which the entity is found and of the conflicts within its series.
    """

    entity: Entity
    facts: Sequence[Fact]
    record: Sequence[Action] = ()
    view: Sequence[Action] = ()
    rows: Sequence[Action] = ()


class StagedFacts(NamedTuple):
    """The facts of all drafts, the new ones among them, and the pointers of the new ones by property.

    `copied_again` are copies on record that a merge meets: of another merge, or of one that was reversed.
    """

    answered: list[Fact]
    new: list[Fact]
    pointers: Mapping[str, Sequence[str]]
    copied_again: list[Fact]


def stage(change: Change, entity: Entity, references: References, stamp: Stamp) -> Staged:
    """Work out what a change writes. Raises Retracted, Invalid and NotAllowedNow."""
    facts = _stage_facts(change, entity, references, stamp)
    decided = [*_decided_facts(change, entity, stamp), *facts.copied_again]
    if not (facts.new or decided or change.life or change.whole):
        return Staged(entity, facts.answered)
    life = replace(change.life, at=stamp.at, by=stamp.by, revision=entity.revision + 1) if change.life else None
    in_series = _ids_in_series(entity, (*facts.new, *decided))
    kept = {fact.id: fact for fact in (*decided, *facts.new) if fact.id not in in_series}
    lives = (*entity.lifecycles, life) if life else entity.lifecycles
    erasing = change.erasing
    before = erasing.bare if erasing else entity.view
    written = replace(entity, view=before, facts={**entity.facts, **kept}, lifecycles=lives)
    redirects = redirects_after(change.redirects, entity, references)
    is_whole = change.whole or erasing is not None  # every wide row is written again
    view = make_view(written, redirects=redirects, at=stamp.at, whole=is_whole, sent=facts.pointers)
    if change.accepts_ahead:
        view = replace(view, ahead_until=plus_ms(view.updated_at, ACCEPTED_AHEAD_MS))
    of_series = [fact for fact in (*facts.new, *decided) if fact.id in in_series]
    series = change_series(change.series, of_series, at=stamp.at)
    view = replace(view, series_conflicts=_series_conflicts(change, entity, series))
    revision = _revision_of(change, entity.view, view, new=facts.new, decided=decided, stamp=stamp)
    record: list[Action] = [Put(revision_row(revision), when=ABSENT)]
    record += [Put(fact_row(fact, series=fact.id in in_series)) for fact in (*facts.new, *decided)]
    record += [Put(life_row(entity.ref, life))] if life else []
    record += change.beside(stamp) if change.beside else []
    rows = [*row_actions(entity.view, view, whole=change.whole), *series.actions]
    if erasing and entity.view:
        rows = erasing_actions(entity.view, erasing.bare, view, deleted=erasing.deleted)
        rows += erase_sides(series.actions, erasing.facts)
    return Staged(replace(written, view=view), facts.answered, record, view_actions(entity.view, view), rows)


def _series_conflicts(change: Change, entity: Entity, series: SeriesChange) -> int:
    """Return how many conflicts within the series of the entity are open after a change."""
    if change.unlisted is not None:
        return change.unlisted.series_conflicts
    return (entity.view.series_conflicts if entity.view else 0) + series.opened


def _ids_in_series(entity: Entity, facts: Sequence[Fact]) -> set[str]:
    """Find the facts of series, which are stored outside the entity's partition."""
    declared = {each.name for each in entity.kind.series_properties}
    return {fact.id for fact in facts if fact.content.property in declared}


def _stage_facts(change: Change, entity: Entity, references: References, stamp: Stamp) -> StagedFacts:
    answered: dict[str, Fact] = {}
    new: dict[str, Fact] = {}
    pointers: dict[str, list[str]] = {}
    retracted: dict[str, Fact] = {}
    erased: dict[str, Fact] = {}
    again: dict[str, Fact] = {}
    known = {**entity.facts, **change.series}
    number = entity.revision + 1
    recorded = RecordedContents(known)
    for place, draft in enumerate(change.drafts):
        name = recorded.id_of(draft, otherwise=draft_id(draft, entity.ref))
        if name in known and known[name].erasure is not None:
            erased |= {draft.at: known[name]} if change.refuses_retracted else {}
        elif name in known and (copied := copied_again(known[name], draft, number, stamp)) is not None:
            again[name] = answered[name] = copied
        elif name in known and known[name].standing(None).stands:
            answered[name] = known[name]
        elif name in known:
            retracted |= {draft.at: known[name]} if change.refuses_retracted else {}
        else:
            pointers.setdefault(draft.declared.name, []).append(draft.at)
            if name not in new:
                made = fact_of(draft, entity.ref, references, id=name, recorded_at=stamp.at, recorded_by=stamp.by)
                decisions = (signed_decision(draft.ranked, number, stamp),) if draft.ranked else ()
                copied_from = (draft.merged_from,) if draft.merged_from else ()
                new[name] = answered[name] = replace(
                    made, place=place, revision=number, decisions=decisions, merged_from=copied_from
                )
    refuse_erased(erased)
    refuse_retracted(retracted)
    return StagedFacts([*answered.values()], [*new.values()], pointers, [*again.values()])


def draft_ids(change: Change) -> list[str]:
    """List the fact ids of a change's drafts."""
    return [draft_id(draft, change.ref) for draft in change.drafts]


def draft_id(draft: DraftFact, ref: str) -> str:
    """Return the id that the fact of a draft gets, unless its content is on record under another."""
    comparable = [q.name for q in draft.declared.qualifiers if q.comparable]
    slot = draft.content.slot(many=draft.declared.shape is Shape.MANY, comparable=comparable)
    return fact_id(ref, draft.content, slot=slot)


def _decided_facts(change: Change, entity: Entity, stamp: Stamp) -> list[Fact]:
    known = {**entity.facts, **change.series}
    signed = {
        name: signed_decision(decision, entity.revision + 1, stamp) for name, decision in change.decisions.items()
    }
    marked = {name: replace(known[name], merged_from=refs) for name, refs in change.merged_from.items()}
    bare = change.erasing.facts if change.erasing else {}
    decided = {name: bare.get(name) or marked.get(name, known[name]) for name in signed}
    decided = {name: replace(fact, decisions=(*fact.decisions, signed[name])) for name, fact in decided.items()}
    return [*{**marked, **decided}.values()]


def _revision_of(
    change: Change, before: View | None, view: View, *, new: Sequence[Fact], decided: Sequence[Fact], stamp: Stamp
) -> Revision:
    unlisted = change.unlisted
    if unlisted:
        recorded = unlisted.recorded
        counted = without_series_conflicts(view, unlisted.counted)
        counts = missing_counts(view, facts=unlisted.facts, counted=counted)
    else:
        recorded = tuple(fact.id for fact in new)
        counts = add_series_conflicts(count_changes(before, view, recorded=len(new)), before, view)
    return Revision(
        ref=view.ref,
        number=view.revision,
        at=stamp.at,
        by=stamp.by,
        cause=change.cause,
        recorded=recorded,
        # Not the facts that only name another entity that they were copied from.
        decided=tuple(_last_decision(f) for f in decided if f.decisions and f.decisions[-1].revision == view.revision),
        # An erasure names the properties that it changed, no more.
        changes=names_alone(changes_between(before, view)) if change.erasing else changes_between(before, view),
        counts=counts,
        write=stamp.write,
        allows_duplicate=change.allows_duplicate,
        receipt=stamp.receipt,
    )


def _last_decision(fact: Fact) -> dict[str, Any]:
    decision = fact.decisions[-1]
    return {"fact": fact.id, "verdict": decision.verdict.value, "rank": decision.rank, "reason": decision.reason}
