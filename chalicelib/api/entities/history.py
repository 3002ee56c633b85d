"""GET /v1/{plural}/{slug}/history: every revision of an entity."""

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import named
from chalicelib.api.http.routing.parameters import CURSOR, KNOWN_AT, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import BadCursor, NotFound
from chalicelib.operations.entities import history as operation

REVISION = named("revision", "at", "by", "cause", "recorded", "decided", "changes", "allow_duplicate")


@route(
    "GET",
    "/v1/{plural}/{slug}/history",
    name="list_{kind}_history",
    summary="List the revisions of {a_kind}",
    tag="{plural}",
    scope="read",
    why_no_clock="A revision shows all that was recorded then, at any clock. Read the entity, its facts or its series.",
    parameters=(KNOWN_AT, limit(50), CURSOR),
    answers=(page_answer("RevisionPage", columns=REVISION),),
    refusals=(NotFound, BadCursor),
)
def history(call: Call) -> Reply:
    """Return what changed, when and by which key, newest first. Retired and merged entities keep their history.

    With `known_at`, later revisions are left out: a page can have fewer items than `limit` and still have a `next`.
    """
    listed = operation.history(
        call.world,
        ref=call.ref,
        known_at=call.moment.known_at,
        limit=call.query["limit"],
        cursor=call.query["cursor"],
    )
    return page(listed)
