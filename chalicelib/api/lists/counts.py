"""GET /v1/{plural}/counts: how many entities of a kind each group has."""

from collections.abc import Sequence
from functools import cache

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import CsvColumn, named
from chalicelib.api.http.routing.date_columns import dated
from chalicelib.api.http.routing.list_parameters import list_of
from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.lists.filter_parameters import entry_filter_parameters, filter_parameters, origin_filter_parameters
from chalicelib.api.lists.listing import sent_filters
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.grouping import MONTH, TIMES, dimensions_of
from chalicelib.operations.lists import counts as operation

MAX_DIMENSIONS = 2
NO_CLOCK = (
    "Counters follow the numbers of the change feed, which are not in order of time. To count as of a moment, download "
    "the list (`/v1/{plural}?known_at=...`) and count its items."
)


@cache
def parameters(kind: Kind) -> tuple[Parameter, ...]:
    """Declare the parameters of the counts of a kind: its dimensions, and the filters of its list."""
    dimensions = dimensions_of(kind)
    by = (_by(kind, dimensions),) if dimensions else ()
    return (*by, *filter_parameters(kind), *entry_filter_parameters(kind), *origin_filter_parameters(kind))


def _by(kind: Kind, dimensions: Sequence[str]) -> Parameter:
    def read(text: str) -> tuple[str, ...] | None:
        names = tuple(text.split(","))
        return names if len({*names}) == len(names) and {*names} <= {*dimensions} else None

    undated = "" if MONTH in dimensions else f"; lists of {kind.plural} are sorted by {kind.order}, not by a date"
    return Parameter(
        "by",
        f"One or two of {', '.join(f'`{name}`' for name in dimensions)}, separated by commas or in repeated "
        f"parameters. Without it, all {kind.plural} are one group.",
        list_of({"type": "string", "enum": list(dimensions)}, most=MAX_DIMENSIONS),
        f"must be one or two of {', '.join(dimensions)}, separated by a comma, each once{undated}",
        read,
        example=list(dict.fromkeys((dimensions[0], dimensions[-1]))),
        default=(),
        many=True,
        most=MAX_DIMENSIONS,
        words=dimensions,
        component=f"by_{kind.name}",
    )


def _columns(call: Call) -> tuple[CsvColumn, ...]:
    by = call.query.get("by", ())
    groups = (dated(name) if name in TIMES else named(name) for name in by)
    return (*(column for columns in groups for column in columns), *named("count"))


@route(
    "GET",
    "/v1/{plural}/counts",
    name="count_{plural}",
    summary="Count {plural} by groups",
    tag="{plural}",
    scope="read",
    why_no_clock=NO_CLOCK,
    parameters=parameters,
    answers=(page_answer("CountPage", "The groups, all on one page.", columns=_columns),),
)
def counts(call: Call) -> Reply:
    """Return how many entities each group has; groups without any are left out.

    An entity is in the group of the code that its card shows, and of the first day of its date: 2025 is in 2025-01.
    `unknown` has those of which nobody said, and dates with an open start; `none` those that have none. Groups come by
    time, `unknown` last, then by count, the largest first, then by name. At most 5,000 are returned.

    Without a filter, with filters by codes that can be counted by, and with ranges of the date of the list that begin
    or end with a month, the answer comes from counters, however many entities there are. It is exact as of the change
    `meta.as_of`. With any other filter the rows of the list are read, at most 500, as of now (`meta.read`); if that is
    not enough, the request is refused.
    """
    return page(
        operation.counts(
            call.world, kind=call.kind, by=call.query.get("by", ()), filters=sent_filters(call.kind, call.query)
        )
    )
