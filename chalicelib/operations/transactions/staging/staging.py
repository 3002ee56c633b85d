"""Staging: turns a change of one entity into the actions of a transaction, and the entity as it will be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.checking.self_contradictions import self_contradictions
from chalicelib.operations.transactions.drafts import DraftFact, draft_id
from chalicelib.operations.transactions.references import References, redirects_after
from chalicelib.operations.transactions.staging.beginnings import RowsOfView
from chalicelib.operations.transactions.staging.changes import Change, Staged
from chalicelib.operations.transactions.staging.copies import Stamp
from chalicelib.operations.transactions.staging.fact_counts import listed_more
from chalicelib.operations.transactions.staging.revision_decisions import decisions_of
from chalicelib.operations.transactions.staging.series_rows import (
    SeriesChange,
    add_series_conflicts,
    change_series,
    erase_sides,
    without_series_conflicts,
)
from chalicelib.operations.transactions.staging.staged_facts import StagedFacts, stage_facts
from chalicelib.operations.transactions.staging.view_update import (
    MadeView,
    changes_between,
    count_changes,
    erasing_actions,
    make_view_and_rows,
    missing_counts,
    row_actions,
    rows_of,
    view_actions,
)
from chalicelib.operations.write_report import WriteReport
from chalicelib.store.records.entity_rows import View, fact_row
from chalicelib.store.records.lifecycle_rows import life_row
from chalicelib.store.records.revision_rows import Revision, revision_row
from chalicelib.store.rows import ABSENT, Action, Put

ACCEPTED_AHEAD_MS = 86_400_000  # how far beyond its last instant writes may date an entity that is accepted as ahead
LATE_MS = 120_000  # after a merge; by then no request is left that looked the entity up before it


def stage(change: Change, entity: Entity, references: References, stamp: Stamp) -> Staged:
    """Work out what a change writes. Raises Retracted, Erased, Invalid and NotAllowedNow."""
    facts = stage_facts(change, entity, references, stamp)
    if not (facts.written or change.life or change.whole):
        return Staged(entity, facts.answered, report=facts.report)
    life = replace(change.life, at=stamp.at, by=stamp.by, revision=entity.revision + 1) if change.life else None
    in_series = _ids_in_series(entity, facts.written)
    series = change_series(change.series, [fact for fact in facts.written if fact.id in in_series], at=stamp.at)
    kept = {fact.id: fact for fact in facts.written if fact.id not in in_series}
    lives = (*entity.lifecycles, life) if life else entity.lifecycles
    before = change.erasing.bare if change.erasing else entity.view
    written = replace(entity, view=before, facts={**entity.facts, **kept}, lifecycles=lives)
    redirects, found_by = redirects_after(change.redirects, entity, references), rows_of(before)
    made = _view_after(change, written, facts, redirects=redirects, at=stamp.at, found_by=found_by)
    view = replace(made.view, series_conflicts=_series_conflicts(change, entity, series))
    after = replace(written, view=view)
    record: list[Action] = [Put(revision_row(_revision_of(change, entity, after, facts, stamp)), when=ABSENT)]
    record += [Put(fact_row(fact, series=fact.id in in_series)) for fact in facts.written]
    record += [Put(life_row(entity.ref, life))] if life else []
    record += change.beside(stamp) if change.beside else []
    rows = _rows_after(change, entity.view, made, series, found_by=found_by)
    report = _report(change, entity, facts, stamp)
    return Staged(after, facts.answered, record, view_actions(entity.view, view), rows, report, facts.values_at)


def _view_after(
    change: Change,
    written: Entity,
    facts: StagedFacts,
    *,
    redirects: Mapping[str, str],
    at: Instant,
    found_by: RowsOfView,
) -> MadeView:
    """Resolve the entity; after an erasure every wide row is written again."""
    is_whole, sent = change.whole or change.erasing is not None, facts.pointers
    view, rows = make_view_and_rows(written, redirects=redirects, at=at, whole=is_whole, rows=found_by, sent=sent)
    if change.life is not None and (change.life.into or change.life.is_erasure):
        view = replace(view, look_again=plus_ms(at, LATE_MS) if change.life.into else None)
    if change.accepts_ahead:
        view = replace(view, ahead_until=plus_ms(view.updated_at, ACCEPTED_AHEAD_MS))
    return MadeView(view, rows)


def _rows_after(
    change: Change, before: View | None, made: MadeView, series: SeriesChange, *, found_by: RowsOfView
) -> list[Action]:
    """List the changes to the rows by which the entity is found, and to the conflicts within its series."""
    erasing = change.erasing
    if erasing is None or before is None:
        return [*row_actions(found_by, made.rows, at=made.view.updated_at, whole=change.whole), *series.actions]
    rows = erasing_actions(before, erasing.bare, made, deleted=erasing.deleted)
    return [*rows, *erase_sides(series.actions, erasing.facts)]


def _report(change: Change, entity: Entity, facts: StagedFacts, stamp: Stamp) -> WriteReport:
    """Return the report of the facts, with hints at those that contradict their own source."""
    known = {**entity.facts, **change.series}.values()
    hints = self_contradictions(entity.kind, known, facts.new, drafts=change.drafts, at=stamp.at)
    return facts.report._replace(hints=hints)


def _series_conflicts(change: Change, entity: Entity, series: SeriesChange) -> int:
    """Return how many conflicts within the series of the entity are open after a change."""
    if change.unlisted is not None:
        return change.unlisted.series_conflicts
    return (entity.view.series_conflicts if entity.view else 0) + series.opened


def _ids_in_series(entity: Entity, facts: Sequence[Fact]) -> set[str]:
    """Find the facts of series, which are stored outside the entity's partition."""
    declared = {each.name for each in entity.kind.series_properties}
    return {fact.id for fact in facts if fact.content.property in declared}


def draft_ids(change: Change) -> list[str]:
    """List the fact ids of a change's drafts."""
    return [fact_id_of(draft, change.ref) for draft in change.drafts]


def fact_id_of(draft: DraftFact, ref: str) -> str:
    """Return the id of the fact of a draft: the one that it revises, or that of its content."""
    return draft.revises or draft_id(draft, ref)


def _revision_of(change: Change, entity: Entity, after: Entity, facts: StagedFacts, stamp: Stamp) -> Revision:
    before, view, unlisted = entity.view, after.view, change.unlisted
    assert view is not None  # noqa: S101  for the type checker: staging has just made it
    if unlisted:
        recorded = unlisted.recorded
        counted = without_series_conflicts(view, unlisted.counted)
        counts = missing_counts(view, facts=unlisted.listed, counted=counted)
    else:
        recorded = tuple(fact.id for fact in facts.new)
        in_series = change.listed_in_series
        more = listed_more(entity, after, touched=facts.written, series=change.series, in_series=in_series)
        counts = add_series_conflicts(count_changes(before, view, facts=more), before, view)
    return Revision(
        ref=view.ref,
        number=view.revision,
        at=stamp.at,
        by=stamp.by,
        cause=change.cause,
        recorded=recorded,
        decided=tuple(decisions_of(view.revision, facts.new, facts.decided)),
        # An erasure names the properties that it changed, no more.
        changes=_names_alone(changes_between(before, view)) if change.erasing else changes_between(before, view),
        counts=counts,
        write=stamp.write,
        allows_duplicate=change.allows_duplicate,
        receipt=stamp.receipt,
    )


def _names_alone(changes: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Return changes without the values."""
    return tuple({"property": change["property"]} for change in changes)
