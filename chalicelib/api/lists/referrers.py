"""GET /v1/{plural}/{slug}/referrers: what refers to an entity."""

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.clocks import NO_VALID_AT
from chalicelib.api.http.routing.columns import named
from chalicelib.api.http.routing.date_columns import dated
from chalicelib.api.http.routing.parameters import CURSOR, KNOWN_AT, PUBLISHED_BEFORE, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import BadCursor, Gone, Merged, NotFound
from chalicelib.operations.lists import referrers as operation

# The members that cards of all kinds have, and those by which people know an entity.
COLUMNS = (
    *named("ref", "kind", "slug", "name", "title", "type"),
    *dated("date"),
    *named("links", "disputed", "hedged", "more", "omitted"),
)


@route(
    "GET",
    "/v1/{plural}/{slug}/referrers",
    name="list_{kind}_referrers",
    summary="List what refers to {a_kind}",
    tag="{plural}",
    scope="read",
    why_no_clock=NO_VALID_AT,
    parameters=(KNOWN_AT, PUBLISHED_BEFORE, limit(25, then=("known_at", "published_before")), CURSOR),
    answers=(page_answer("ReferrerPage", columns=COLUMNS),),
    refusals=(NotFound, Gone, Merged, BadCursor),
)
def referrers(call: Call) -> Reply:
    """Return cards of the entities of every kind that refer to this one, each with its `links` to it.

    The items are sorted by kind; within a kind by date, the oldest first, or by name. Series and evidence do not
    count: `/facts` lists facts by source and by speaker. With `known_at` or `published_before`, `limit` must not exceed
    25; with the latter, a page resolves 25 of what refers to the entity today, or did at `known_at`.
    """
    return page(
        operation.referrers(
            call.world,
            ref=call.ref,
            limit=call.query["limit"],
            cursor=call.query["cursor"],
            known_at=call.moment.known_at,
            published_before=call.moment.published_before,
        )
    )
