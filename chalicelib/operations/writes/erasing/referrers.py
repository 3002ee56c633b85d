"""Referrers: the entities that name an erased one, found by links and by the indexes of facts, and renamed there."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from chalicelib.domain.errors import Busy
from chalicelib.domain.facts.facts import Fact
from chalicelib.operations.transactions.deferred_rows import load_settled
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.erasing.held_words import without_publisher, without_publisher_in
from chalicelib.operations.writes.erasing.partition import Partition, read_partition, rows_ever
from chalicelib.operations.writes.merging.refresh_referrers import refresh
from chalicelib.store import keys
from chalicelib.store.item_limits import commit_in_slices
from chalicelib.store.records.entity_rows import fact_row, read_fact_row
from chalicelib.store.records.renaming import Renaming
from chalicelib.store.records.revision_rows import read_revision, revision_row
from chalicelib.store.rows import ABSENT, Action, Check, Condition, Delete, Equals, Key, Put, Row
from chalicelib.store.table import Collision, Unsure

CAUSE = "reference_erased"
MAX_RENAMED_ENTITIES = 10  # of one request
MAX_FOUND = 25  # rows of one index that a request reads, which may be of fewer entities
MAX_ATTEMPTS = 5  # to rename in an entity that others write to


class Referrers(NamedTuple):
    """Entities that name an erased one, at most ten, whether there may be more, and their links that were found."""

    refs: list[str]
    remaining: bool
    links: Mapping[str, Sequence[Key]] = MappingProxyType({})


def find_referrers(world: World, renaming: Renaming) -> Referrers:
    """Find entities that name an erased one: six queries, of its links, past links, and indexes of facts and merges.

    Entities that were one with it by a merge are read whole: no index leads to them.
    """
    old, found, links = renaming.old, dict[str, None](), dict[str, list[Key]]()
    more = False
    for rows in _rows_that_name(world, old):
        more = more or len(rows) > MAX_FOUND
        found |= dict.fromkeys(ref for row in rows[:MAX_FOUND] if (ref := _owner_of(row)) != old)
        for row in rows[:MAX_FOUND]:
            links.setdefault(_owner_of(row), []).extend([row.key] if row.key.pk.startswith("T") else [])
    for ref in sorted(_partners(world, renaming) - found.keys()):
        found |= {ref: None} if rows_to_rename(world, ref, renaming) else {}
    refs = list(found)
    return Referrers(refs[:MAX_RENAMED_ENTITIES], more or len(refs) > MAX_RENAMED_ENTITIES, links)


def merged_with(partition: Partition) -> set[str]:
    """Return the entities that were one with another by a merge, reversed or not, as far as its facts name them."""
    entity, facts = partition.entity, partition.facts
    found = {life.into for life in entity.lifecycles if life.into}
    found |= {ref for fact in facts for ref in fact.merged_from}
    found |= {ref for fact in facts for before in fact.merged_before for ref in before.refs}
    return found | {each.of_merge for fact in facts for each in fact.decisions if each.of_merge}


def _partners(world: World, renaming: Renaming) -> set[str]:
    """Find the entities that were one with an erased one, which has its new ref already, or will have."""
    found = [merged_with(read_partition(world, ref)) for ref in (renaming.new, renaming.old)]
    return {ref for each in found for ref in each if ref not in (renaming.new, renaming.old)}


def _rows_that_name(world: World, old: str) -> Iterator[Sequence[Row]]:
    links = keys.links(old)
    for pk in (links, keys.historical_partition(links)):
        yield world.table.query(None, pk, limit=MAX_FOUND + 1, consistent=True).rows
    for index, pk in (
        (keys.BY_SOURCE, keys.source_facts(old)),
        (keys.BY_VALUE, keys.value_facts(old)),
        (keys.BY_SPEAKER, keys.speaker_facts(old)),
        (keys.MERGES, keys.merges_into(old)),
    ):
        yield world.table.query(index, pk, limit=MAX_FOUND + 1).rows


def _owner_of(row: Row) -> str:
    if row.key.pk.startswith("T"):
        return keys.parse_link(keys.current_key(row.key)).ref
    if row.key.sk.startswith("D#"):
        return keys.parse_entity(row.key.pk)
    return read_fact_row(row).entity


def rows_to_rename(world: World, ref: str, renaming: Renaming, *, links: Sequence[Key] = ()) -> list[Row]:
    """Read the rows of an entity that name an erased one, those by which it is found as a referrer last.

    Among them are the links that led to it, also if no view of the entity implies them.
    """
    partition = read_partition(world, ref)
    found = [*partition.rows, *partition.series_rows, *rows_ever(world, partition, since=_since(partition, renaming))]
    found += world.table.get(list(links), consistent=True).values() if links else []
    cited = {fact.id for fact in partition.facts if fact.evidence.source == renaming.old}
    rows = {row.key: row for row in found if renaming.concerns(row) or _lists_publisher(row, cited)}
    return sorted(rows.values(), key=_place)


def _lists_publisher(row: Row, cited: Collection[str]) -> bool:
    """Return whether a revision lists the publisher of facts that cite an erased source."""
    if not row.key.sk.startswith("R#"):
        return False
    return any(without_publisher_in(each, cited) != each for each in row.body["decided"])


def _since(partition: Partition, renaming: Renaming) -> int:
    """Return the first revision at which a fact named the erased entity, by its old ref or its new one."""
    back = Renaming(renaming.new, renaming.old)
    facts = [row for row in (*partition.rows, *partition.series_rows) if _is_fact(row)]
    named = [read_fact_row(row).revision for row in facts if renaming.concerns(row) or back.concerns(row)]
    return min(named, default=0)


def _is_fact(row: Row) -> bool:
    return row.key.sk.startswith("F#") or row.key.pk.startswith("O#")


def _place(row: Row) -> int:
    """Order revisions and past rows before facts, and those before the view and its rows."""
    if row.key.sk.startswith("R#") or (row.key.pk[1] == "X" and not row.key.pk.startswith("TX")):
        return 0
    if _is_fact(row):
        return 1
    return 2


def rename_in(context: RequestContext, ref: str, renaming: Renaming, *, links: Sequence[Key] = ()) -> None:
    """Rename an erased entity in all rows of one that names it, and resolve that again. Raises Busy.

    It is found again as long as any of its facts or links names the old ref. The view is due from the first of these
    transactions on, so that the tick resolves it if this request stops before the end.
    """
    world = context.world
    for attempt in range(MAX_ATTEMPTS):
        view = load_settled(world, ref).view
        if view is None:
            return
        lock = Check(keys.revision_key(ref, view.revision + 1), ABSENT)
        try:
            actions = [*_renamings(rows_to_rename(world, ref, renaming, links=links), renaming)]
            _commit_renamings(world, actions, lock=lock)
        except (Collision, Unsure):  # another writer was faster, or the answer was lost: read again
            world.pause(0.02 * 2**attempt)
            continue
        refresh(context.without_key(), ref=ref, cause=CAUSE)
        return
    raise Busy(f"{ref} is being written to faster than a reference in it can be replaced.")


def _commit_renamings(world: World, actions: Sequence[Action], *, lock: Check) -> None:
    """Commit renamings under a lock. Raises Collision also if they were read after that revision was put."""
    if any(action.key == lock.key for action in actions):
        raise Collision([0])
    commit_in_slices(world.table, actions, lock=lock)


def _renamings(rows: Iterable[Row], renaming: Renaming) -> Iterator[Action]:
    rows = [*rows]
    facts = [read_fact_row(row) for row in rows if _is_fact(row)]
    cited = {fact.id for fact in facts if fact.evidence.source == renaming.old}
    for row in rows:
        renamed = _renamed(row, renaming, cited)
        yield Put(renamed, when=_unless_changed(row))
        if renamed.key != row.key:
            yield Delete(row.key)


def _renamed(row: Row, renaming: Renaming, cited: Collection[str]) -> Row:
    new = renaming.row(row)
    if _is_fact(row):
        return fact_row(_without_publisher(read_fact_row(new), renaming), series=row.key.pk.startswith("O#"))
    if row.key.sk.startswith("R#"):
        revision = read_revision(new)
        decided = tuple(without_publisher_in(each, cited) for each in revision.decided)
        return revision_row(replace(revision, decided=decided, rewritten=revision.rewritten + 1))
    return _due(new) if row.key.sk == "@" else new


def _due(row: Row) -> Row:
    """Let the tick resolve the view again: another ref may stand at another place in its lists."""
    at, ref = row.body["updated_at"], keys.parse_entity(row.key.pk)
    indexes = dict(row.indexes) if "life" in row.body else {**row.indexes, **keys.until(at, ref)}
    return replace(row, body={**row.body, "until": at}, indexes=indexes)


def _without_publisher(fact: Fact, renaming: Renaming) -> Fact:
    """Leave out what a fact has copied from an erased source in words."""
    return without_publisher(fact) if fact.evidence.source == renaming.new else fact


def _unless_changed(row: Row) -> Condition:
    """Let a revision be written only as it was read: the sequencer may have numbered it in between."""
    attributes = row.condition_attributes.items() if row.key.sk.startswith("R#") else ()
    return next((Equals(*each) for each in attributes), None)
