"""GET /v1/{plural}: list the entities of a kind."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.clocks import NO_VALID_AT
from chalicelib.api.http.routing.converting import IN
from chalicelib.api.http.routing.expanding import expand_parameter
from chalicelib.api.http.routing.filter_texts import read_filters
from chalicelib.api.http.routing.list_parameters import some_of
from chalicelib.api.http.routing.name_texts import name_text
from chalicelib.api.http.routing.parameters import (
    CURSOR,
    KNOWN_AT,
    PUBLISHED_BEFORE,
    Parameter,
    flag,
    limit,
)
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.lists.card_columns import card_columns
from chalicelib.api.lists.filter_parameters import (
    entry_filter_parameters,
    filter_parameters,
    origin_filter_parameters,
)
from chalicelib.api.lists.ordering import ordering, read_order
from chalicelib.domain.errors import BadCursor
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.entities.expansion import read_paths
from chalicelib.operations.lists import listing as operation
from chalicelib.operations.lists.entry_filters import entry_filters_of
from chalicelib.operations.lists.field_expansion import fields_of
from chalicelib.operations.lists.filters import parameters_of
from chalicelib.operations.lists.origin_filters import origin_filters_of
from chalicelib.operations.search.find_named import find_named

EXPLAIN = flag(
    "explain",
    "Also return, for every slot of each item, which fact was chosen, why, and which were rejected. "
    "A page then has at most 25 items.",
)

Q = name_text(
    "Only entities with a name or title like this one, as `GET /v1/search` finds them, in the order of the list. "
    "`meta.complete` says whether all names that could matter were read.",
    required=False,
    component="q_of_lists",
)
ONLY_IN_VIEWS = " (`also` and `terms` are only in the view of one entity; `more` names the properties under `also`)"


@cache
def parameters(kind: Kind) -> tuple[Parameter, ...]:
    """Declare the parameters of the list of a kind: those of all lists, and the filters of the kind."""
    return (
        limit(then=("known_at", "published_before", "explain")),
        CURSOR,
        *ordering(kind),
        Q,
        some_of(
            "fields",
            "Return only these members and `ref`, even members that cards omit. `more` names the properties with "
            "values under `also`, which only the view of one entity has.",
            of=fields_of(kind),
            others=ONLY_IN_VIEWS,
        ),
        expand_parameter(kind),
        IN,
        KNOWN_AT,
        PUBLISHED_BEFORE,
        EXPLAIN,
        *filter_parameters(kind),
        *entry_filter_parameters(kind),
        *origin_filter_parameters(kind),
    )


@route(
    "GET",
    "/v1/{plural}",
    name="list_{plural}",
    summary="List {plural}",
    tag="{plural}",
    scope="read",
    why_no_clock=NO_VALID_AT,
    parameters=parameters,
    answers=(page_answer("{Kind}Page", columns=lambda call: card_columns(call.kind, call.query)),),
    refusals=(BadCursor,),
)
def listing(call: Call) -> Reply:
    """Return a page of cards: flat views without wide properties and long texts, which `omitted` lists.

    Filters compare properties: `country=CN,FR` matches either, `released[gte]=2025-01` anything from January 2025 on. A
    quantity needs a unit (`amount[gte]=1e9USD`) and matches only if all of its range does: "over 1e9" is at least 1e9,
    "about 1e9" is not. A date equals a month or year that contains it (2025-01-26 equals 2025-01). Earlier and later
    compare its first day, ignoring `~` and `?`. `../2024-03` has no first day: it starts by March 2024 (`lte`, or
    `lt` a later date) and never matches `gt` and `gte`. An unknown value matches only `exists=false`. A list
    matches if any of its values does. A disputed property matches if any of its standing values does, shown or not;
    only the property by which the list is sorted is compared as shown.

    Of properties with an amount for each set of qualifiers, one entry must fit all that is asked:
    `prices[lte]=3USD/Mtok&prices.direction=input`. Amounts in other units that do not convert exactly never match.

    `origins.amount[lte]=1` finds values with a single origin: one speaker, one publisher, or one root of several
    sources. Of a list, one entry must fit.

    Equality of codes, flags and refs, `disputed=true` and ranges of the sort property use an index. Other filters scan
    its rows: a page reads at most 500 of them, or `limit` if that is more (`meta.read`), so it can have fewer items
    than `limit`, or none, and still have a `next`. With `known_at`, `published_before` or `explain`, `limit` must not
    exceed 25. `expand` returns at most 100 entities per page; at an earlier moment, at most 25 that have changed since.

    `in=USD` adds `shown_in` to items with money, as it does in the view of one entity; `meta.conversion` says which
    currencies have no rate.

    With `published_before`, a page resolves 25 entities of the kind in their order of today and returns those that fit
    by what they showed then: it can have fewer items than `limit`, or none, and still have a `next`. Entities of which
    nothing was in print are left out.

    `q` finds entities by name as `GET /v1/search` does; the filters and the order then apply to the best 500
    (`meta.complete`), at an earlier moment to those that have not changed since and 25 others. `sort` by a quantity
    reads the list whole, within 500 rows, and refuses a longer one.

    `meta.total` is how many entities the whole list has. A page that is the whole list knows it as of now. Other pages
    know it without filters, with filters by codes that can be counted by (`/v1/{plural}/counts`), and with ranges of
    whole months; then it is exact as of the change `meta.total_as_of`, and the list may be newer.
    """
    q = call.query["q"]
    order = read_order(call.query, call.kind)
    listed = operation.listing(
        call.world,
        kind=call.kind,
        limit=call.query["limit"],
        cursor=call.query["cursor"],
        descending=order.descending,
        sort=order.sort,
        unit=order.unit,
        filters=sent_filters(call.kind, call.query),
        fields=call.query["fields"],
        expand=read_paths([call.kind], call.query["expand"]),
        known_at=call.moment.known_at,
        published_before=call.moment.published_before,
        q=q,
        find_named=None if q is None else lambda: find_named(call.world, q=q, kind=call.kind.name, moment=call.moment),
        explain=call.query["explain"],
        currency=call.query["in"],
    )
    return page(listed)


def sent_filters(kind: Kind, query: Mapping[str, Any]) -> dict[str, str]:
    """Return the filters of a query with their texts, several values of one joined by commas."""
    return read_filters(query, _filter_names(kind))


@cache
def _filter_names(kind: Kind) -> frozenset[str]:
    return frozenset((*(name for name, _, _ in parameters_of(kind)), *entry_filters_of(kind), *origin_filters_of(kind)))
