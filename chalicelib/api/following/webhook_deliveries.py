"""/v1/webhooks/{id}/deliveries: what was sent, sent again by hand, and a ping."""

from chalicelib.api.http.routing.answers import page
from chalicelib.api.http.routing.parameters import CURSOR, limit
from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.domain.errors import BadCursor, NotAllowedNow, NotFound
from chalicelib.operations.following import deliveries
from chalicelib.operations.sending import requests


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


@route(
    "POST",
    "/v1/webhooks/{id}/deliveries/{delivery}/redelivery",
    name="redeliver",
    summary="Send a delivery again",
    tag="webhooks",
    scope="write",
    answers=(Answer(200, "The delivery, with the new attempt.", "Delivery"),),
    refusals=(NotAllowedNow, NotFound),
)
def redeliver(call: Call) -> Reply:
    """Send a delivery again at once, with the same `webhook-id`. `delivery` is its `first`.

    If the webhook waits for this delivery, a success lets the next ones follow. A webhook that is disabled stays so:
    set it active to continue. One whose key has lost access is sent nothing until an admin takes it over.
    """
    sent = requests.redeliver(call.context, call.path["id"], call.path["delivery"])
    return Reply(sent.body, is_replay=sent.is_replay)


@route(
    "POST",
    "/v1/webhooks/{id}/ping",
    name="ping_webhook",
    summary="Send a test to a webhook",
    tag="webhooks",
    scope="write",
    answers=(Answer(200, "The result: the status of the receiver's answer, and how long it took.", "Attempt"),),
    refusals=(NotAllowedNow, NotFound),
)
def ping_webhook(call: Call) -> Reply:
    """Send a signed message of the type `ping` at once, also to a webhook that is disabled. It is not tried again.

    One whose key has lost access is sent nothing until an admin takes it over.
    """
    sent = requests.ping(call.context, call.path["id"])
    return Reply(sent.body, is_replay=sent.is_replay)
