"""Stats: the number of entities, facts, sources and open conflicts, exact as of a change number."""

from contextlib import suppress
from typing import TYPE_CHECKING

from chalicelib.domain.errors import Unavailable
from chalicelib.kinds import KINDS
from chalicelib.operations.numbering.sequencer import feed_head, newest_of, sequence
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.rows import Row

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import StatsJson

ROUNDS = 4  # of the sequencer in one request
UNNUMBERED = 1  # pending revision is enough to know that there are some


def stats(world: World) -> "StatsJson":
    """Return the counts in the feed's head, and the number of the last change that they include.

    One call if every revision has a number; else up to 180 pending revisions are numbered first, and `settled` says
    whether those were all. Raises Busy.
    """
    head, is_settled = _settled_head(world), True
    if head is None:
        head, is_settled = _numbered_head(world)
    counts = head.body["counts"] if head else {}
    return {
        "change": head.body["n"] if head else 0,
        "settled": is_settled,
        "entities": {name: counts.get(f"entities.{name}", 0) for name in KINDS},
        "facts": counts.get("facts", 0),
        "sources": counts.get("entities.source", 0),
        "conflicts": counts.get("conflicts", 0),
    }


def is_empty(world: World) -> bool:
    """Say whether nothing was ever recorded: no revision has a number, and none waits for one. One call."""
    found = (world.table.query(keys.PENDING, keys.pending_shard(n), limit=1 + UNNUMBERED) for n in range(keys.SHARDS))
    return not any(row.key != keys.head_key() or newest_of(row) for page in found for row in page.rows)


def _settled_head(world: World) -> Row | None:
    """Read the head from the index of pending revisions; return None if there are any, or no head yet."""
    first, *others = range(keys.SHARDS)
    waiting = [world.table.query(keys.PENDING, keys.pending_shard(n), limit=UNNUMBERED).rows for n in others]
    rows = world.table.query(keys.PENDING, keys.pending_shard(first), limit=1 + UNNUMBERED).rows
    return rows[0] if len(rows) == 1 and rows[0].key == keys.head_key() and not any(waiting) else None


def _numbered_head(world: World) -> tuple[Row | None, bool]:
    is_settled = False
    with suppress(Unavailable):  # revisions that cannot be numbered now are not counted yet
        for _ in range(ROUNDS):
            _, more = sequence(world)
            is_settled = not more
            if is_settled:
                break
    return feed_head(world), is_settled
