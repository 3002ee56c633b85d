"""The state of an import into an empty table, in the head of the feed: how far it is, until somebody else writes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import Busy
from chalicelib.domain.transfer_errors import ImportOutOfOrder, ManifestMismatch, TableNotEmpty
from chalicelib.operations.numbering.group_counters import move_counters
from chalicelib.operations.numbering.sequencer import BATCH, HEAD, feed_head, feed_page, head_row, newest_of
from chalicelib.operations.transfer.page_reading import NumberedChange, ReadPage
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.revision_rows import Revision, read_revision
from chalicelib.store.rows import ABSENT, Equals, Put, Row
from chalicelib.store.table import Collision, Unsure

STATE = "import"
_MIXED = (
    "Import into an empty table, or add `into_existing=true` to keep the entities on record and number the changes "
    "anew."
)


def page_done(world: World, page: ReadPage) -> bool:
    """Return whether a page is imported already; begin with the first page. Raises TableNotEmpty, ImportOutOfOrder."""
    head = feed_head(world)
    state = None if head is None else head.body.get(STATE)
    if state is None:
        _must_be_empty(world, head)
        state = {"change": page.change, "page": 0, "seen": ""}
    if state["change"] != page.change:
        detail = f"The table is taking an export up to change {state['change']}; this one is up to {page.change}. "
        raise TableNotEmpty(detail + _MIXED, context={"change": newest_of(head)})
    if page.number <= state["page"]:
        return True
    if page.number != state["page"] + 1 or page.before != state["seen"]:
        expected = state["page"] + 1
        raise ImportOutOfOrder(
            f"Page {expected} of this export comes next, after the one with the digest {state['seen']!r}; this is page "
            f"{page.number}, after {page.before!r}.",
            context={"expected": expected},
        )
    if page.number == 1:
        _move_head(world, head, newest_of(head), Counter(head.body["counts"] if head else {}), state=state)
    return False


def _must_be_empty(world: World, head: Row | None) -> None:
    pending = world.table.query(
        keys.PENDING, keys.pending_shard(0), start=keys.PENDING_REVISIONS, limit=1
    ).rows  # not numbered yet
    if newest_of(head) or pending:
        raise TableNotEmpty(
            f"The table has {newest_of(head)} changes that are not of this import. {_MIXED}",
            context={"change": newest_of(head)},
        )


def number_changes(world: World, page: ReadPage) -> None:
    """Write the pages of the feed for the changes of a page, and then that the page is imported."""
    head = feed_head(world)
    last = newest_of(head)
    left = [each for each in page.changes if each.number > last]
    counts = Counter(head.body["counts"] if head else {})
    state = {"change": page.change, "page": page.number - 1, "seen": page.before}
    for changes in _batches(left, last):
        numbered = _numbered(world, changes, last)
        for each in numbered:
            counts.update(each.counts)
        moved = move_counters(world, counts, at=last + len(numbered), known={})
        counts, beside = Counter(moved.service), [Put(feed_page(numbered), when=ABSENT), *moved.puts]
        head = _move_head(world, head, last + len(numbered), counts, state=state, beside=beside)
        last += len(numbered)
    if page.is_last and last != page.change:
        raise ManifestMismatch(
            f"The export is up to change {page.change}, and its changes end at {last}.", context={"page": page.number}
        )
    _move_head(world, head, last, counts, state={**state, "page": page.number, "seen": page.seen})


def _batches(changes: Sequence[NumberedChange], last: int) -> list[list[NumberedChange]]:
    """Return the changes of each page of the feed; none spans two of its partitions."""
    batches: list[list[NumberedChange]] = []
    for number, change in enumerate(changes, last):
        if not batches or len(batches[-1]) == BATCH or number % keys.FEED_PARTITION == 0:
            batches.append([])
        batches[-1].append(change)
    return batches


def _numbered(world: World, changes: Sequence[NumberedChange], last: int) -> list[Revision]:
    """Read the revisions of changes, which were written before. Raises ManifestMismatch if one is missing."""
    wanted = [keys.revision_key(each.ref, each.revision) for each in changes]
    rows = world.table.get(wanted, consistent=True)
    found = []
    for number, (change, key) in enumerate(zip(changes, wanted, strict=True), last + 1):
        revision = read_revision(rows[key]) if key in rows else None
        if change.number != number or revision is None or revision.change != number:
            raise ManifestMismatch(
                f"Line {change.place + 1}: change {change.number} is revision {change.revision} of {change.ref}, which "
                f"is not on record as change {number}. Export again, from the first page.",
                context={"line": change.place + 1},
            )
        found.append(revision)
    return found


def _move_head(
    world: World,
    head: Row | None,
    last: int,
    counts: Mapping[str, int],
    *,
    state: Mapping[str, Any],
    beside: Sequence[Put] = (),
) -> Row:
    made = head_row(last, counts)
    row = Row(made.key, {**made.body, STATE: dict(state)}, made.indexes, made.condition_attributes)
    condition = Equals(HEAD, head.condition_attributes[HEAD]) if head else ABSENT
    try:
        world.table.commit([Put(row, when=condition), *beside])
    except (Collision, Unsure):
        raise Busy("Somebody else wrote to the table, or it did not answer. Send the same page again.") from None
    return row
