"""GET /v1/{plural}/{slug}/timeline: the events that point at an entity."""

from chalicelib.api.answers import page, page_answer
from chalicelib.api.parameters import CURSOR, choice, limit
from chalicelib.api.routes import Call, Reply, route
from chalicelib.domain.errors import BadCursor, Gone, Merged, NotFound
from chalicelib.operations import timeline as operation


@route(
    "GET",
    "/v1/{plural}/{slug}/timeline",
    name="list_{kind}_timeline",
    summary="List the events that {a_kind} is part of",
    tag="{plural}",
    scope="read",
    parameters=(
        choice(
            "order",
            "By the event's date; unknown dates come last.",
            of=("newest", "oldest"),
            default="newest",
        ),
        limit(),
        CURSOR,
    ),
    answers=(page_answer("EventPage"),),
    refusals=(NotFound, Gone, Merged, BadCursor),
)
def timeline(call: Call) -> Reply:
    """Answer cards of the events that point here, as participant, cause, instrument or otherwise."""
    listed = operation.timeline(
        call.world,
        ref=call.ref,
        newest_first=call.query["order"] == "newest",
        limit=call.query["limit"],
        cursor=call.query["cursor"],
    )
    return page(listed)
