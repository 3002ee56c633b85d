"""GET /v1/{plural}/{slug}/timeline: the events that point at an entity."""

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import CsvColumn, named
from chalicelib.api.http.routing.parameters import CURSOR, KNOWN_AT, day, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.lists.card_columns import card_columns
from chalicelib.api.lists.listing import EXPLAIN
from chalicelib.api.lists.ordering import is_backwards, ordering
from chalicelib.domain.errors import BadCursor, Gone, Merged, NotFound
from chalicelib.kinds import KINDS
from chalicelib.operations.lists import timeline as operation

EVENTS = KINDS["event"]


def _columns(call: Call) -> tuple[CsvColumn, ...]:
    return (*card_columns(EVENTS, call.query), *named("links"))


@route(
    "GET",
    "/v1/{plural}/{slug}/timeline",
    name="list_{kind}_timeline",
    summary="List the events that {a_kind} is part of",
    tag="{plural}",
    scope="read",
    parameters=(
        *ordering(EVENTS),
        day("from", "Only events whose first day is this or later, or lies in this month or year.", example="2025-01"),
        day(
            "to", "Only events whose first day is this or earlier, or lies in this month or year.", example="2025-01-31"
        ),
        KNOWN_AT,
        EXPLAIN,
        limit(then=("known_at", "explain")),
        CURSOR,
    ),
    answers=(page_answer("EventPage", columns=_columns),),
    refusals=(NotFound, Gone, Merged, BadCursor),
)
def timeline(call: Call) -> Reply:
    """Answer cards of the events that point here, as participant, cause, instrument or otherwise.

    With `from` or `to` events without a known date are left out. At `known_at`, and with `explain`, a page holds 25
    items at most, and a larger `limit` is refused.
    """
    listed = operation.timeline(
        call.world,
        ref=call.ref,
        newest_first=is_backwards(call.query, EVENTS),
        limit=call.query["limit"],
        cursor=call.query["cursor"],
        first=call.query["from"],
        last=call.query["to"],
        known_at=call.moment.known_at,
        explain=call.query["explain"],
    )
    return page(listed)
