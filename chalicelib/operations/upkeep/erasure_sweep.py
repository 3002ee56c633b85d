"""The sweep after erasures: walks the whole table for rows that still name an erased entity, and renames it there.

An erasure finds by indexes the rows that name the entity. The others are found here: scopes and second qualifiers of
facts whose view does not show them, receipts of the last day, roots of sources, and rows that older code made.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from chalicelib.operations.upkeep.audit import Finding
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.world import Caller, RequestContext, World
from chalicelib.operations.writes.ending.erase_entity import continue_erasure
from chalicelib.store import keys
from chalicelib.store.keys.following import SENDER, followers
from chalicelib.store.records.erasure_rows import Erasure, digest_of, erasure_row, read_erasure
from chalicelib.store.records.follower_rows import follower_row, read_follower
from chalicelib.store.records.index.index_rows import owner_of
from chalicelib.store.records.renaming import Renaming, refs_in
from chalicelib.store.records.revision_rows import read_revision, revision_row
from chalicelib.store.rows import ABSENT, Check, Delete, Equals, Put, Row
from chalicelib.store.table import ScannableTable

Erasures = Mapping[str, Erasure]  # by digest


class Leftover(NamedTuple):
    """A row that names erased entities."""

    row: Row
    renamings: tuple[Renaming, ...]


def audit_erasures(table: ScannableTable) -> Iterator[Finding]:
    """Yield a finding for each erased entity that rows still name: two walks of the table if anything was erased."""
    counts: dict[str, int] = {}
    for _, renamings in _leftovers(table, find_all_erasures(table)):
        for renaming in renamings:
            counts[renaming.new] = counts.get(renaming.new, 0) + 1
    for ref, number in counts.items():
        yield Finding(ref, f"{number} rows still name it by the ref that it had before it was erased")


def sweep(world: World, table: ScannableTable, caller: Caller) -> Iterator[tuple[str, int]]:
    """Rename erased entities in all rows that still name them; yield the new ref of each and the number of rows.

    Erasures that were begun and not finished are finished first.
    """
    erasures = find_all_erasures(table)
    for old, erasure in sorted(_unfinished(table, erasures).items()):
        continue_erasure(RequestContext(world, caller), old, erasure)
    counts = {erasure.ref: 0 for erasure in erasures.values()}
    owners: set[str] = set()
    for row, renamings in _leftovers(table, erasures):
        _rename(world, row, renamings)
        for renaming in renamings:
            counts[renaming.new] += 1
        owners |= {_renamed_text(ref, renamings) for ref in (_owner_of(row),) if ref}
    for ref in sorted(owners):
        repair(world, caller, ref=ref)
    for digest, erasure in erasures.items():
        table.commit([Put(erasure_row(digest, replace(erasure, swept_at=world.now())))])
    table.flush()
    yield from counts.items()


def find_all_erasures(table: ScannableTable) -> dict[str, Erasure]:
    """Return all erasures by digest: one walk of the table."""
    rows = (row for row in _walk(table) if row.key.pk.startswith("G#"))
    return {keys.parse_erasure(row.key): read_erasure(row) for row in rows}


def _walk(table: ScannableTable) -> Iterator[Row]:
    page = table.scan(bad=lambda _: None)  # items that cannot be read are reported by the audit of their entity
    while True:
        yield from page.rows
        if page.next is None:
            return
        page = table.scan(page.next, bad=lambda _: None)


def _leftovers(table: ScannableTable, erasures: Erasures) -> Iterator[Leftover]:
    """Yield the rows that name erased entities."""
    known: dict[str, Erasure | None] = {}
    for row in _walk(table) if erasures else ():
        refs = sorted(refs_in(row))
        known |= {ref: erasures.get(digest_of(ref)) for ref in refs if ref not in known}
        found = [Renaming(ref, erasure.ref) for ref in refs if (erasure := known[ref]) is not None]
        if found:
            yield Leftover(row, tuple(found))


def _unfinished(table: ScannableTable, erasures: Erasures) -> dict[str, Erasure]:
    """Return by old ref the erasures of entities that still have rows under it."""
    found: dict[str, Erasure] = {}
    for row in _walk(table) if erasures else ():
        if row.key.pk.startswith("E#") and (erasure := erasures.get(digest_of(keys.parse_entity(row.key.pk)))):
            found[keys.parse_entity(row.key.pk)] = erasure
    return found


def _rename(world: World, seen: Row, renamings: Iterable[Renaming]) -> None:
    """Rename in a row as it is now, if nobody writes to its entity meanwhile. Raises Collision."""
    owner = _owner_of(seen)
    view = world.table.get([keys.view_key(owner)], consistent=True).get(keys.view_key(owner)) if owner else None
    row = world.table.get([seen.key], consistent=True).get(seen.key)
    if row is None:
        return
    locks = [Check(keys.revision_key(str(owner), view.body["revision"] + 1), ABSENT)] if view is not None else []
    new = row
    for renaming in renamings:
        new = renaming.row(new)
    conditions: list[Equals] = []
    if row.key.pk.startswith("E#") and row.key.sk.startswith("R#"):  # as it was read: the sequencer may number it
        revision = read_revision(new)
        new = revision_row(replace(revision, rewritten=revision.rewritten + 1))
        conditions = [Equals(*each) for each in row.condition_attributes.items()]
    if row.key.pk == followers() and row.key.sk != SENDER:  # as it was read: the sender may move it
        new = follower_row(read_follower(new).moved())
        conditions = [Equals(*each) for each in row.condition_attributes.items()]
    put = Put(new, when=next(iter(conditions), None))
    world.table.commit([*locks, put, *([Delete(row.key)] if new.key != row.key else [])])


def _renamed_text(text: str, renamings: Iterable[Renaming]) -> str:
    for renaming in renamings:
        text = renaming.text(text)
    return text


def _owner_of(row: Row) -> str | None:
    """Return the entity whose view has to be made again after a row was renamed in."""
    if row.key.pk.startswith("E#"):
        return keys.parse_entity(row.key.pk)
    if row.key.pk.startswith("O#"):
        return keys.parse_series(row.key.pk)
    return owner_of(keys.current_key(row.key)) if row.key.pk[:1] in "LTNHMXD" else None
