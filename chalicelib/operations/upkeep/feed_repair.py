"""Repair the change feed after a restore: its head, its pages and the numbers of revisions may disagree.

Changes up to the last number on which they agree stay. The sequencer numbers the later revisions again, so that
followers of the feed must continue from that number.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.numbering.group_counters import (
    GroupCounts,
    read_counters,
    rebuilt,
    split_counts,
    total_of,
)
from chalicelib.operations.numbering.sequencer import HEAD, feed_head, head_row, sequence
from chalicelib.operations.upkeep.audit import Finding
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.item_limits import commit_in_slices
from chalicelib.store.records.counter_rows import (
    CellCounts,
    SummedCells,
    kilobytes,
    read_summed,
    recent_row,
    summed_row,
)
from chalicelib.store.records.revision_rows import CHANGE_ATTRIBUTE, Revision, read_revision, revision_row
from chalicelib.store.rows import ABSENT, Delete, Equals, Key, Put, Row
from chalicelib.store.table import ScannableTable

FEED = "the feed"
MAX_READS = 5  # of a feed that is being numbered


@dataclass
class Agreed:
    """The last number on which pages and revisions agree, the counts up to it, and the pages after it."""

    last: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    later_pages: list[Key] = field(default_factory=list)


def newest_change(world: World) -> int:
    """Return the last number of the feed, by its head; 0 if it has none."""
    head = feed_head(world)
    return 0 if head is None else int(head.body["n"])


def audit_feed(world: World, *, numbered: int, before: int) -> list[Finding]:
    """List the faults of the feed, also while others number it.

    `numbered` is how many revisions of the table have a number, `before` what the head said before they were counted.
    """
    head, agreed, counters = _still_feed(world)
    newest = 0 if head is None else int(head.body["n"])
    details = []
    if agreed.later_pages or newest != agreed.last:
        details.append(f"its head is at {newest}, but its pages and revisions agree up to {agreed.last} only")
    if not min(before, agreed.last) <= numbered <= agreed.last:
        details.append(f"{numbered} revisions have a number, but its pages list {agreed.last}")
    service, cells = split_counts(_nonzero(agreed.counts))
    if service != _nonzero(head.body["counts"] if head else {}):
        details.append("the counts of its head are not the sum of its revisions")
    for name, kind in KINDS.items():
        if counters[name] != _expected_counters(kind, service, cells.get(name, {}), at=counters[name].at):
            details.append(f"the counters of {kind.plural} are not the sum of its revisions")
    return [Finding(FEED, detail) for detail in details]


def _expected_counters(kind: Kind, service: Mapping[str, int], cells: CellCounts, *, at: int) -> GroupCounts:
    """Return the counters that follow from the counts of all revisions, if a row has room for them."""
    row = summed_row(SummedCells(kind.name, counts=cells))
    return GroupCounts(kind, at, total_of(service, kind.name), read_summed(row).counts)


class _StillFeed(NamedTuple):
    head: Row | None
    agreed: Agreed
    counters: Mapping[str, GroupCounts]


def _still_feed(world: World) -> _StillFeed:
    """Return the head with what the pages agree on, read while nobody numbered: the head is the same after it."""
    found = _read_feed(world)
    for _ in range(MAX_READS):
        after = feed_head(world)
        if (after and after.body) == (found.head and found.head.body):
            break
        found = _read_feed(world)
    return found


def _read_feed(world: World) -> _StillFeed:
    head, agreed = feed_head(world), agreed_feed(world)
    return _StillFeed(head, agreed, {name: read_counters(world, kind) for name, kind in KINDS.items()})


def repair_feed(world: World, table: ScannableTable) -> int:
    """Renumber all revisions after the last number on which the feed agrees; return that number.

    Nothing is written before the whole table was read. Run it again if it stops. No other process should number
    revisions meanwhile. Raises Busy, and Damaged or Unreadable for an item that cannot be read.
    """
    agreed, head = agreed_feed(world), feed_head(world)
    for revision in list(_numbered_after(table, agreed.last)):
        pending = revision_row(replace(revision, change=None))
        table.commit([Put(pending, when=Equals(CHANGE_ATTRIBUTE, revision.mark))])
    commit_in_slices(table, [Delete(key) for key in agreed.later_pages])
    service, cells = split_counts(_nonzero(agreed.counts))
    for kind in KINDS:  # written as they should be, even if they are
        summed = summed_row(SummedCells(kind, agreed.last, cells.get(kind, {})))
        recent = rebuilt(kind, at=agreed.last, total=total_of(service, kind), size=kilobytes(summed))
        table.commit([Put(summed), Put(recent_row(recent))])
    repaired = head_row(agreed.last, service)
    if head is None or head.body != repaired.body:
        table.commit([Put(repaired, when=Equals(HEAD, head.condition_attributes[HEAD]) if head else ABSENT)])
    while sequence(world)[1]:
        pass
    return agreed.last


def agreed_feed(world: World) -> Agreed:
    """Compare the pages with their revisions, from the first number on: two calls a page."""
    agreed, is_whole = Agreed(), True
    for page in _all_feed_pages(world):
        revisions = _revisions_of(world, page) if is_whole else None
        numbers = [change["number"] for change in page.body["changes"]]
        is_whole = revisions is not None and numbers == list(range(agreed.last + 1, agreed.last + 1 + len(numbers)))
        if revisions is None or not is_whole:
            agreed.later_pages.append(page.key)
            continue
        agreed.last = numbers[-1]
        for revision in revisions:
            agreed.counts.update(revision.counts)
    return agreed


def numbered_revisions(rows: list[Row]) -> list[Revision]:
    """Return the revisions among rows of the table that have a number."""
    revisions = [read_revision(row) for row in rows if row.key.pk.startswith("E#") and row.key.sk.startswith("R#")]
    return [revision for revision in revisions if revision.change is not None]


def _all_feed_pages(world: World) -> Iterator[Row]:
    first, rows = 1, world.table.query(None, keys.feed_page_key(1).pk, consistent=True).rows
    while rows:
        yield from rows
        first += keys.FEED_PARTITION
        rows = world.table.query(None, keys.feed_page_key(first).pk, consistent=True).rows


def _revisions_of(world: World, page: Row) -> list[Revision] | None:
    """Read the revisions of a page; return None if one is missing or has another number."""
    wanted = {keys.revision_key(each["ref"], each["revision"]): each["number"] for each in page.body["changes"]}
    rows = world.table.get(list(wanted), consistent=True)
    revisions = [read_revision(rows[key]) for key in wanted if key in rows]
    agree = len(revisions) == len(wanted) and [each.change for each in revisions] == list(wanted.values())
    return revisions if agree else None


def _numbered_after(table: ScannableTable, last: int) -> Iterator[Revision]:
    page = table.scan()
    while True:
        yield from (each for each in numbered_revisions(page.rows) if (each.change or 0) > last)
        if page.next is None:
            break
        page = table.scan(page.next)


def _nonzero(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in sorted(counts.items()) if count}
