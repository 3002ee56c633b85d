"""The next message of a follower: its changes from the shared feed, as many as fit."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from chalicelib.operations.following.shown_now import ShownNow
from chalicelib.operations.sending.messages import MAX_KEPT_BYTES, Entry, Message, cut, entry_of
from chalicelib.operations.sending.shared_feed import STRETCH, SharedFeed
from chalicelib.store.records.follower_rows import Follower

HEADING_BYTES = 400  # of a message without entries, or some less
ROOM = MAX_KEPT_BYTES - HEADING_BYTES


class Batch(NamedTuple):
    """The next message of a follower, None if no change up to `through` is for it.

    `shown` has the entities of its notices as they are now.
    """

    message: Message | None
    through: int
    shown: Mapping[str, ShownNow]


def next_batch(feed: SharedFeed, follower: Follower, *, after: int, stop: Callable[[], bool]) -> Batch:
    """Find the next message of a follower after a number; a failed one has the same changes again."""
    last = follower.attempts.last if follower.attempts is not None else feed.head
    entries: list[Entry] = []
    shown: dict[str, ShownNow] = {}
    size, through = 0, after
    for change, found in feed.after(after, last):
        if change["number"] % STRETCH == 0 and stop():
            break
        entry = entry_of(follower.selection, change, found)
        if entry is not None:
            entry = entry if entry.size <= ROOM else cut(entry)
            size += entry.size
            if entries and size > ROOM:
                break
            entries.append(entry)
            shown |= {change["ref"]: found} if entry.notices and found is not None else {}
        through = change["number"]
    return Batch(Message(entries, through) if entries else None, through, shown)
