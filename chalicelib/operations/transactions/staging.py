"""Staging: turns a change of one entity into the actions of a transaction, and the entity as it will be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import plus_ms
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.changes import Change, Staged
from chalicelib.operations.transactions.copies import Stamp, copied_again, signed_decision
from chalicelib.operations.transactions.drafts import draft_id
from chalicelib.operations.transactions.fact_checks import refuse_erased, refuse_retracted
from chalicelib.operations.transactions.fact_counts import listed_more
from chalicelib.operations.transactions.references import References, fact_of, redirects_after
from chalicelib.operations.transactions.replacement_marks import with_marks
from chalicelib.operations.transactions.restated_facts import Restatements
from chalicelib.operations.transactions.revision_decisions import decisions_of
from chalicelib.operations.transactions.self_contradictions import self_contradictions
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
from chalicelib.operations.write_report import WriteReport
from chalicelib.store.records.entity_rows import fact_row
from chalicelib.store.records.lifecycle_rows import life_row
from chalicelib.store.records.revision_rows import Revision, revision_row
from chalicelib.store.rows import ABSENT, Action, Put

ACCEPTED_AHEAD_MS = 86_400_000  # how far beyond its last instant writes may date an entity that is accepted as ahead


class StagedFacts(NamedTuple):
    """The facts of all drafts, the new ones among them, and the pointers of the new ones by property and by id.

    `again` are those on record that change: copies that a merge meets, of another merge or of one that was reversed,
    and facts whose evidence is revised.
    """

    answered: list[Fact]
    new: list[Fact]
    pointers: Mapping[str, Sequence[str]]
    again: list[Fact]
    report: WriteReport
    values_at: Mapping[str, str]


def stage(change: Change, entity: Entity, references: References, stamp: Stamp) -> Staged:
    """Work out what a change writes. Raises Retracted, Invalid and NotAllowedNow."""
    facts = _stage_facts(change, entity, references, stamp)
    facts, decided = _with_marks(facts, _decided_facts(change, entity, stamp), change, entity=entity, stamp=stamp)
    if not (facts.new or decided or change.life or change.whole):
        return Staged(entity, facts.answered, report=facts.report)
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
    after = replace(written, view=view)
    revision = _revision_of(change, entity, after, new=facts.new, decided=decided, stamp=stamp)
    record: list[Action] = [Put(revision_row(revision), when=ABSENT)]
    record += [Put(fact_row(fact, series=fact.id in in_series)) for fact in (*facts.new, *decided)]
    record += [Put(life_row(entity.ref, life))] if life else []
    record += change.beside(stamp) if change.beside else []
    rows = [*row_actions(entity.view, view, whole=change.whole), *series.actions]
    if erasing and entity.view:
        rows = erasing_actions(entity.view, erasing.bare, view, deleted=erasing.deleted)
        rows += erase_sides(series.actions, erasing.facts)
    known = {**entity.facts, **change.series}.values()
    hints = self_contradictions(entity.kind, known, facts.new, drafts=change.drafts, at=stamp.at)
    report = facts.report._replace(hints=hints)
    return Staged(after, facts.answered, record, view_actions(entity.view, view), rows, report, facts.values_at)


def _with_marks(
    facts: StagedFacts, decided: Sequence[Fact], change: Change, *, entity: Entity, stamp: Stamp
) -> tuple[StagedFacts, list[Fact]]:
    """Mark the facts that the change replaces, or no longer replaces."""
    known, changed = {**entity.facts, **change.series}, {f.id: f for f in (*facts.new, *decided, *facts.again)}
    marked = with_marks(entity.kind, known, changed, number=entity.revision + 1, stamp=stamp)
    new = {fact.id: marked.pop(fact.id) for fact in facts.new}
    answered = [{**new, **marked}.get(fact.id, fact) for fact in facts.answered]
    return facts._replace(answered=answered, new=[*new.values()]), [*marked.values()]


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
    values_at: dict[str, str] = {}
    retracted: dict[str, Fact] = {}
    erased: dict[str, Fact] = {}
    again: dict[str, Fact] = {}
    known = {**entity.facts, **change.series}
    number = entity.revision + 1
    restated = Restatements(entity.ref, references, reason=change.revises, number=number, stamp=stamp)
    change = change if change.contents is not None else change.with_contents(entity)
    for place, (name, draft) in enumerate(change.named_drafts()):
        if name in known and known[name].erasure is not None:
            erased |= {draft.at: known[name]} if change.refuses_retracted else {}
        elif name in known and (copied := copied_again(known[name], draft, number, stamp)) is not None:
            again[name] = answered[name] = copied
        elif name in known and known[name].standing(None).stands:
            answered[name] = known[name] if change.is_copy else restated.take(known[name], draft)
        elif name in known:
            retracted |= {draft.at: known[name]} if change.refuses_retracted else {}
        else:
            pointers.setdefault(draft.declared.name, []).append(draft.at)
            values_at.setdefault(name, draft.value_at or draft.at)
            if name in new:
                restated.take(new[name], draft, is_new=True)
            else:
                made = fact_of(draft, entity.ref, references, id=name, recorded_at=stamp.at, recorded_by=stamp.by)
                decisions = (signed_decision(draft.ranked, number, stamp),) if draft.ranked else ()
                copied_from = (draft.merged_from,) if draft.merged_from else ()
                new[name] = answered[name] = replace(
                    made, place=place, revision=number, decisions=decisions, merged_from=copied_from
                )
    refuse_erased(erased)
    refuse_retracted(retracted)
    report = WriteReport(tuple(new), tuple(restated.revised), tuple(restated.differences))
    changed = [*again.values(), *restated.revised.values()]
    return StagedFacts([*answered.values()], [*new.values()], pointers, changed, report, values_at)


def draft_ids(change: Change) -> list[str]:
    """List the fact ids of a change's drafts."""
    return [draft.revises or draft_id(draft, change.ref) for draft in change.drafts]


