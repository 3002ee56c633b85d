"""GET /v1/search: find entities by name."""

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.parameters import KNOWN_AT, PUBLISHED_BEFORE, Parameter, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.search.name_parameters import KIND, NAME_FOUND, VALID_AT, Q
from chalicelib.api.search.search_filters import read_search_filters, search_filters
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.named_items import read_name_filter
from chalicelib.operations.search import search as operation


def _parameters(_: Kind | None) -> tuple[Parameter, ...]:
    """Declare the parameters when a request needs them: the filters of all kinds would slow every cold start down."""
    among = (Q, KIND, limit(then=("known_at", "published_before")))
    return (*among, VALID_AT, KNOWN_AT, PUBLISHED_BEFORE, *search_filters())


@route(
    "GET",
    "/v1/search",
    name="search",
    summary="Find entities by name",
    tag="names",
    scope="read",
    parameters=_parameters,
    answers=(page_answer("NamePage", "The best matches; there is no second page.", columns=NAME_FOUND),),
)
def search(call: Call) -> Reply:
    """Return the entities with a name or alias similar to `q`, the best matches first.

    The order is: exact names, names that begin with `q`, names with the same words or words that begin with them, and
    names in which a word of five letters or more has one typo. Among equals, names that hold at `valid_at` come first,
    then shorter names. A different number is never a typo. Legal forms such as "Inc." and words such as "and" need not
    be in the name. `hint` distinguishes entities with the same name.

    Names of another time are found as well: `former` is true for one that the entity no longer has, and `later` for one
    that it does not have yet; `valid` says when the name holds. The symbol of a ticker is found like a name.

    `meta.complete` is false if more names match `q` as asked than were read or, if none does, if a closer one than the
    first may be missing. Of names as close as the first, some may be missing in any case. With `known_at` or
    `published_before`, names, labels and hints are as of that moment, `limit` must not exceed 25, and `meta.complete`
    is also false if a similar name may be missing, or more than 25 candidates had to be resolved. Names that the
    service has shown at any time are found.

    With one `kind`, the filters of its list apply to the best 500 (`meta.complete` is false if there are more, or if
    another similar name may fit them):
    `q=stargate&kind=event&type=funding_round&amount[gte]=1e9USD`.
    """
    filters = read_search_filters(call.query)
    listed = operation.search(
        call.world,
        q=call.query["q"],
        kind=call.query["kind"],
        limit=call.query["limit"],
        moment=call.moment,
        fitting=read_name_filter(KINDS[call.query["kind"]], filters).fitting if filters else None,
    )
    return page(listed)
