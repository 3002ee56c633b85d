"""All that is stored of one entity: its partition, its series, and every row by which it was ever found."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.fact_tokens import slot_token
from chalicelib.domain.facts import Fact
from chalicelib.domain.instants import Instant
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.kinds.properties.identifiers import identifier_key
from chalicelib.operations.entities.explaining import describe_conflict
from chalicelib.operations.entities.loading import Entity, without_view
from chalicelib.operations.entities.resolved_entity import resolve_entity
from chalicelib.operations.entities.series_conflicts import conflict_rows
from chalicelib.operations.entities.view import render_view
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import LAYOUT, Torn, View, read_fact_row, read_own_row, read_view
from chalicelib.store.records.index_rows import project
from chalicelib.store.records.revision_rows import Revision, read_revision
from chalicelib.store.rows import Key, Row


@dataclass(frozen=True)
class Partition:
    """The rows of an entity's partition and of its series, and what they hold."""

    entity: Entity
    rows: Sequence[Row] = ()
    series_rows: Sequence[Row] = ()

    @property
    def revisions(self) -> list[Revision]:
        """The revisions, oldest first."""
        return [read_revision(row) for row in self.rows if row.key.sk.startswith("R#")]

    @property
    def series(self) -> list[Fact]:
        """The facts of its series."""
        return [read_fact_row(row) for row in self.series_rows]


def read_partition(world: World, ref: str) -> Partition:
    """Read all rows of an entity and of its series: one query, and one for each series that its kind declares."""
    rows = world.table.query(None, keys.entity(ref), consistent=True).rows
    entity = replace(without_view(ref, rows), view=_stored_view(rows))
    partitions = [keys.series(ref, each.name) for each in entity.kind.series_properties]
    series = [row for pk in partitions for row in world.table.query(None, pk, consistent=True).rows]
    return Partition(entity, rows, series)


def rows_ever(world: World, partition: Partition) -> list[Row]:
    """Read the rows by which an entity is found, and was ever found: one batch read, and one query for each key.

    They follow from its views, which are made again as of each revision. Those that older code made otherwise than any
    known layout are left to a repair of the whole table.
    """
    found = world.table.get(sorted(_keys_ever(partition)), consistent=True)
    rows = [*found.values()]
    for key in sorted(_keys_ever(partition)):
        past = keys.historical_partition(key.pk)
        start, end = f"{key.sk}#", f"{key.sk}#~"
        rows += world.table.query(None, past, start=start, end=end, consistent=True).rows
    return [*{row.key: row for row in [*rows, *_past_series_conflicts(world, partition)]}.values()]


def _stored_view(rows: Sequence[Row]) -> View | None:
    try:
        return read_view(rows)
    except Torn:
        return next((read_own_row(row) for row in rows if row.key.sk == "@"), None)


def _keys_ever(partition: Partition) -> set[Key]:
    found = {key for view in _views_ever(partition) for key in project(view)}
    return found | _identifier_keys(partition.entity) | {*conflict_rows(partition.series)}


def _views_ever(partition: Partition) -> Iterator[View]:
    """Yield the views of all revisions in every layout of rows, without repeats."""
    stored = partition.entity.view
    views = [_view_at(partition.entity, each) for each in partition.revisions]
    views += [replace(stored, lifecycle=None)] if stored is not None else []
    seen: set[str] = set()
    for view in views:
        shown = json.dumps([view.flat, view.conflicts], default=dict)
        if shown not in seen:
            seen.add(shown)
            yield from (replace(view, layout=layout) for layout in range(1, LAYOUT + 1))


def _view_at(entity: Entity, revision: Revision) -> View:
    at: Instant = revision.at
    facts = entity.facts.values()
    resolved = resolve_entity(entity.kind, entity.ref, facts, moment=Moment(known_at=at), now=at)
    conflicts = tuple(
        {**describe_conflict(slot, conflict), "token": slot_token(slot.name)} for slot, conflict in resolved.conflicts()
    )
    flat = render_view(resolved, entity.redirects_at(at))
    return View(entity.ref, flat, revision.number, at, at, len(facts), conflicts=conflicts)


def _identifier_keys(entity: Entity) -> set[Key]:
    """Return the keys of all identifiers on record: some are of another time than any revision."""
    facts = [fact for fact in entity.facts.values() if fact.content.property == "identifiers"]
    pairs = [(fact.content.qualifiers["scheme"].json(), fact.value.json()) for fact in facts]
    return {
        keys.identifier_key(scheme, identifier_key(scheme, value), ref=entity.ref)
        for scheme, value in pairs
        if isinstance(scheme, str) and isinstance(value, str)
    }


def _past_series_conflicts(world: World, partition: Partition) -> Iterator[Row]:
    """Find the historical rows of conflicts within series: each was opened by a revision."""
    ref, kind = partition.entity.ref, partition.entity.kind
    for name in sorted({fact.content.property for fact in partition.series}):
        pk = keys.historical_partition(keys.conflicts(kind.name, name))
        for revision in partition.revisions:
            start, end = keys.prefix_range(f"{revision.at}#{ref}#")
            yield from world.table.query(None, pk, start=start, end=end, consistent=True).rows