def _decided_facts(change: Change, entity: Entity, stamp: Stamp) -> list[Fact]:
    known = {**entity.facts, **change.series}
    signed = {
        name: signed_decision(decision, entity.revision + 1, stamp) for name, decision in change.decisions.items()
    }
    marked = {name: known[name].copied_from(refs, stamp.at) for name, refs in change.merged_from.items()}
    bare = change.erasing.facts if change.erasing else {}
    decided = {name: bare.get(name) or marked.get(name, known[name]) for name in signed}
    decided = {name: replace(fact, decisions=(*fact.decisions, signed[name])) for name, fact in decided.items()}
    return [*{**marked, **decided}.values()]


def _revision_of(
    change: Change, entity: Entity, after: Entity, *, new: Sequence[Fact], decided: Sequence[Fact], stamp: Stamp
) -> Revision:
    before, view, unlisted = entity.view, after.view, change.unlisted
    assert view is not None  # noqa: S101  for the type checker: staging has just made it
    if unlisted:
        recorded = unlisted.recorded
        counted = without_series_conflicts(view, unlisted.counted)
        counts = missing_counts(view, facts=unlisted.listed, counted=counted)
    else:
        recorded = tuple(fact.id for fact in new)
        touched, in_series = [*new, *decided], change.listed_in_series
        more = listed_more(entity, after, touched=touched, series=change.series, in_series=in_series)
        counts = add_series_conflicts(count_changes(before, view, facts=more), before, view)
    return Revision(
        ref=view.ref,
        number=view.revision,
        at=stamp.at,
        by=stamp.by,
        cause=change.cause,
        recorded=recorded,
        decided=tuple(decisions_of(view.revision, new, decided)),
        # An erasure names the properties that it changed, no more.
        changes=names_alone(changes_between(before, view)) if change.erasing else changes_between(before, view),
        counts=counts,
        write=stamp.write,
        allows_duplicate=change.allows_duplicate,
        receipt=stamp.receipt,
    )
