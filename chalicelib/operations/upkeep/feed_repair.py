"""Mend the change feed after a restore: its head, its pages and the numbers on revisions can tell different stories.

What they agree on, from the first number on, stands. The revisions after that wait again, and the sequencer numbers
them: whoever follows the feed must go on from there.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from chalicelib.operations.feed.sequencer import HEAD, feed_head, head_row, sequence
from chalicelib.operations.upkeep.audit import Finding
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import Revision, read_revision, revision_row
from chalicelib.store.rows import ABSENT, Delete, Equals, Key, Put, Row
from chalicelib.store.table import ScannableTable

FEED = "the feed"
MAX_DELETED_PAGES = 100


@dataclass
class Agreed:
    """How far pages and revisions agree, the counts up to there, and the pages beyond."""

    last: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    beyond: list[Key] = field(default_factory=list)


def audit_feed(world: World, *, numbered: int) -> list[Finding]:
    """List what does not agree about the feed, where so many revisions of the table have a number."""
    agreed, head = agreed_feed(world), feed_head(world)
    newest = 0 if head is None else int(head.body["n"])
    details = []
    if agreed.beyond or newest != agreed.last:
        details.append(f"its head says {newest}, its pages and revisions agree up to {agreed.last}")
    if numbered != agreed.last:
        details.append(f"{numbered} revisions have a number, {agreed.last} stand on its pages")
    if _nonzero(agreed.counts) != _nonzero(head.body["counts"] if head else {}):
        details.append("its head's counts are not the sum of its revisions")
    return [Finding(FEED, detail) for detail in details]


def mend_feed(world: World, table: ScannableTable) -> int:
    """Take the feed back to where it agrees, and number everything after that anew; give the number it agreed up to.

    Done again it does the same, wherever it broke off. Nobody else should be numbering meanwhile. Raises Busy.
    """
    agreed, head = agreed_feed(world), feed_head(world)
    for revision in _numbered_beyond(table, agreed.last):
        waiting = revision_row(replace(revision, change=None))
        table.commit([Put(waiting, when=Equals("change", revision.change or 0))])
    for start in range(0, len(agreed.beyond), MAX_DELETED_PAGES):
        table.commit([Delete(key) for key in agreed.beyond[start : start + MAX_DELETED_PAGES]])
    mended = head_row(agreed.last, _nonzero(agreed.counts))
    if head is None or head.body != mended.body:
        table.commit([Put(mended, when=Equals(HEAD, head.condition_attributes[HEAD]) if head else ABSENT)])
    while sequence(world)[1]:
        pass
    return agreed.last


def agreed_feed(world: World) -> Agreed:
    """Walk the pages from the first number on, each with its revisions: two calls a page."""
    agreed, is_whole = Agreed(), True
    for page in _pages(world):
        revisions = _revisions_of(world, page) if is_whole else None
        numbers = [change["number"] for change in page.body["changes"]]
        is_whole = revisions is not None and numbers == list(range(agreed.last + 1, agreed.last + 1 + len(numbers)))
        if revisions is None or not is_whole:
            agreed.beyond.append(page.key)
            continue
        agreed.last = numbers[-1]
        for revision in revisions:
            agreed.counts.update(revision.counts)
    return agreed


def numbered_revisions(rows: list[Row]) -> list[Revision]:
    """Pick the revisions that have a number out of rows of the table."""
    revisions = [read_revision(row) for row in rows if row.key.pk.startswith("E#") and row.key.sk.startswith("R#")]
    return [revision for revision in revisions if revision.change is not None]


def _pages(world: World) -> Iterator[Row]:
    first, rows = 1, world.table.query(None, keys.feed_page_key(1).pk, consistent=True).rows
    while rows:
        yield from rows
        first += keys.FEED_PARTITION
        rows = world.table.query(None, keys.feed_page_key(first).pk, consistent=True).rows


def _revisions_of(world: World, page: Row) -> list[Revision] | None:
    """Read the revisions of a page; None when one is missing or has another number."""
    wanted = {keys.revision_key(each["ref"], each["revision"]): each["number"] for each in page.body["changes"]}
    rows = world.table.get(list(wanted), consistent=True)
    revisions = [read_revision(rows[key]) for key in wanted if key in rows]
    agree = len(revisions) == len(wanted) and [each.change for each in revisions] == list(wanted.values())
    return revisions if agree else None


def _numbered_beyond(table: ScannableTable, last: int) -> Iterator[Revision]:
    page = table.scan()
    while True:
        yield from (each for each in numbered_revisions(page.rows) if (each.change or 0) > last)
        if page.next is None:
            break
        page = table.scan(page.next)


def _nonzero(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in sorted(counts.items()) if count}
