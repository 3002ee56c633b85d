"""/v1/webhooks/{id}/deliveries: what was sent, sent again by hand, and a ping."""

from chalicelib.api.http.routing.answers import page
from chalicelib.api.http.routing.parameters import CURSOR, limit
from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.domain.errors import BadCursor, NotFound
from chalicelib.operations.following import deliveries


@route(
    "GET",
    "/v1/webhooks/{id}/deliveries",
    name="list_deliveries",
    summary="List the deliveries to a webhook",
    tag="webhooks",
    scope="write",
    parameters=(limit(only_json=True), CURSOR),
    answers=(Answer(200, "A page of deliveries, the newest first.", "DeliveryPage", headers=("Link",)),),
    refusals=(BadCursor, NotFound),
)
def list_deliveries(call: Call) -> Reply:
    """Return the deliveries of the last 30 days, with their last attempts: the status of each, and how long it took."""
    asked = {"limit": call.query["limit"], "cursor": call.query["cursor"]}
    return page(deliveries.list_deliveries(call.world, call.caller, call.path["id"], **asked))
