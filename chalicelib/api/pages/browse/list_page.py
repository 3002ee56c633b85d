"""GET /{plural}: the entities of a kind as a table with filters."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from chalicelib.api.http.asking import ask
from chalicelib.api.http.routing.clocks import NO_VALID_AT
from chalicelib.api.http.routing.parameters import CURSOR, KNOWN_AT, PUBLISHED_BEFORE, Parameter
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.lists.filter_parameters import entry_filter_parameters, filter_parameters, origin_filter_parameters
from chalicelib.api.lists.listing import listing
from chalicelib.api.lists.ordering import ordering, read_order
from chalicelib.api.pages.browse.columns import columns_shown, refs_of_cards, table_rows
from chalicelib.api.pages.browse.filter_links import FilterLink, chosen_links, filter_groups, refs_chosen
from chalicelib.api.pages.browse.names import Names
from chalicelib.api.pages.frame import LIST_CLOCKS, PAGED, show
from chalicelib.api.pages.words.value_words import label_of
from chalicelib.domain.errors import BadCursor
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH

MAX_ROWS = 50  # of a page


@cache
def _parameters(kind: Kind) -> tuple[Parameter, ...]:
    filters = (*filter_parameters(kind), *entry_filter_parameters(kind), *origin_filter_parameters(kind))
    return (CURSOR, *ordering(kind), KNOWN_AT, PUBLISHED_BEFORE, *filters)


@route(
    "GET",
    "/{plural}",
    name="show_{plural}",
    summary="See a list of {plural}",
    tag="pages",
    scope="read",
    why_no_clock=NO_VALID_AT,
    parameters=_parameters,
    answers=(PAGED,),
    refusals=(BadCursor,),
)
def list_page(call: Call) -> Reply:
    """Return a page with a table of the entities of a kind, 50 or at an earlier moment 25, and filters as links.

    Filters are those of the list of the API.
    """
    kind, query = call.kind, _texts_sent(call)
    clocks = {name: call.query[name] for name in LIST_CLOCKS}
    limit = MAX_RESOLVED_AFRESH if any(clocks.values()) else MAX_ROWS
    listed = ask(listing, call, "The list", query | clocks, limit=limit, cursor=call.query["cursor"])
    cards, following = listed.body["items"], listed.body["next"]
    columns = columns_shown(kind, cards)
    names = Names.read(call.world, [*refs_chosen(query), *refs_of_cards(columns, cards)]).by_ref
    reply = show(
        call,
        "list.html",
        title=kind.plural.capitalize(),
        path=f"/{kind.plural}",
        answers=[listed],
        clocks_taken=LIST_CLOCKS,
        kept=query,
        kind=kind,
        columns=columns,
        rows=table_rows(kind, columns, cards, names),
        chosen=chosen_links(kind, query, names),
        groups=filter_groups(kind, query, cards),
        orders=_orders(kind, call.query, query),
        is_first=call.query["cursor"] is None,
        read=listed.body["meta"]["read"],
        next_query=None if following is None else {**query, "cursor": following},
    )
    return reply if following is None else replace(reply, next={"cursor": following})


def _texts_sent(call: Call) -> dict[str, str]:
    """Return the filters and the order of the request, as texts of a query."""
    beside = (CURSOR.name, *LIST_CLOCKS)
    sent = {name: value for name, value in call.query.items() if value and name not in beside}
    return {name: value if isinstance(value, str) else ",".join(value) for name, value in sent.items()}


def _orders(kind: Kind, asked: Mapping[str, Any], query: Mapping[str, str]) -> list[FilterLink]:
    """Return a link for each of the two orders, the default first, and one for the order by a quantity if asked for."""
    is_dated, order = kind.order != kind.label, read_order(asked, kind)
    filters = {name: text for name, text in query.items() if name not in ("sort", "order", "unit")}
    first, second = ("Newest first", "Oldest first") if is_dated else ("A to Z", "Z to A")
    other = {**filters, "order": "oldest" if is_dated else "desc"}
    if order.sort not in (None, kind.order):
        by_quantity = FilterLink(f"By {label_of(order.sort).lower()}", query, chosen=True)
        return [FilterLink(first, filters), FilterLink(second, other), by_quantity]
    is_default = order.descending == is_dated
    return [FilterLink(first, filters, is_default), FilterLink(second, other, not is_default)]
