"""The sequencer: numbers revisions in the change feed, in an order that never changes.

Clocks cannot order writers, so a counter orders the feed: a transaction moves its head from n to n + k, writes a page
and numbers k pending revisions. A late revision gets a later number; none is skipped.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import accumulate, takewhile
from typing import Any, NamedTuple

from chalicelib.domain.errors import Busy, Oversized
from chalicelib.domain.instants import Instant, plus_ms
from chalicelib.operations.numbering.feed_entries import feed_entry
from chalicelib.operations.numbering.group_counters import move_counters, recent_keys
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.item_limits import MAX_COMMIT_BYTES, MAX_ITEM_BYTES, check_row
from chalicelib.store.records.revision_rows import CHANGE_ATTRIBUTE, Revision, read_revision, revision_row
from chalicelib.store.rows import ABSENT, Equals, Key, Put, Row
from chalicelib.store.table import Collision, Unsure

BATCH = 45  # revisions of a transaction: with their predecessors they fit into one batch read
BESIDE = 3 * MAX_ITEM_BYTES  # bytes of a transaction kept for its page, the head and the counters
TRIES = 5
HEAD = "n"
NUMBERED_AT = "at"
LATE_MS = 60_000  # after its last change was recorded, by which a page is numbered late


class _Pending(NamedTuple):
    """Revisions that can be numbered, and the rows of the counters of their kinds, with the keys that were read.

    `is_all` if the index named no more than were looked at.
    """

    revisions: Sequence[Revision]
    counters: Mapping[Key, Row]
    read: Sequence[Key]
    is_all: bool


def sequence(world: World, *, seen: Row | None = None) -> tuple[int, bool]:
    """Assign numbers to up to 45 pending revisions; return the newest number, and whether more may be pending.

    `seen` is the feed's head, if it was just read.
    """
    for attempt in range(TRIES):
        head = seen if seen is not None and attempt == 0 else feed_head(world)
        pending = _ready_revisions(world)
        if not pending.revisions and pending.is_all:
            return newest_of(head), False
        with suppress(Collision, Unsure):  # another sequencer was faster, or our answer was lost: read again
            if pending.revisions:
                return _number_pending(world, head, pending)
        world.pause(0.02 * 2**attempt)  # if none is ready: another one has numbered those that the index still names
    raise Busy("Other requests are numbering the change feed. Try again shortly.")


def feed_head(world: World) -> Row | None:
    """Read the feed's head consistently: its newest number, and the counts of the service up to it."""
    return world.table.get([keys.head_key()], consistent=True).get(keys.head_key())


def newest_of(head: Row | None) -> int:
    """Return the newest number of a head; 0 if there is no head yet."""
    return 0 if head is None else int(head.body["n"])


def _pending_revisions(world: World, shard: int, *, limit: int) -> list[Revision]:
    page = world.table.query(keys.PENDING, keys.pending_shard(shard), start=keys.PENDING_REVISIONS, limit=limit)
    return [read_revision(row) for row in page.rows]


def _ready_revisions(world: World) -> _Pending:
    """Find the revisions that can be numbered now: they are pending, and their predecessors are not.

    The index lags and is only a hint: revisions, predecessors and counters are read consistently, in one batch.
    """
    hinted = [revision for shard in range(keys.SHARDS) for revision in _pending_revisions(world, shard, limit=BATCH)]
    is_all = len(hinted) < BATCH
    hinted = sorted(hinted, key=lambda revision: (revision.at, revision.ref, revision.number))[:BATCH]
    wanted = {keys.revision_key(r.ref, n) for r in hinted for n in (r.number, r.number - 1) if n > 0}
    counters = recent_keys(revision.ref.partition("/")[0] for revision in hinted)
    rows = world.table.get([*sorted(wanted), *counters], consistent=True) if wanted else {}
    known = {(r.ref, r.number): r for r in (read_revision(rows[key]) for key in wanted if key in rows)}
    ready: dict[tuple[str, int], Revision] = {}
    for hint in sorted(hinted, key=lambda r: r.number):
        revision, before = known.get((hint.ref, hint.number)), known.get((hint.ref, hint.number - 1))
        numbered = hint.number == 1 or (hint.ref, hint.number - 1) in ready or (before and before.change is not None)
        if revision is not None and revision.change is None and numbered:
            ready[hint.ref, hint.number] = revision
    ordered = sorted(ready.values(), key=lambda revision: (revision.at, revision.ref, revision.number))
    return _Pending(ordered, {key: rows[key] for key in counters if key in rows}, counters, is_all)


