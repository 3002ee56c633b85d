"""GET /v1/stats: the counts of the service."""

from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.operations.feed import stats as operation


@route(
    "GET",
    "/v1/stats",
    name="read_stats",
    summary="Count entities, facts, sources and conflicts",
    tag="service",
    scope="read",
    why_no_clock=(
        "The counts follow the numbers of the change feed, which are not in order of time. To count as of a moment, "
        "read `/v1/changes`."
    ),
    answers=(Answer(200, "The counts, exact as of `change`.", "Stats", headers=("ETag",)),),
)
def stats(call: Call) -> Reply:
    """Return how many entities of each kind, facts, sources and open conflicts the service has.

    The counts are exact as of `change`, a number of the change feed. If `settled` is false, more changes are waiting
    for their numbers than one request can assign: repeat the request. Facts include every fact ever recorded, even
    retracted ones. Retired and merged entities, and their conflicts, are not counted.
    """
    return Reply(operation.stats(call.world))
