"""Audit or repair a whole table, entity by entity: for operators, never in a request.

An item that cannot be read is reported, and the others are audited or repaired all the same.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from chalicelib.domain.errors import NotFound
from chalicelib.kinds import KINDS
from chalicelib.operations.upkeep.audit import Finding, Remedy, audit, is_orphan
from chalicelib.operations.upkeep.entity_repair import remove_orphan, repair
from chalicelib.operations.upkeep.erasure_sweep import audit_erasures, sweep
from chalicelib.operations.upkeep.feed_repair import FEED, audit_feed, newest_change, numbered_revisions, repair_feed
from chalicelib.operations.upkeep.follower_rows import follower_fault, is_of_followers
from chalicelib.operations.world import Caller, World
from chalicelib.store import keys
from chalicelib.store.records.index.index_rows import owner_of
from chalicelib.store.rows import OnUnreadable, Row, Unreadable, of_row
from chalicelib.store.table import Collision, Damaged, ScannableTable


class Step(NamedTuple):
    """The result of repairing an entity, a row or the feed, or why that failed."""

    what: str
    done: str
    failed: bool = False


def audit_all(world: World, table: ScannableTable, *, kind: str | None = None) -> Iterator[Finding]:
    """Yield the faults of one kind, or of the whole table and the feed, as they are found."""
    yield from (Finding("the storage", line, Remedy.LOST) for line in table.damage())
    numbered, bad, before = 0, list[Damaged | Unreadable](), newest_change(world) if kind is None else 0
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
        yield from _unless_unreadable(FEED, partial(audit_feed, world, numbered=numbered, before=before))
        yield from _unless_unreadable("erasures", lambda: [*audit_erasures(table)])


def _unless_unreadable(what: str, find: Callable[[], list[Finding]]) -> list[Finding]:
    """Return the findings, or one finding for an item that cannot be read on the way."""
    try:
        return find()
    except (Damaged, Unreadable) as error:
        return [Finding(what, f"cannot be audited: {cause_of(error)}", Remedy.LOST)]


def cause_of(error: Damaged | NotFound | Unreadable) -> str:
    """Return why an item cannot be read, in words for the operator."""
    return error.cause if isinstance(error, Damaged) else str(error)


def _audit_row(world: World, row: Row, *, kind: str | None) -> list[Finding]:
    """Return a finding for a row that its entity's view does not imply, of an unknown kind, or of a lost follower."""
    name = f"{row.key.pk} {row.key.sk}"
    if row.key.pk.startswith("E#"):
        is_stray = kind is None and not _is_of_kind(keys.parse_entity(row.key.pk), None)
        return [Finding("an item", f"{name} is of an unknown kind", Remedy.LOST)] if is_stray else []
    if is_of_followers(row):
        fault = follower_fault(row) if kind is None else None
        return [] if fault is None else [Finding(name, fault, Remedy.LOST)]
    owner = str(_owner_of(row))
    try:
        return [Finding(owner, f"its row {name} is left over") for _ in _orphan_rows(world, [row], kind)]
    except (Damaged, Unreadable):
        return []  # an item of its entity cannot be read, which is a finding already


def repair_all(world: World, table: ScannableTable, caller: Caller, *, kind: str | None = None) -> Iterator[Step]:
    """Repair every entity, of one kind or of all, then the feed; yield each step as it is done.

    Run it again if it stops. The feed is left as it is while an item cannot be read.
    """
    bad = list[Damaged | Unreadable]()
    yield from _sweep_erasures(world, table, caller) if kind is None else ()
    for ref, _ in _walk_entities(table, kind, bad=bad.append):
        if ref:
            yield repair_one(world, caller, ref=ref)
        yield from (Step("an item", _failure(error), failed=True) for error in bad)
        bad.clear()
    for _, rows in _walk_entities(table, kind, bad=_ignore):  # only now is every view right
        for row in rows:
            yield from _repair_row(world, row, kind)
    if kind is None:
        yield _repair_feed(world, table)


def repair_one(world: World, caller: Caller, *, ref: str, accepts_ahead: bool = False) -> Step:
    """Repair an entity. An entity that does not exist or cannot be read is a failed step."""
    try:
        number = repair(world, caller, ref=ref, accepts_ahead=accepts_ahead)
    except (Damaged, NotFound, Unreadable) as error:
        return Step(ref, _failure(error), failed=True)
    return Step(ref, f"r{number}" if number else "removed")


def _repair_row(world: World, row: Row, kind: str | None) -> list[Step]:
    """Delete a row that its entity's view does not imply; a webhook or watch that cannot be read is a failed step."""
    name = f"{row.key.pk} {row.key.sk}"
    if is_of_followers(row):
        fault = follower_fault(row) if kind is None else None
        return [] if fault is None else [Step(name, f"failed: {fault}", failed=True)]
    try:
        _owner_of(row)
    except Damaged as error:
        return [Step(name, _failure(error), failed=True)]
    with suppress(Damaged, Unreadable):  # an item of its entity cannot be read, which is a step already
        return [Step(name, _remove_row(world, each)) for each in _orphan_rows(world, [row], kind)]
    return []


def _sweep_erasures(world: World, table: ScannableTable, caller: Caller) -> Iterator[Step]:
    """Rename erased entities wherever their old refs are left, before the views are made again."""
    try:
        for ref, number in sweep(world, table, caller):
            yield Step(ref, f"erased: renamed in {number} rows")
    except (Collision, Damaged, NotFound, Unreadable) as error:
        cause = "other writers were faster" if isinstance(error, Collision) else cause_of(error)
        yield Step("erasures", f"failed: {cause}", failed=True)


def _repair_feed(world: World, table: ScannableTable) -> Step:
    try:
        agreed = repair_feed(world, table)
    except (Damaged, Unreadable) as error:
        return Step(FEED, _failure(error), failed=True)
    return Step(FEED, f"agreed up to {agreed}; later changes have new numbers")


def _failure(error: Damaged | NotFound | Unreadable) -> str:
    return f"failed: {cause_of(error)}"


def _ignore(_: Damaged | Unreadable) -> None:
    """Ignore an item that is reported already."""


def _remove_row(world: World, row: Row) -> str:
    try:
        remove_orphan(world, row)
    except Collision:
        return "left: its entity was written to in between"
    return "removed"


def _walk_entities(table: ScannableTable, kind: str | None, *, bad: OnUnreadable) -> Iterator[tuple[str, list[Row]]]:
    """Walk the table: yield each entity once and, after those of a page, the rows of the page under an empty ref.

    Items that cannot be read are reported to `bad`.
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
