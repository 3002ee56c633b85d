"""All that is stored of one entity: its partition, its series, and every row by which it was ever found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.facts.facts import Fact
from chalicelib.kinds.properties.identifiers import identifier_key
from chalicelib.operations.entities.loading import Entity, without_view
from chalicelib.operations.entities.series.series_conflicts import conflict_rows
from chalicelib.operations.world import World
from chalicelib.operations.writes.erasing.replaying import replay
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import View, read_fact_row, read_own_row, read_view
from chalicelib.store.records.index.index_rows import project
from chalicelib.store.records.revision_rows import Revision, linked_receipt, read_revision
from chalicelib.store.records.torn import Torn
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
    def receipts(self) -> list[str]:
        """The digests of the receipts of requests about it."""
        linked = [digest for row in self.rows if (digest := linked_receipt(row)) is not None]
        return [*dict.fromkeys([*(each.receipt for each in self.revisions if each.receipt), *linked])]

    @property
    def facts(self) -> list[Fact]:
        """All facts, with those of series."""
        return [*self.entity.facts.values(), *self.series]

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


def rows_ever(world: World, partition: Partition, *, since: int = 0) -> list[Row]:
    """Read the rows by which an entity was found since a revision: one batch read, and one query for each key.

    They follow from its views, which are made again as of each revision. Those that older code made otherwise than any
    known layout are left to a repair of the whole table.
    """
    wanted = sorted(_keys_ever(partition, since))
    rows = [*world.table.get(wanted, consistent=True).values()] if wanted else []
    for key in wanted:
        pk, (start, end) = keys.historical_rows_of(key)
        rows += world.table.query(None, pk, start=start, end=end, consistent=True).rows
    return [*{row.key: row for row in [*rows, *_past_series_conflicts(world, partition)]}.values()]


def _stored_view(rows: Sequence[Row]) -> View | None:
    try:
        return read_view(rows)
    except Torn:
        return next((read_own_row(row) for row in rows if row.key.sk == "@"), None)


def _keys_ever(partition: Partition, since: int) -> set[Key]:
    """Return the keys that its views had at any revision since one, in any layout, and now."""
    entity = partition.entity
    # As if it had never ended: an entity that was retired or merged was found before.
    live = replace(entity, lifecycles=(), view=entity.view and replace(entity.view, lifecycle=None, past_lifecycles=()))
    past = replay(live, entity.facts.values(), [each for each in partition.revisions if each.number >= since])
    now = {*project(live.view)} if live.view is not None and live.view.flat else set[Key]()
    found = now | {key for rows in past.undated for key in rows} | past.older_keys()
    return found | _identifier_keys(entity) | {*conflict_rows(partition.series)}


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
