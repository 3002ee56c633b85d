"""GET /v1/{plural}/{slug}/conflicts: the conflicts between the facts of an entity."""

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import named, of_value
from chalicelib.api.http.routing.parameters import MOMENT
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import Gone, Merged, NotFound
from chalicelib.operations.entities import conflicts as operation

CONFLICT = (*named("property", "slot", "state", "opened_at"), *of_value("shown"), *named("sides", "why"))


@route(
    "GET",
    "/v1/{plural}/{slug}/conflicts",
    name="list_{kind}_conflicts",
    summary="List the conflicts in {a_kind}",
    tag="{plural}",
    scope="read",
    parameters=MOMENT,
    answers=(page_answer("ConflictPage", "All conflicts on one page.", columns=CONFLICT),),
    refusals=(NotFound, Gone, Merged),
)
def conflicts(call: Call) -> Reply:
    """Return each slot whose facts contradict each other, open or settled, with those facts."""
    return page(operation.conflicts(call.world, ref=call.ref, moment=call.moment))