def _number_pending(world: World, head: Row | None, pending: _Pending) -> tuple[int, bool]:
    first = newest_of(head) + 1
    room = keys.FEED_PARTITION - (first - 1) % keys.FEED_PARTITION
    numbered = [replace(revision, change=number) for number, revision in enumerate(pending.revisions[:room], first)]
    rows = _rows_that_fit([revision_row(revision) for revision in numbered])
    last = _commit_what_fits(world, head, pending._replace(revisions=numbered), rows=rows)
    return last, last - first + 1 < len(pending.revisions) or not pending.is_all


def _commit_what_fits(world: World, head: Row | None, numbered: _Pending, *, rows: Sequence[Row]) -> int:
    """Write these rows, or half of them as often as they are too large; return the last number."""
    while True:
        try:
            fitting = numbered._replace(revisions=numbered.revisions[: len(rows)])
            return _commit_numbered(world, head, fitting, rows=rows)
        except Oversized:
            if len(rows) == 1:
                raise
            rows = rows[: len(rows) // 2]


def _rows_that_fit(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the first rows, up to the size of one transaction: a revision may contain long lists twice."""
    sizes = accumulate(map(check_row, rows))  # lazy: rows that do not fit are not encoded
    fitting = sum(1 for _ in takewhile(lambda size: size <= MAX_COMMIT_BYTES - BESIDE, sizes))
    return rows[: max(fitting, 1)]


def _commit_numbered(world: World, head: Row | None, pending: _Pending, *, rows: Sequence[Row]) -> int:
    """Write numbered revisions in one transaction; return the last number."""
    newest, numbered = newest_of(head), pending.revisions
    last = newest + len(numbered)
    counts = Counter(head.body["counts"] if head else {})
    for revision in numbered:
        counts.update(revision.counts)
    moved = move_counters(world, counts, at=last, known=pending.counters, read=pending.read)
    world.table.commit(
        [
            Put(head_row(last, moved.service), when=Equals(HEAD, newest) if head else ABSENT),
            Put(feed_page(numbered, now=world.now()), when=ABSENT),
            *moved.puts,
            # As they were read: an erasure that took words in between would be undone.
            *(
                Put(row, when=Equals(CHANGE_ATTRIBUTE, replace(revision, change=None).mark))
                for revision, row in zip(numbered, rows, strict=True)
            ),
        ]
    )
    return last


def head_row(last: int, counts: Mapping[str, int]) -> Row:
    """Return the row of the feed's head: its newest number, and the counts of the service up to it."""
    body = {"n": last, "counts": dict(counts)}
    return Row(keys.head_key(), body, indexes=keys.head_among_pending(), condition_attributes={HEAD: last})


def feed_page(numbered: Sequence[Revision], *, now: Instant | None = None) -> Row:
    """Return the row of a feed page: numbered revisions, with the last number as key.

    A page that is numbered (`now`) long after its changes were recorded says when.
    """
    last = numbered[-1].change or 0
    body: dict[str, Any] = {"changes": [feed_entry(revision) for revision in numbered]}
    if now is not None and plus_ms(max(revision.at for revision in numbered), LATE_MS) < now:
        body[NUMBERED_AT] = now
    return Row(keys.feed_page_key(last), body)


def numbered_at(page: Row) -> Instant:
    """Return when a feed page was numbered, to a minute or so: times of pages grow with their numbers."""
    at: Instant = page.body.get(NUMBERED_AT) or max(change["at"] for change in page.body["changes"])
    return at
