"""GET /openapi.json: the contract, made from the routes, the models and the kinds."""

from functools import cache
from typing import Any

from chalicelib.api.routes import Answer, Call, Reply, route


@route(
    "GET",
    "/openapi.json",
    name="openapi",
    summary="Read this contract",
    tag="service",
    scope=None,
    answers=(Answer(200, "The OpenAPI 3.1 document.", "OpenApi", headers=("ETag",)),),
)
def openapi(call: Call) -> Reply:
    """Answer the OpenAPI 3.1 document of the service; its server is the one that answers."""
    (server,) = document()["servers"]
    return Reply({**document(), "servers": [{**server, "url": call.base or "/"}]})


@cache
def document() -> dict[str, Any]:
    """Make the OpenAPI document, once a process."""
    from chalicelib.api.openapi.assembly import assemble  # no other request should pay for it

    return assemble()
