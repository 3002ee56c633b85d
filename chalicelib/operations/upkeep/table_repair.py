"""Restoring: audit or repair a whole table, entity by entity, in one walk from end to end. Never in a request."""

from collections.abc import Callable, Iterator
from functools import partial

from chalicelib.kinds import KINDS
from chalicelib.operations.upkeep.audit import Finding, Remedy, audit, is_orphan
from chalicelib.operations.upkeep.entity_repair import remove_orphan, repair
from chalicelib.operations.upkeep.feed_repair import FEED, audit_feed, mend_feed, numbered_revisions
from chalicelib.operations.world import Caller, World
from chalicelib.store import keys
from chalicelib.store.records.index_rows import owner_of
from chalicelib.store.rows import OnUnreadable, Row, Unreadable, of_row
from chalicelib.store.table import Collision, Damaged, ScannableTable

Step = tuple[str, str]  # what was done to which entity, row or feed


def audit_all(world: World, table: ScannableTable, *, kind: str | None = None) -> Iterator[Finding]:
    """Give what does not agree, as it is found; of one kind, or of everything and the feed.

    What cannot be read is a finding too, and the rest is looked at all the same.
    """
    yield from (Finding("the storage", line, Remedy.LOST) for line in table.damage())
    numbered, bad = 0, list[Damaged | Unreadable]()
    for ref, rows in _walk_entities(table, kind, bad=bad.append):
        if ref:
            yield from _unless_unreadable(ref, partial(audit, world, ref=ref))
            continue
        yield from (Finding("an item", cause_of(error), Remedy.LOST) for error in bad)
        bad.clear()
        for row in rows:
            yield from _unless_unreadable("an item", partial(_audit_row, world, row, kind=kind))
        numbered += len(numbered_revisions(rows))
    if kind is None:
        yield from _unless_unreadable(FEED, partial(audit_feed, world, numbered=numbered))


def _unless_unreadable(what: str, find: Callable[[], list[Finding]]) -> list[Finding]:
    """Give what is found, or that what has to be read for it cannot be read."""
    try:
        return find()
    except (Damaged, Unreadable) as error:
        return [Finding(what, f"cannot be looked at: {cause_of(error)}", Remedy.LOST)]


def cause_of(error: Damaged | Unreadable) -> str:
    """Say why an item cannot be read, as the operator has to know it."""
    return error.cause if isinstance(error, Damaged) else str(error)


def _audit_row(world: World, row: Row, *, kind: str | None) -> list[Finding]:
    """Find fault with a row by which an entity is found, and with one of an entity of no kind that there is."""
    name = f"{row.key.pk} {row.key.sk}"
    if row.key.pk.startswith("E#"):
        is_stray = kind is None and not _is_of_kind(keys.parse_entity(row.key.pk), None)
        return [Finding("an item", f"{name} is of no kind that there is", Remedy.LOST)] if is_stray else []
    owner = str(_owner_of(row))
    try:
        return [Finding(owner, f"its row {name} is left over") for _ in _orphan_rows(world, [row], kind)]
    except (Damaged, Unreadable):
        return []  # an item of its entity cannot be read, which is told with that item


def repair_all(world: World, table: ScannableTable, caller: Caller, *, kind: str | None = None) -> Iterator[Step]:
    """Repair every entity, of one kind or of all, and then the feed; say what was done, as it is done.

    May be done again, and must where it broke off.
    """
    for ref, _ in _walk_entities(table, kind):
        if ref:
            number = repair(world, caller, ref=ref)
            yield ref, f"r{number}" if number else "removed"
    for _, rows in _walk_entities(table, kind):  # only now does every view tell what is its own
        for row in _orphan_rows(world, rows, kind):
            yield f"{row.key.pk} {row.key.sk}", _remove_row(world, row)
    if kind is None:
        yield "the feed", f"agreed up to {mend_feed(world, table)}; what came after it has new numbers"


def _remove_row(world: World, row: Row) -> str:
    try:
        remove_orphan(world, row)
    except Collision:
        return "left: its entity is being written to"
    return "removed"


def _walk_entities(
    table: ScannableTable, kind: str | None, *, bad: OnUnreadable | None = None
) -> Iterator[tuple[str, list[Row]]]:
    """Walk the table: give each entity once, and after those of a page, under no name, the page's rows.

    Items that cannot be read are given to `bad`; without it the first raises Damaged or Unreadable.
    """
    seen: set[str] = set()
    page = table.scan(bad=bad)
    while True:
        refs = {keys.parse_entity(row.key.pk) for row in page.rows if row.key.pk.startswith("E#")}
        yield from ((ref, []) for ref in sorted(refs - seen) if _is_of_kind(ref, kind))
        seen |= refs
        yield "", page.rows
        if page.next is None:
            break
        page = table.scan(page.next, bad=bad)


def _is_of_kind(ref: str, kind: str | None) -> bool:
    name, _, _ = ref.partition("/")
    return name in KINDS and kind in (None, name)


@of_row
def _owner_of(row: Row) -> str | None:
    return owner_of(row.key)


def _orphan_rows(world: World, rows: list[Row], kind: str | None) -> Iterator[Row]:
    for row in rows:
        ref = _owner_of(row)
        if ref is not None and _is_of_kind(ref, kind) and is_orphan(world, row):
            yield row
