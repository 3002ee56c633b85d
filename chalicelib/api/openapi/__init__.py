"""GET /openapi.json: the contract, generated from the routes, the types of answers and the kinds."""

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
    """Return the OpenAPI 3.1 document of the service. Its server is the one that you called."""
    return Reply({}, text=_contract_text(call.base or "/"))


@lru_cache(maxsize=4)  # a stage has one base, a custom domain another
def _contract_text(base: str) -> str:
    (server,) = document()["servers"]
    return dumps({**document(), "servers": [{**server, "url": base}]})


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document, built once per process."""
    from chalicelib.api.openapi.assembly import assemble  # no other request needs it

    return assemble()
