"""Stats: the number of entities, facts, sources and open conflicts, exact as of a change number."""

from typing import TYPE_CHECKING

from chalicelib.kinds import KINDS
from chalicelib.operations.numbering.sequencer import newest_of
from chalicelib.operations.numbering.settled_head import UNNUMBERED, settled_head
from chalicelib.operations.world import World
from chalicelib.store import keys

if TYPE_CHECKING:
    from chalicelib.operations.answer_types import StatsJson


def stats(world: World) -> "StatsJson":
    """Return the counts in the feed's head, and the number of the last change that they include.

    One call if every revision has a number; else up to 180 pending revisions are numbered first, and `settled` says
    whether those were all. Raises Busy.
    """
    head = settled_head(world)
    counts = head.counts
    return {
        "change": head.newest,
        "settled": head.is_settled,
        "entities": {name: counts.get(f"entities.{name}", 0) for name in KINDS},
        "facts": counts.get("facts", 0),
        "sources": counts.get("entities.source", 0),
        "conflicts": counts.get("conflicts", 0),
    }


def is_empty(world: World) -> bool:
    """Say whether nothing was ever recorded: no revision has a number, and none waits for one. One call."""
    found = (world.table.query(keys.PENDING, keys.pending_shard(n), limit=1 + UNNUMBERED) for n in range(keys.SHARDS))
    return not any(row.key != keys.head_key() or newest_of(row) for page in found for row in page.rows)
