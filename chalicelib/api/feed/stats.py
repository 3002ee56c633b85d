"""GET /v1/stats: how much there is."""

from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.operations.feed import stats as operation


@route(
    "GET",
    "/v1/stats",
    name="read_stats",
    summary="Count entities, facts, sources and conflicts",
    tag="service",
    scope="read",
    answers=(Answer(200, "The counts, exact as of the change they name.", "Stats", headers=("ETag",)),),
)
def stats(call: Call) -> Reply:
    """Answer how many entities of each kind, facts, sources and open conflicts there are.

    The counts are exact as of `change`, a number of the change feed; `settled` is false where more changes wait for
    their numbers than one request gives them: ask again. Facts count with all that was ever recorded,
    retracted ones too; retired and merged entities, and their conflicts, do not.
    """
    return Reply(operation.stats(call.world))
