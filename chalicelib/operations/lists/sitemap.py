"""Lists the entities of a kind for a sitemap: their slugs, and when each changed last."""

from typing import NamedTuple

from chalicelib.domain.instants import Instant
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.query_plan import plan_all
from chalicelib.operations.world import World

MAX_ENTITIES = 1_000  # of a kind: 1.3 MB of rows at most, which DynamoDB reads in two calls


class SitemapEntry(NamedTuple):
    """An entity with a page."""

    slug: str
    updated_at: Instant


def sitemap(world: World, *, kind: Kind) -> list[SitemapEntry]:
    """Return the first entities in the order of the list of the kind, which has no absent ones; at most 1,000.

    One query, which DynamoDB answers in one call, or in two if the rows are longer than 1 MB.
    """
    plan = plan_all(kind, (), descending=kind.order != kind.label)
    (partition,), (start, end) = plan.partitions, plan.span
    found = world.table.query(None, partition, start=start, end=end, descending=plan.descending, limit=MAX_ENTITIES)
    return [SitemapEntry(row.body["card"]["slug"], row.body["card"]["updated_at"]) for row in found.rows]
