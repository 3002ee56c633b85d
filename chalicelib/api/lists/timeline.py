"""GET /v1/{plural}/{slug}/timeline: the events that involve an entity."""

from functools import cache

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.clocks import NO_VALID_AT
from chalicelib.api.http.routing.columns import CsvColumn, named
from chalicelib.api.http.routing.converting import IN
from chalicelib.api.http.routing.expanding import expand_parameter
from chalicelib.api.http.routing.filter_texts import read_filters
from chalicelib.api.http.routing.list_parameters import some_of
from chalicelib.api.http.routing.parameters import CURSOR, KNOWN_AT, PUBLISHED_BEFORE, Parameter, day, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.lists.card_columns import card_columns
from chalicelib.api.lists.filter_parameters import filter_parameters
from chalicelib.api.lists.listing import EXPLAIN
from chalicelib.api.lists.ordering import ordering, read_order
from chalicelib.domain.errors import BadCursor, Gone, Merged, NotFound
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.entities.expansion import read_paths
from chalicelib.operations.lists import timeline as operation
from chalicelib.operations.lists.included_entities import INCLUDED, makers

EVENTS = KINDS["event"]
INCLUDE = some_of("include", "Also return the events of its models or products.", of=tuple(INCLUDED))
TYPE = filter_parameters(EVENTS, only=("type",))


def _timeline_columns(call: Call) -> tuple[CsvColumn, ...]:
    return (*card_columns(EVENTS, call.query), *named("links", *(("through",) if call.query.get("include") else ())))


@cache
def _parameters(kind: Kind) -> tuple[Parameter, ...]:
    return (
        *ordering(EVENTS),
        day("from", "Only events that start in or after this day, month or year.", example="2025-01"),
        day("to", "Only events that start in or before this day, month or year.", example="2025-01-31"),
        *TYPE,
        *((INCLUDE,) if kind.name in makers() else ()),
        KNOWN_AT,
        PUBLISHED_BEFORE,
        EXPLAIN,
        expand_parameter(EVENTS),
        IN,
        limit(then=("known_at", "published_before", "explain")),
        CURSOR,
    )


@route(
    "GET",
    "/v1/{plural}/{slug}/timeline",
    name="list_{kind}_timeline",
    summary="List the events that involve {a_kind}",
    tag="{plural}",
    scope="read",
    why_no_clock=NO_VALID_AT,
    parameters=_parameters,
    answers=(page_answer("EventPage", columns=_timeline_columns),),
    refusals=(NotFound, Gone, Merged, BadCursor),
)
def timeline(call: Call) -> Reply:
    """Return cards of the events that refer to this entity, as a participant, a cause, an instrument or otherwise.

    `from` and `to` leave out events without a known date. `type` compares as in the list of events; a page reads at
    most 500 rows, or `limit` if that is more (`meta.read`), so it can have fewer items than `limit`, or none, and still
    have a `next`. With `known_at`, `published_before` or `explain`, `limit` must not exceed 25. With
    `published_before`, a page resolves 25 of the events that refer to the entity today (or did at `known_at`) in their
    order of today, and returns those that referred to it in print.

    `include=models,products` adds the events that refer to a model that the company develops or a product that it owns,
    each event once: `through` says to which, and by which property. It works for up to 100 models and products, or 25
    with a clock. The rows that a page reads are then those of all of them together.
    """
    order = read_order(call.query, EVENTS)
    listed = operation.timeline(
        call.world,
        ref=call.ref,
        newest_first=order.descending,
        sort=order.sort,
        unit=order.unit,
        limit=call.query["limit"],
        cursor=call.query["cursor"],
        first=call.query["from"],
        last=call.query["to"],
        filters=read_filters(call.query, {each.name for each in TYPE}),
        known_at=call.moment.known_at,
        published_before=call.moment.published_before,
        explain=call.query["explain"],
        currency=call.query["in"],
        include=call.query.get("include", ()),
        expand=read_paths([EVENTS], call.query["expand"]),
    )
    return page(listed)
