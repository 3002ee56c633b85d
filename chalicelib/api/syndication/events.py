"""GET /feeds/events.atom and /feeds/events.json: lists and timelines of events for readers of feeds."""

from collections.abc import Mapping, Sequence

from chalicelib.api.http.routing.clocks import NO_VALID_AT
from chalicelib.api.http.routing.filter_texts import read_filters
from chalicelib.api.http.routing.parameters import CURSOR, flag, limit, refusal
from chalicelib.api.http.routing.query_strings import with_query
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.lists.filter_parameters import filter_parameters
from chalicelib.api.syndication.addresses import Pages, entity_path
from chalicelib.api.syndication.event_entries import event_entry, names_in
from chalicelib.api.syndication.parameters import entity
from chalicelib.api.syndication.replies import AS_ATOM, AS_JSON, OF_ATOM, OF_JSON, Form
from chalicelib.domain.errors import BadCursor, Fault, Gone, Merged, NotFound
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.expansion import read_paths
from chalicelib.operations.lists.field_expansion import fields_of
from chalicelib.operations.lists.filters import filters_of
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.world import Listed

EVENTS = KINDS["event"]
ENTITY = entity("The events that involve this entity: its timeline. Of the filters, only `type` works with it.")
DETAILS = flag(
    "details",
    "Show every property, the names of participants in place of their refs, and links to the sources. This costs what "
    "`fields` and `expand=participants` cost a list: two batch reads.",
)
# Those with an index, and the date. With all that the list takes, the contract of feeds has five times as many bytes.
FILTERS = filter_parameters(EVENTS, only=(*(each.name for each in filters_of(EVENTS).values() if each.has_key), "date"))
TYPES = frozenset(each.name for each in FILTERS if each.name.partition("[")[0] == "type")
FILTER_NAMES = frozenset(each.name for each in FILTERS)
PARAMETERS = (ENTITY, DETAILS, limit(only_json=True), CURSOR, *FILTERS)
REFUSALS = (NotFound, Gone, Merged, BadCursor)


@route(
    "GET",
    "/feeds/events.atom",
    name="events_as_atom",
    summary="Subscribe to events, as Atom",
    tag="feeds",
    scope="read",
    why_no_clock=NO_VALID_AT,
    parameters=PARAMETERS,
    answers=(OF_ATOM,),
    refusals=REFUSALS,
)
def events_as_atom(call: Call) -> Reply:
    """Return events as an Atom feed (RFC 4287), in the order of `GET /v1/events`: by date, the latest first.

    Filters are those of that list with an index, and the date: `type=price_change`, `participants=company/deepseek`.
    With `entity` the feed is the timeline of an entity. `updated` is when the card of the event last changed, `next`
    leads to earlier events (RFC 5005). A page costs what the page of the list costs. To see each event that is added,
    of any date, subscribe to `/feeds/changes.atom?kind=event`.
    """
    return _events(call, AS_ATOM)


@route(
    "GET",
    "/feeds/events.json",
    name="events_as_json_feed",
    summary="Subscribe to events, as JSON Feed",
    tag="feeds",
    scope="read",
    why_no_clock=NO_VALID_AT,
    parameters=PARAMETERS,
    answers=(OF_JSON,),
    refusals=REFUSALS,
)
def events_as_json_feed(call: Call) -> Reply:
    """Return the same as `/feeds/events.atom` in JSON Feed 1.1: `next_url` leads to earlier events."""
    return _events(call, AS_JSON)


def _events(call: Call, form: Form) -> Reply:
    asked: Ref | None = call.query["entity"]
    filters = read_filters(call.query, FILTER_NAMES)
    listed = _list(call, filters) if asked is None else _timeline(call, asked, filters)
    pages = Pages.of(call, "/feeds/events", form.suffix, PARAMETERS)
    names = names_in(listed.expanded)
    following = None if listed.next is None else {"cursor": listed.next}
    feed = pages.feed(
        _title(asked, filters),
        page=with_query("/events", filters) if asked is None else entity_path(str(asked)),
        entries=[event_entry(pages.addresses, each, names) for each in listed.items],
        following=following,
    )
    return form.reply(feed, following)


def _list(call: Call, filters: Mapping[str, str]) -> Listed:
    return listing(
        call.world,
        kind=EVENTS,
        limit=call.query["limit"],
        cursor=call.query["cursor"],
        filters=filters,
        fields=_fields(call),
        expand=read_paths([EVENTS], _expanded(call)),
        with_since=True,
    )


def _timeline(call: Call, ref: Ref, filters: Mapping[str, str]) -> Listed:
    others = [name for name in filters if name not in TYPES]
    if others:
        detail = "Only `type` works with `entity`. Omit this filter, or ask for `participants` in place of `entity`."
        raise refusal(*(Fault(name, "not_together", f"`{name}`: {detail}") for name in others))
    return timeline(
        call.world,
        ref=ref,
        limit=call.query["limit"],
        cursor=call.query["cursor"],
        filters=filters,
        fields=_fields(call),
        expand=read_paths([EVENTS], _expanded(call)),
        with_since=True,
    )


def _fields(call: Call) -> Sequence[str]:
    return fields_of(EVENTS) if call.query["details"] else ()


def _expanded(call: Call) -> Sequence[str]:
    return ("participants",) if call.query["details"] else ()


def _title(ref: Ref | None, filters: Mapping[str, str]) -> str:
    words = ", ".join(text if name == "type" else f"{name} {text}" for name, text in filters.items())
    what = "events" if ref is None else f"events of {ref}"
    return f"{what} ({words})" if words else what
