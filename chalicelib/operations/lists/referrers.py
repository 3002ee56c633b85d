"""The referrers of an entity: those of every kind that point at it, kind by kind, as of now or at a moment."""

from chalicelib.domain.instants import Instant
from chalicelib.domain.values import Ref
from chalicelib.operations.entities.loading import load_view, must_be_live
from chalicelib.operations.lists.list_items import ListQuery
from chalicelib.operations.lists.list_page import read_list_page
from chalicelib.operations.lists.listing import listed
from chalicelib.operations.lists.query_plan import plan_referrers
from chalicelib.operations.world import Listed, Moment, World


def referrers(
    world: World,
    *,
    ref: Ref,
    limit: int,
    cursor: str | None = None,
    known_at: Instant | None = None,
    published_before: Instant | None = None,
) -> Listed:
    """Return a page of cards of the entities that refer to an entity, each with its links to it (`links`).

    The kinds are in the order of the alphabet; within a kind the oldest or the first by name comes first. One call; if
    nothing is found, a second checks that the entity exists. At an earlier moment two, and one for each entity changed
    since, at most 25 a page; with `published_before`, one for each. Raises NotFound, Gone, Merged and BadCursor.
    """
    moment = Moment(known_at=known_at, published_before=published_before)
    question = ListQuery(text=f"referrers {ref} {moment}", plan=plan_referrers(ref), moment=moment, target=ref)
    page = read_list_page(world, question, limit=limit, cursor=cursor)
    if not page.items and cursor is None:
        must_be_live(load_view(world, str(ref)), known_at=known_at)
    return listed(page, [{**item.card, "links": item.links} for item in page.items], cursor=cursor)
