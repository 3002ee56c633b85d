"""Restoring: the rows of an entity from its record, as the writes that it had one after the other left them.

Views, lists, links, words and conflicts are not in an export: they are made again, revision by revision.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.facts.fact_tokens import slot_part
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.bounds import SERIES_DAYS
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.entities.series.series_conflicts import day_after, first_day
from chalicelib.operations.transactions.staging.series_rows import change_series
from chalicelib.operations.transactions.staging.view_update import historical_row, make_view
from chalicelib.operations.transfer.entity_lines import EntityRecord
from chalicelib.store.records.entity_rows import View, fact_row, view_rows
from chalicelib.store.records.erasure_rows import Erasure, erasure_row
from chalicelib.store.records.index.group_cells import read_cell
from chalicelib.store.records.index.index_rows import dated_names, dated_rows, project, shows_the_same, with_beginnings
from chalicelib.store.records.lifecycle_rows import Lifecycle, erasure_among, life_row
from chalicelib.store.records.revision_rows import Revision
from chalicelib.store.rows import Action, Key, Put, Row


@dataclass(frozen=True)
class RestoredRows:
    """The revisions of an entity, and its rows: its facts, those by which it is found, and those of its view."""

    revisions: Sequence[Revision]
    facts: Sequence[Row]
    others: Sequence[Row]
    view: Sequence[Row]


def restore(record: EntityRecord) -> RestoredRows:
    """Return all rows of an entity."""
    declared = {each.name for each in Entity(record.ref).kind.series_properties}
    own = [fact for fact in record.facts if fact.content.property not in declared]
    of_series = [fact for fact in record.facts if fact.content.property in declared]
    view, rows = _replay(record, own)
    in_series, opened = _replay_series(of_series, record.revisions)
    view = replace(view, series_conflicts=opened)
    lives = [life_row(record.ref, life) for life in record.lifecycles]
    erasure = erasure_among(record.lifecycles)
    if erasure is not None and erasure.digest:
        lives.append(erasure_row(erasure.digest, Erasure(record.ref, erasure.at, erasure.by, erasure.reason)))
    facts = [fact_row(fact, series=fact.content.property in declared) for fact in record.facts]
    revisions = _counted(record.revisions, view)
    return RestoredRows(revisions, facts, [*lives, *rows.values(), *in_series.values()], view_rows(view))


def _counted(revisions: Sequence[Revision], view: View) -> list[Revision]:
    """Return the revisions, of which the last adds what is missing by groups: older versions did not count so."""
    missing = Counter(view.cells)
    for revision in revisions:
        missing.subtract({name: count for name, count in revision.counts.items() if read_cell(name) is not None})
    *others, last = revisions
    added = {name: last.counts.get(name, 0) + count for name, count in missing.items() if count}
    return [*others, replace(last, counts={**last.counts, **added})]


def _replay(record: EntityRecord, facts: Sequence[Fact]) -> tuple[View, dict[Key, Row]]:
    """Make the views after each revision; return the last, and the index rows that they left, present and past."""
    past: dict[Key, Row] = {}
    before: dict[Key, Row] = {}
    view: View | None = None
    # An erased entity is in no list, at any clock.
    replayed = record.revisions[-1:] if erasure_among(record.lifecycles) else record.revisions
    for number, revision in enumerate(replayed):
        made, rows = _view_after(record, facts, revision)
        since = {} if number == 0 else _since(rows, before, revision.at)
        shown = view.card_since if view is not None and shows_the_same(before, rows) else revision.at
        view = replace(made, since=since, card_since=shown)
        rows = with_beginnings(rows, view)
        past |= _ended(before, rows, revision.at)
        before = rows
    assert view is not None  # noqa: S101  an entity has a revision
    return view, past | before


def _view_after(record: EntityRecord, facts: Sequence[Fact], revision: Revision) -> tuple[View, dict[Key, Row]]:
    """Return the view after a revision, and its index rows as if they had begun with the entity."""
    at = revision.at
    changes = [each for each in record.redirects if each.revision <= revision.number]
    last = {each.merged: each.survivor for each in changes}
    redirects = {merged: survivor for merged, survivor in last.items() if merged != survivor}
    lives = tuple(life for life in record.lifecycles if _is_made(life, revision))
    entity = Entity(record.ref, None, {fact.id: fact for fact in _facts_at(facts, at)}, lives)
    made = make_view(entity, redirects=redirects, at=at, whole=True)
    view = replace(made, revision=revision.number, created_at=record.created_at, redirect_changes=tuple(changes))
    view = view.rewritten()
    return view, project(view)


def _is_made(life: Lifecycle, revision: Revision) -> bool:
    return life.revision <= revision.number if life.revision else life.at <= revision.at


def _facts_at(facts: Iterable[Fact], at: Instant) -> Iterator[Fact]:
    for fact in facts:
        if fact.recorded_at <= at:
            is_later = bool(fact.decisions) and fact.decisions[-1].at > at
            yield replace(fact.as_known(at), decisions=fact.decisions_by(at)) if is_later else fact


def _since(rows: dict[Key, Row], before: dict[Key, Row], at: Instant) -> dict[str, Instant]:
    """Return since when rows are valid that are younger than the entity: those that are new, and those of before."""
    old = dated_rows(before)
    names = dated_names(rows)
    return {
        name: old[key].body["since"] if key in old else at
        for key, name in names.items()
        if key not in old or old[key].body["since"] != rows[key].body["since"]
    }


def _ended(before: dict[Key, Row], rows: dict[Key, Row], at: Instant) -> dict[Key, Row]:
    """Return the historical rows of the rows that end."""
    ended = dated_rows(before).keys() - dated_rows(rows).keys()
    historical = (historical_row(before[key], at) for key in ended)
    return {row.key: row for row in historical}


def _replay_series(facts: Sequence[Fact], revisions: Sequence[Revision]) -> tuple[dict[Key, Row], int]:
    """Return the rows of the conflicts within series, present and past, and how many are open."""
    rows: dict[Key, Row] = {}
    opened = 0
    if not facts:
        return rows, opened
    by_revision: dict[int, list[Fact]] = {}
    for fact in facts:
        for number in {fact.revision, *(each.revision for each in fact.decisions)}:
            by_revision.setdefault(number, []).append(fact)
    by_slot: dict[str, list[Fact]] = {}
    for fact in facts:
        by_slot.setdefault(slot_part(fact.id), []).append(fact)
    for revision in revisions:
        touched = by_revision.get(revision.number, [])
        if not touched:
            continue
        near = _near(touched, by_slot)
        before = {fact.id: fact for fact in _facts_at(near, _moment_before(revision.at))}
        change = change_series(before, [*_facts_at(touched, revision.at)], at=revision.at)
        _apply(rows, change.actions)
        opened += change.opened
    return rows, opened


def _moment_before(at: Instant) -> Instant:
    """Return the last moment before an instant."""
    return plus_ms(at, -1)


def _near(touched: Sequence[Fact], by_slot: dict[str, list[Fact]]) -> list[Fact]:
    """Return the facts that can be in conflict with those touched: of their slots, and within 31 days of them."""
    found: dict[str, Fact] = {}
    spans: dict[str, list[str]] = {}
    for fact in touched:
        spans.setdefault(slot_part(fact.id), []).append(first_day(fact.content.valid) or "")
    for slot, days in spans.items():
        known = [day for day in days if day]
        if not known:
            continue
        first, last = day_after(min(known), -2 * SERIES_DAYS), day_after(max(known), 2 * SERIES_DAYS)
        for fact in by_slot[slot]:
            day = first_day(fact.content.valid)
            if day is not None and first <= day <= last:
                found[fact.id] = fact
    return [*found.values()]


def _apply(rows: dict[Key, Row], actions: Iterable[Action]) -> None:
    for action in actions:
        if isinstance(action, Put):
            rows[action.row.key] = action.row
        else:
            rows.pop(action.key, None)
