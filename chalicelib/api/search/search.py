"""GET /v1/search: find entities by name."""

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.parameters import KNOWN_AT, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.search.name_parameters import KIND, NAME_FOUND, Q
from chalicelib.operations.search import search as operation


@route(
    "GET",
    "/v1/search",
    name="search",
    summary="Find entities by name",
    tag="names",
    scope="read",
    parameters=(Q, KIND, limit(then=("known_at",)), KNOWN_AT),
    answers=(page_answer("NamePage", "The best matches; there is no second page.", columns=NAME_FOUND),),
)
def search(call: Call) -> Reply:
    """Answer the entities of which a name or alias is like `q`, the best first.

    First what is called so, then names that begin so, then names with these words or their beginnings, then what was
    meant where a word of five letters or more has one typing error; among equals the shorter name. A wrong number is
    no typing error. `hint` tells namesakes apart. `meta.complete` is false where more names are alike than are read.
    With `known_at`, names, labels and hints are as of that moment, and a `limit` above 25 is refused.
    """
    listed = operation.search(
        call.world,
        q=call.query["q"],
        kind=call.query["kind"],
        limit=call.query["limit"],
        known_at=call.moment.known_at,
    )
    return page(listed)
