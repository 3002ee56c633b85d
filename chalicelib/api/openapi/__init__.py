"""GET /openapi.json: the contract, made from the routes, the models and the kinds."""

from functools import cache, lru_cache
from typing import Any

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.routes import Answer, Call, Reply, route


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
    return Reply({}, text=_written(call.base or "/"))


@lru_cache(maxsize=4)  # a stage has one base, its own domain another
def _written(base: str) -> str:
    (server,) = document()["servers"]
    return dumps({**document(), "servers": [{**server, "url": base}]})


@cache
def document() -> dict[str, Any]:
    """Make the OpenAPI document, once a process."""
    from chalicelib.api.openapi.assembly import assemble  # no other request should pay for it

    return assemble()
