"""GET /v1/autocomplete: what a name may be that somebody begins to type."""

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.parameters import limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.search.name_parameters import KIND, NAME_FOUND, Q
from chalicelib.operations.search import autocomplete as operation


@route(
    "GET",
    "/v1/autocomplete",
    name="autocomplete",
    summary="Complete the first letters of a name",
    tag="names",
    scope="read",
    parameters=(Q, KIND, limit(10)),
    answers=(page_answer("NamePage", "The best matches; there is no second page.", columns=NAME_FOUND),),
)
def autocomplete(call: Call) -> Reply:
    """Answer the entities of which a name, or a word of it, begins with `q`, as fast as can be: no errors forgiven."""
    asked = {name: call.query[name] for name in ("q", "kind", "limit")}
    return page(operation.autocomplete(call.world, **asked))
