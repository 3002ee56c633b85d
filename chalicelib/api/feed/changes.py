"""GET /v1/changes: every accepted write, in one order that never changes, or the values that writes changed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.api.http.routing.answers import page_answer
from chalicelib.api.http.routing.clocks import future_fault
from chalicelib.api.http.routing.columns import CSV, CsvColumn, named, within
from chalicelib.api.http.routing.date_columns import of_any_value
from chalicelib.api.http.routing.list_parameters import property_names, some_of
from chalicelib.api.http.routing.parameters import AFTER, flag, instant, limit, refusal
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import BeyondHead, Fault
from chalicelib.domain.instants import Instant
from chalicelib.kinds import KINDS
from chalicelib.kinds.hints import unknown_in
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH
from chalicelib.operations.feed import changes as operation
from chalicelib.operations.feed.feed_reader import Interval


def _property_of(item: Mapping[str, Any]) -> tuple[str, str]:
    """Return the kind and the name of the property of a changed value."""
    return str(item["ref"]).partition("/")[0], str(item.get("property", ""))


CHANGE = named(
    *("number", "at", "ref", "revision", "by", "cause", "properties", "erased", "first_change"),
    *("recorded", "decided", "opened", "closed"),
)
VALUE_CHANGE = (
    *named("ref"),
    CsvColumn("became", ("became", "what"), str),
    *named("property"),
    *of_any_value("before", property_of=_property_of),
    *of_any_value("after", property_of=_property_of),
    *named("at", "by", "number"),
    *within("became", "into"),
)
OF_VIEWS = ("also", "disputed", "hedged", "terms")  # members of the flat view beside the properties
FROM = instant("from", "Select changes recorded after this moment. Must not be in the future.")
TO = instant("to", "Select changes recorded by this moment, which must not be in the future. Defaults to now.")
VALUES = flag(
    "values",
    "Return the changed entities with their values before and after, in place of the changes. With `from` or `to`, as "
    "known at these two moments; else before and after the `limit` changes that follow `after`.",
)
KIND = some_of("kind", "Select changes of entities of these kinds.", of=tuple(KINDS))
PROPERTY = property_names(
    "property", "Select changes of these properties of the flat view.", most=20, example=("prices", "status")
)


def _columns(call: Call) -> Sequence[CsvColumn]:
    return VALUE_CHANGE if call.query["values"] else CHANGE


@route(
    "GET",
    "/v1/changes",
    name="list_changes",
    summary="Follow the change feed",
    tag="changes",
    scope="read",
    why_no_clock="Changes are ordered by number. Select those recorded between two moments with `from` and `to`.",
    parameters=(AFTER, FROM, TO, VALUES, KIND, PROPERTY, limit(then=("values",))),
    answers=(page_answer("ChangePage", "Changes, ordered by number.", columns=_columns),),
    refusals=(BeyondHead,),
)
def changes(call: Call) -> Reply:
    """Return the changes after a number, oldest first.

    Numbers have no gaps, and a late write gets a later number, so you miss nothing if you continue after the last
    number you saw. While there are more changes, `next` is that number. `meta.head` is the newest number. A number
    above `meta.head` is refused (410, with `head`): the feed was restored to an earlier state. Start again from a
    number that you know was kept, or from 0. `from` and `to` select changes by `at`, the moment of recording: a change
    is listed if its number is greater than `after`, and its `at` is later than `from` and not later than `to`. They
    find a place in the feed, so a change that was imported after `to` with an older time is left out: to mirror the
    data, use `after` alone. A page that selects looks at up to 500 changes (`meta.read`), so it can be empty before the
    last one: continue with `next`. With `values=true` each changed entity comes once, at its first change, with what
    became of it and, unless it has ended, each value that differs, before and after; `summary` counts the entities of
    the page by kind and by property. Those that show the same before and after are left out. Words that were erased are
    in neither. In CSV each value has a line. The prices of instruments have a series in place of shown values.
    """
    asked = _read_query(call)
    if call.query["values"]:
        return _changed_values(call, asked)
    listed = operation.changes(call.world, **asked)
    body = {"items": listed.items, "next": listed.next, "meta": listed.meta}
    return Reply(body, next=None if listed.next is None else {"after": listed.next})


def _changed_values(call: Call, asked: Mapping[str, Any]) -> Reply:
    from chalicelib.operations.feed.changed_values import changed_values  # few requests need it

    found = changed_values(call.world, **asked)
    items = list(_lines(found.items)) if call.media == CSV else found.items
    body = {"items": items, "next": found.next, "meta": found.meta, "summary": found.summary}
    return Reply(body, next=None if found.next is None else {"after": found.next})


def _lines(items: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield an item for each changed value, and for an entity without one; `at` and `by` are those of the value."""
    for item in items:
        values: Sequence[Mapping[str, Any]] = item["values"] or (item["became"],)
        yield from ({**item, **value} for value in values)


def _read_query(call: Call) -> dict[str, Any]:
    """Return the arguments of the operation. Raises BadParameter with all faults."""
    query = call.query
    first, last = query["from"], query["to"]
    faults = list(_interval_faults(first, last, now=call.world.now())) if first or last else []
    faults += property_faults(query)
    if query["values"] and query["limit"] > MAX_RESOLVED_AFRESH:
        detail = f"`limit` must not exceed {MAX_RESOLVED_AFRESH} with `values`, which reads each entity."
        faults.append(Fault("limit", "too_many", detail))
    if faults:
        raise refusal(*faults)
    selected = {"kinds": query["kind"], "properties": query["property"]}
    return {"after": query["after"], "limit": query["limit"], "interval": Interval(first, last), **selected}


def property_faults(query: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each `property` of a query that no `kind` of it has."""
    kinds = [KINDS[name] for name in query["kind"]] or [*KINDS.values()]
    for name in query["property"]:
        if name not in OF_VIEWS and (detail := unknown_in(kinds, name)) is not None:
            yield Fault("property", "unknown_property", detail)


def _interval_faults(first: Instant | None, last: Instant | None, *, now: Instant) -> Iterator[Fault]:
    for name, each in (("from", first), ("to", last)):
        if (fault := future_fault(name, each, now=now)) is not None:
            yield fault
    if first is not None and last is not None and last < first:
        yield Fault("to", "bad_range", "`to` must not be before `from`.")
