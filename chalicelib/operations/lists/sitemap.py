"""Lists the entities of a kind for a sitemap."""

from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.query_plan import plan_all
from chalicelib.operations.world import World

MAX_ENTITIES = 1_000  # of a kind: 1.3 MB of rows at most, which DynamoDB reads in two calls


def sitemap(world: World, *, kind: Kind) -> list[str]:
    """Return the slugs of the first 1,000 entities in the order of the list of the kind, which has no absent ones.

    One query, which DynamoDB answers in one call, or in two if the rows are longer than 1 MB.
    """
    plan = plan_all(kind, (), descending=kind.order != kind.label)
    (partition,), (start, end) = plan.partitions, plan.span
    found = world.table.query(None, partition, start=start, end=end, descending=plan.descending, limit=MAX_ENTITIES)
    return [row.body["card"]["slug"] for row in found.rows]
