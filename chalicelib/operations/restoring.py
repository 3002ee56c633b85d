"""Restoring: audit or repair a whole table, entity by entity, in one walk from end to end. Never in a request."""

from collections.abc import Iterator

from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.audit import Finding, audit, is_orphan
from chalicelib.operations.mend_feed import audit_feed, mend_feed, numbered_revisions
from chalicelib.operations.repair import remove_orphan, repair
from chalicelib.operations.world import Caller, World
from chalicelib.store import keys
from chalicelib.store.projection import owner_of
from chalicelib.store.rows import Row
from chalicelib.store.table import Collision, WholeTable

Step = tuple[str, str]  # what was done to which entity, row or feed


def audit_all(world: World, table: WholeTable, *, kind: str | None = None) -> Iterator[Finding]:
    """Give what does not agree, as it is found; of one kind, or of everything and the feed."""
    numbered = 0
    for ref, rows in _entities(table, kind):
        if ref:
            yield from audit(world, ref=ref)
        else:
            numbered += len(numbered_revisions(rows))
            for row in _orphans(world, rows, kind):
                yield Finding(str(owner_of(row.key)), f"its row {row.key.pk} {row.key.sk} is left over")
    if kind is None:
        yield from audit_feed(world, numbered=numbered)


def repair_all(world: World, table: WholeTable, caller: Caller, *, kind: str | None = None) -> Iterator[Step]:
    """Repair every entity, of one kind or of all, and then the feed; say what was done, as it is done.

    May be done again, and must where it broke off.
    """
    for ref, _ in _entities(table, kind):
        if ref:
            number = repair(world, caller, ref=ref)
            yield ref, f"r{number}" if number else "removed"
    for _, rows in _entities(table, kind):  # only now does every view tell what is its own
        for row in _orphans(world, rows, kind):
            yield f"{row.key.pk} {row.key.sk}", _removed(world, row)
    if kind is None:
        yield "the feed", f"agreed up to {mend_feed(world, table)}; what came after it has new numbers"


def _removed(world: World, row: Row) -> str:
    try:
        remove_orphan(world, row)
    except Collision:
        return "left: its entity is being written to"
    return "removed"


def _entities(table: WholeTable, kind: str | None) -> Iterator[tuple[str, list[Row]]]:
    """Walk the table: give each entity once, and after those of a page, under no name, the page's rows."""
    seen: set[str] = set()
    page = table.scan()
    while True:
        refs = {keys.parse_entity(row.key.pk) for row in page.rows if row.key.pk.startswith("E#")}
        yield from ((ref, []) for ref in sorted(refs - seen) if _is_of(ref, kind))
        seen |= refs
        yield "", page.rows
        if page.next is None:
            break
        page = table.scan(page.next)


def _is_of(ref: str, kind: str | None) -> bool:
    name = Ref.of(ref).kind
    return name in KINDS and kind in (None, name)


def _orphans(world: World, rows: list[Row], kind: str | None) -> Iterator[Row]:
    for row in rows:
        ref = owner_of(row.key)
        if ref is not None and _is_of(ref, kind) and is_orphan(world, row):
            yield row
