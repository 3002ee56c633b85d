"""Replaying: the views that an entity had, revision by revision, made again from its facts as they are given.

Erased words must look as if they had never been there. Rows, cards and histories of every moment are made again from
facts without their words, so no code has to know which members held them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.transactions.staging.view_update import historical_row, make_view
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import LAYOUT, View
from chalicelib.store.records.index.cards import CARDS_WITHOUT_REVISION
from chalicelib.store.records.index.index_rows import dated_names, dated_rows, project, shows_the_same, with_beginnings
from chalicelib.store.records.revision_rows import Revision
from chalicelib.store.rows import Key, Row


@dataclass(frozen=True)
class Replay:
    """The views of an entity after each of its revisions, from one on, and the index rows that they had.

    `undated` are these rows as if they had begun with the entity.
    """

    views: Sequence[View]
    undated: Sequence[Mapping[Key, Row]]

    @cached_property
    def rows(self) -> Sequence[Mapping[Key, Row]]:
        """The index rows of each view, with their beginnings."""
        return [with_beginnings(rows, view) for rows, view in zip(self.undated, self.views, strict=True)]

    @cached_property
    def last_rows(self) -> dict[Key, Row]:
        """Every index row that any of the views had, as it was last."""
        return {key: row for rows in self.rows for key, row in rows.items()}

    @cached_property
    def historical(self) -> dict[Key, Row]:
        """The historical rows of the index rows that ended between two of the views."""
        found: dict[Key, Row] = {}
        for (old, new), view in zip(pairwise(self.rows), self.views[1:], strict=True):
            ended = dated_rows(old).keys() - dated_rows(new).keys()
            rows = (historical_row(old[key], view.updated_at) for key in ended)
            found |= {row.key: row for row in rows}
        return found

    def older_keys(self) -> set[Key]:
        """Return the keys of the index rows in the layouts of older code."""
        older = (replace(view, layout=layout) for view in self.views for layout in range(1, LAYOUT))
        return {key for view in older for key in project(view)}

    def view_of(self, number: int) -> View | None:
        """Return the view after a revision; None if that is before the first one replayed."""
        return next((view for view in self.views if view.revision == number), None)


def replay(
    entity: Entity,
    facts: Iterable[Fact],
    revisions: Sequence[Revision],
    *,
    begun: Mapping[Key, Instant] = MappingProxyType({}),
    like: Replay | None = None,
) -> Replay:
    """Make the views of an entity after some revisions, in their order, as if it had had these facts all the time.

    `begun` says since when the first of these views has its index rows, if they are younger than the entity. `like` is
    another replay, whose rows are taken over where a view says the same.
    """
    stored, known = entity.view, [*facts]
    views, undated = list[View](), list[Mapping[Key, Row]]()
    for place, revision in enumerate(sorted(revisions, key=lambda each: each.number)):
        then = _entity_at(entity, known, revision.at)
        made = make_view(then, redirects=entity.redirects_at(revision.at), at=revision.at, whole=True)
        created = stored.created_at if stored is not None else made.created_at
        view = replace(made, revision=revision.number, created_at=created)
        other = None if like is None else like.views[place]
        rows = like.undated[place] if like and other and _says_the_same(view, other) else project(view)
        before = undated[-1] if undated else None
        since = begun if before is None else {**dict.fromkeys(rows.keys() - before.keys(), revision.at)}
        kept = {} if before is None else views[-1].since
        shown = _first_card_since(stored, revision.at) if before is None else views[-1].card_since
        shown = shown if before is None or shows_the_same(before, rows) else revision.at
        views.append(replace(view, since=_since(rows, since, kept), card_since=shown))
        undated.append(rows)
    return Replay(views, undated)


def _since(rows: Mapping[Key, Row], begun: Mapping[Key, Instant], kept: Mapping[str, Instant]) -> dict[str, Instant]:
    """Return since when rows are valid: those that begin with their view, and those that it has from the one before."""
    found = {name: begun.get(key) or kept.get(name) for key, name in dated_names(rows).items()}
    return {name: since for name, since in found.items() if since is not None}


def _first_card_since(stored: View | None, at: Instant) -> Instant:
    """Return since when the first view of a replay has its card, or its own moment if that is not known any more."""
    if stored is None or stored.layout < CARDS_WITHOUT_REVISION:
        return at
    return min(stored.card_since, at)


def _says_the_same(view: View, other: View) -> bool:
    return (view.flat, view.conflicts, view.held) == (other.flat, other.conflicts, other.held)


def beginnings(entity: Entity, first: View, historical: Iterable[Row]) -> dict[Key, Instant]:
    """Return since when the first view of a replay has its index rows: by the stored rows, present and past."""
    at = first.updated_at
    since = {} if entity.view is None else entity.view.since
    found = {key: since[name] for key, name in dated_names(project(first)).items() if since.get(name, "~") <= at}
    for row in historical:
        if row.body["since"] <= at < row.body["until"]:
            found[keys.current_key(row.key)] = row.body["since"]
    return found


def _entity_at(entity: Entity, facts: Iterable[Fact], at: Instant) -> Entity:
    """Return the entity with all that had been recorded and decided by a moment, without a view before it."""
    then = (
        replace(fact.as_known(at), decisions=fact.decisions_by(at)) if fact.decisions else fact
        for fact in facts
        if fact.recorded_at <= at
    )
    lifecycles = entity.lifecycles or (entity.view.lifecycles if entity.view else ())
    return Entity(entity.ref, None, {fact.id: fact for fact in then}, tuple(x for x in lifecycles if x.at <= at))
