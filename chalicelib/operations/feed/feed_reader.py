"""Reads the pages of the change feed: those after a number, and from the number on at which an instant is reached."""

from contextlib import suppress
from itertools import count, takewhile
from typing import Any, NamedTuple

from chalicelib.domain.errors import BeyondHead, Unavailable
from chalicelib.domain.instants import Instant, to_ms
from chalicelib.operations.numbering.sequencer import BATCH, feed_head, newest_of, numbered_at, sequence
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.rows import Row

ROUNDS = 4  # of the sequencer in one request: more than the largest page needs
SLACK_MS = 300_000  # by which the time of a page, or the clock of a writer, may differ from ours

Change = dict[str, Any]


class Interval(NamedTuple):
    """The changes that were recorded after `since` and by `until`; None is unbounded. The default are all changes."""

    since: Instant | None = None
    until: Instant | None = None

    @property
    def is_all(self) -> bool:
        """Whether it has every change."""
        return self == Interval()

    def has(self, change: Change) -> bool:
        """Return whether a change was recorded within the interval."""
        at = change["at"]
        return (self.since is None or at > self.since) and (self.until is None or at <= self.until)

    def is_over(self, page: Row) -> bool:
        """Return whether a feed page is too late to have any of its changes, and so are all after it."""
        if self.until is None:
            return False
        return to_ms(min(change["at"] for change in page.body["changes"])) > to_ms(self.until) + SLACK_MS


ALL_CHANGES = Interval()


class Stretch(NamedTuple):
    """Some changes in a row, and the newest number; `is_last` if the interval has no changes after them."""

    changes: list[Change]
    newest: int
    is_last: bool


def checked_head(world: World, after: int) -> Row | None:
    """Read the feed's head before anything is numbered: no client has seen a number above it. Raises BeyondHead."""
    head = feed_head(world)
    newest = newest_of(head)
    if after > newest:
        detail = (
            f"There is no change {after}; the newest is {newest}. If the table was restored to an earlier "
            "state, continue from the number up to which the feed was kept, or from 0."
        )
        raise BeyondHead(detail, context={"head": newest})
    return head


def number_up_to(world: World, wanted: int | None, *, head: Row | None) -> int:
    """Assign numbers up to the wanted one, or to all pending revisions (None); return the number of the head."""
    newest, more = newest_of(head), True
    with suppress(Unavailable):  # numbering can wait; numbered changes can be read
        for _ in range(ROUNDS):
            if (wanted is not None and newest > wanted) or not more:
                break
            newest, more = sequence(world, seen=head)
            head = None
    return newest


def changes_after(world: World, after: int, limit: int) -> list[Change]:
    """Read the changes after a number, at least `limit` if there are as many: one query in its partition."""
    return [
        change for row in _feed_pages(world, after, limit) for change in row.body["changes"] if change["number"] > after
    ]


def read_stretch(world: World, interval: Interval, *, after: int, limit: int) -> Stretch:
    """Read up to so many changes after a number, from the first that the interval can have on.

    One call reads the head, one or more number what is pending, those of `start_of` find the beginning, and one query
    reads the changes. Raises BeyondHead.
    """
    newest = number_up_to(world, None, head=checked_head(world, after))
    start = after if interval.since is None else start_of(world, interval.since, after=after, newest=newest)
    pages = _feed_pages(world, start, limit) if start < newest else []
    within = list(takewhile(lambda page: not interval.is_over(page), pages))
    changes = [change for page in within for change in page.body["changes"] if start < change["number"]]
    is_last = len(within) < len(pages) or not changes or changes[-1]["number"] >= newest
    return Stretch(changes[:limit], newest, is_last and len(changes) <= limit)


def start_of(world: World, instant: Instant, *, after: int, newest: int) -> int:
    """Return a number from `after` on, after which all changes are that were recorded after an instant.

    Few others are after it. Two queries for each halving of the feed at most, mostly far fewer: times are first looked
    for where they would be if the feed had grown evenly. One query if `after` is that far already.
    """
    low, high = after, newest  # changes up to `low` are earlier; those above `high` are not
    early, late, wanted = None, to_ms(world.now()), to_ms(instant) - SLACK_MS
    for attempt in count():
        if low >= high:
            break
        rows = _feed_pages(world, _guess(low, high, early, late, wanted, is_halved=attempt % 2 == 0), 1)
        if not rows:
            break
        page = rows[0]
        numbers, at = [change["number"] for change in page.body["changes"]], to_ms(numbered_at(page))
        if at < wanted:
            low, early = max(low, numbers[-1]), at
        else:
            high, late = min(high, numbers[0] - 1), at
    return low


def _guess(low: int, high: int, early: int | None, late: int, wanted: int, *, is_halved: bool) -> int:
    """Return the number after which to look for a time: between two numbers, of which the times are known."""
    if early is None:
        return low
    if is_halved or late <= early:
        return (low + high) // 2
    return min(low + (high - low) * (wanted - early) // (late - early), high - 1)


def _feed_pages(world: World, after: int, limit: int) -> list[Row]:
    """Read the feed pages with the next `limit` changes, and at most 88 others.

    The key of a page is its last number, and numbers have no gaps: the page of a number ends less than BATCH after it.
    """
    first, last = keys.feed_page_key(after + 1), keys.feed_page_key(after + limit + BATCH - 1)
    page = world.table.query(None, first.pk, start=first.sk, end=last.sk, limit=limit, consistent=True)
    # A page of more than BATCH changes was written with a larger batch: read it alone.
    return page.rows or world.table.query(None, first.pk, start=first.sk, limit=1, consistent=True).rows
