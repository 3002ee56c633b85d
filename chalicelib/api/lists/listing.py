"""GET /v1/{plural}: list the entities of a kind."""

from functools import cache

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.list_parameters import some_of
from chalicelib.api.http.routing.parameters import CURSOR, KNOWN_AT, Parameter, flag, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.lists.card_columns import card_columns
from chalicelib.api.lists.filter_parameters import filter_parameters
from chalicelib.api.lists.ordering import is_backwards, ordering
from chalicelib.domain.errors import BadCursor
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists import listing as operation
from chalicelib.operations.lists.field_expansion import expansions_of, fields_of
from chalicelib.operations.lists.filters import parameters_of

EXPLAIN = flag(
    "explain",
    "Show for every slot of every item which fact was chosen, why, and which were rejected: 25 items a page at most.",
)


@cache
def parameters(kind: Kind) -> tuple[Parameter, ...]:
    """Declare what the list of a kind takes: what all lists take, and the kind's own filters."""
    return (
        limit(then=("known_at", "explain")),
        CURSOR,
        *ordering(kind),
        some_of("fields", "Show these members alone, and `ref`; those beyond the card as well.", of=fields_of(kind)),
        some_of("expand", "Show the entities in these properties too, once each.", of=expansions_of(kind)),
        KNOWN_AT,
        EXPLAIN,
        *filter_parameters(kind),
    )


@route(
    "GET",
    "/v1/{plural}",
    name="list_{plural}",
    summary="List {plural}",
    tag="{plural}",
    scope="read",
    parameters=parameters,
    answers=(page_answer("{Kind}Page", columns=lambda call: card_columns(call.kind, call.query)),),
    refusals=(BadCursor,),
)
def listing(call: Call) -> Reply:
    """Answer a page of cards: flat views without wide properties and long texts; `omitted` names what is left out.

    A filter asks for a property: `country=CN,FR` is either, `released[gte]=2025-01` from then on. A quantity carries
    its unit (`amount[gte]=1e9USD`) and fits where all that is said of it does: "over 1e9" is at least 1e9, "about
    1e9" is not. A date lies within what is asked (2025-01-26 in 2025-01), and is earlier or later by the first day it
    states, whatever `~` or `?` it has. `../2024-03` states none: it begins by March 2024 (`lte`, and `lt` what comes
    after), and is never known to begin later (`gt`, `gte`). What is unknown fits `exists=false` alone.
    Of a list any value may fit. Equal codes, flags and refs, disputed=true and ranges of the order are read by key;
    other filters narrow what these find: a page looks at 500 rows at most (`meta.read`) and may then hold fewer
    items than `limit`, or none, and still have a `next`. At `known_at`, and with `explain`,
    a page holds 25 items at most, and a larger `limit` is refused.
    `expand` shows at most 100 entities a page, at an earlier moment 25 of those that have changed since.
    """
    names = {name for name, _, _ in parameters_of(call.kind)}
    asked = {name: call.query[name] for name in names if call.query[name]}
    listed = operation.listing(
        call.world,
        kind=call.kind,
        limit=call.query["limit"],
        cursor=call.query["cursor"],
        descending=is_backwards(call.query, call.kind),
        filters={name: text if isinstance(text, str) else ",".join(text) for name, text in asked.items()},
        fields=call.query["fields"],
        expand=call.query["expand"],
        known_at=call.moment.known_at,
        explain=call.query["explain"],
    )
    return page(listed)
