"""The head of the feed, after the revisions that wait for their numbers have got them."""

from contextlib import suppress
from typing import NamedTuple

from chalicelib.domain.errors import Unavailable
from chalicelib.operations.numbering.sequencer import feed_head, newest_of, sequence
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.rows import Row

ROUNDS = 4  # of the sequencer in one request
UNNUMBERED = 1  # pending revision is enough to know that there are some


class SettledHead(NamedTuple):
    """The head of the feed, None before the first change, and whether no revision waits for a number."""

    row: Row | None
    is_settled: bool

    @property
    def newest(self) -> int:
        """The number of the last change."""
        return newest_of(self.row)

    @property
    def counts(self) -> dict[str, int]:
        """The counts of the service up to it."""
        return self.row.body["counts"] if self.row else {}


def settled_head(world: World) -> SettledHead:
    """Return the head: one call if every revision has a number, else up to 180 are numbered first. Raises Busy."""
    head = _head_alone(world)
    return _numbered_head(world) if head is None else SettledHead(head, is_settled=True)


def _head_alone(world: World) -> Row | None:
    """Read the head from the index of pending revisions; return None if there are any, or no head yet."""
    first, *others = range(keys.SHARDS)
    waiting = [world.table.query(keys.PENDING, keys.pending_shard(n), limit=UNNUMBERED).rows for n in others]
    rows = world.table.query(keys.PENDING, keys.pending_shard(first), limit=1 + UNNUMBERED).rows
    return rows[0] if len(rows) == 1 and rows[0].key == keys.head_key() and not any(waiting) else None


def _numbered_head(world: World) -> SettledHead:
    is_settled = False
    with suppress(Unavailable):  # revisions that cannot be numbered now are not counted yet
        for _ in range(ROUNDS):
            _, more = sequence(world)
            is_settled = not more
            if is_settled:
                break
    return SettledHead(feed_head(world), is_settled)
