"""GET /v1/autocomplete: complete a name while a user types it."""

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.parameters import KNOWN_AT, PUBLISHED_BEFORE, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.search.name_parameters import KIND, NAME_FOUND, VALID_AT, Q
from chalicelib.operations.search import autocomplete as operation


@route(
    "GET",
    "/v1/autocomplete",
    name="autocomplete",
    summary="Complete a name",
    tag="names",
    scope="read",
    parameters=(Q, KIND, limit(10, then=("known_at", "published_before")), VALID_AT, KNOWN_AT, PUBLISHED_BEFORE),
    answers=(page_answer("NamePage", "The best matches; there is no second page.", columns=NAME_FOUND),),
)
def autocomplete(call: Call) -> Reply:
    """Return entities with a name, or a word of a name, that begins with `q`. It is fast and does not correct typos.

    Names of another time are found after those that hold at `valid_at`, marked `former` or `later`.

    With `known_at` or `published_before`, names, labels and hints are as of that moment, and `limit` must not exceed
    25.
    """
    asked = {name: call.query[name] for name in ("q", "kind", "limit")}
    return page(operation.autocomplete(call.world, **asked, moment=call.moment))
