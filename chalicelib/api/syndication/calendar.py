"""GET /feeds/calendar.ics: the dates to come, for calendars."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chalicelib.api.http.routing.clocks import NO_VALID_AT
from chalicelib.api.http.routing.filter_texts import read_filters
from chalicelib.api.http.routing.list_parameters import some_of
from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.api.lists.filter_parameters import filter_parameters
from chalicelib.api.syndication.addresses import Addresses, sent_query
from chalicelib.api.syndication.calendar_dates import OF_EVENTS, dates_of
from chalicelib.api.syndication.icalendar import CALENDAR, as_icalendar
from chalicelib.api.syndication.parameters import entity
from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.domain.values import Ref, parse_date
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_ROWS_READ
from chalicelib.operations.entities.batch_get import batch_get
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.world import World

EVENTS = KINDS["event"]
DATED = ("event", "model", "offering")
ENDS, DEADLINE = "ends", "deadline"
FIELDS = ("kind", "slug", "title", "name", "type", "date", "status", "participants", ENDS, DEADLINE, "disputed")
# The filters by which the lists of a kind have what belongs to an entity.
BELONGING = {
    ("model", "company"): "developer",
    ("model", "person"): "developer",
    ("offering", "company"): "provider",
    ("offering", "product"): "provider",
    ("offering", "model"): "model",
}
KIND = some_of("kind", "Only the dates of these kinds.", of=DATED)
TYPE = filter_parameters(EVENTS, only=("type",))
ENTITY = entity(
    "Only the dates of this entity: events that involve it, its own end, and the ends of its models and offerings."
)
PARAMETERS = (KIND, ENTITY, *TYPE)


class DatedList(NamedTuple):
    """Cards, the property whose dates they are listed for, and whether the list has more."""

    name: str
    cards: list[Mapping[str, Any]]
    has_more: bool


@route(
    "GET",
    "/feeds/calendar.ics",
    name="calendar",
    summary="Subscribe to the dates to come, as iCalendar",
    tag="feeds",
    scope="read",
    why_no_clock=NO_VALID_AT,
    parameters=PARAMETERS,
    answers=(Answer(200, "The calendar.", "Calendar", headers=("ETag",), media=CALENDAR),),
    refusals=(NotFound, Gone, Merged),
)
def calendar(call: Call) -> Reply:
    """Return the dates from today on as iCalendar (RFC 5545): events, their deadlines, ends of models and offerings.

    A date that is a month, a quarter, a year, or about a day is a span of whole days: its title has the date in words,
    its description says that no single day is known, and it is tentative. `type` selects events. Each list is read as
    `GET /v1/events?date[gte]=...` and `GET /v1/offerings?ends[exists]=true` read it, up to 500 rows; if there are more,
    the description of the calendar says so. Ask for a `kind` or an `entity` then.
    """
    addresses, today = Addresses.of(call), call.world.now()[:10]
    lists = list(_lists(call, today))
    dates = (
        date for each in lists for card in each.cards for date in dates_of(addresses, card, each.name, today=today)
    )
    unique = {each.uid: each for each in dates}
    asked = sent_query(call, PARAMETERS)
    words = ", ".join(asked.values())
    longer = [each.name for each in lists if each.has_more]
    text = "Dates from today on, in UTC." + (
        f" Not all: more than {MAX_ROWS_READ} rows for {', '.join(longer)}." if longer else ""
    )
    written = as_icalendar(
        f"aifacts: dates to come ({words})" if words else "aifacts: dates to come",
        text,
        addresses.url("/feeds/calendar.ics", asked),
        sorted(unique.values(), key=lambda each: (each.start.isoformat(), each.uid)),
    )
    return Reply({}, text=written, media=CALENDAR)


def _lists(call: Call, today: str) -> Iterator[DatedList]:
    """Read the lists with the dates that are asked for: one call each, none for lists that cannot have any."""
    kinds = call.query["kind"] or DATED
    types = read_filters(call.query, {each.name for each in TYPE})
    ref: Ref | None = call.query["entity"]
    if ref is not None:
        own = _view_of(call.world, ref)
        if ref.kind in kinds and not types:
            yield DatedList(ENDS, [own | {"since": own["updated_at"]}], has_more=False)
    if "event" in kinds:
        yield from _events(call.world, ref, types, today)
    if not types:
        yield from (_ends(call.world, kind, ref) for kind in kinds if _may_belong(kind, ref))


def _view_of(world: World, ref: Ref) -> dict[str, Any]:
    """Read the view of an entity: one call. Raises NotFound, Gone and Merged."""
    (found,) = batch_get(world, refs=[ref])
    if found.refusal is not None:
        raise found.refusal
    return found.view or {}


def _events(world: World, ref: Ref | None, types: Mapping[str, str], today: str) -> Iterator[DatedList]:
    """Read the events from this month on, for a month may not be over, and those with a deadline: one call each."""
    month = today[:7]
    deadlines = {f"{DEADLINE}[exists]": "true", **types}
    common: dict[str, Any] = {"limit": MAX_ROWS_READ, "fields": FIELDS, "with_since": True}
    if ref is None:
        coming = listing(world, kind=EVENTS, descending=False, filters={"date[gte]": f"{month}-01", **types}, **common)
        due = listing(world, kind=EVENTS, filters=deadlines, **common)
    else:
        coming = timeline(world, ref=ref, newest_first=False, first=parse_date(month), filters=types, **common)
        due = timeline(world, ref=ref, filters=deadlines, **common)
    for name, found in ((OF_EVENTS, coming), (DEADLINE, due)):
        yield DatedList(name, [*found.items], found.next is not None)


def _may_belong(kind: str, ref: Ref | None) -> bool:
    return kind != "event" and (ref is None or (kind, ref.kind) in BELONGING)


def _ends(world: World, kind: str, ref: Ref | None) -> DatedList:
    """Read the models or offerings that end, all or those that belong to an entity: one call."""
    belonging = {} if ref is None else {BELONGING[kind, ref.kind]: str(ref)}
    filters = {f"{ENDS}[exists]": "true", **belonging}
    found = listing(world, kind=KINDS[kind], limit=MAX_ROWS_READ, filters=filters, fields=FIELDS, with_since=True)
    return DatedList(ENDS, [*found.items], found.next is not None)
