"""GET /openapi.json: the contract, generated from the routes, the types of answers and the kinds."""

from functools import cache, lru_cache
from typing import Any

from chalicelib.api.http.response.problems import dumps
from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.api.openapi.parts.parts import KIND, PARTS, TAG, WHOLE, Part, read_part


@route(
    "GET",
    "/openapi.json",
    name="openapi",
    summary="Read this contract",
    tag="service",
    scope=None,
    parameters=(KIND, TAG),
    answers=(Answer(200, "The OpenAPI 3.1 document.", "OpenApi", headers=("ETag",)),),
)
def openapi(call: Call) -> Reply:
    """Return the OpenAPI 3.1 document of the service. Its server is the one that you called.

    The whole is long, because it describes every form of every value. A part (`kind=event`, `tag=facts`) is a document
    by itself of less than 80 kB: its operations with their parameters, bodies and answers, without examples, headers
    and the details of refusals. It names each property of a kind once, with its meaning and form.
    """
    return Reply({}, text=_contract_text(call.base or "/", read_part(call.query)))


@lru_cache(maxsize=4 * (1 + len(PARTS)))  # a stage has one base, a custom domain another
def _contract_text(base: str, part: Part = WHOLE) -> str:
    found = document() if part == WHOLE else document_of(part)
    (server,) = found["servers"]
    return dumps({**found, "servers": [{**server, "url": base}]})


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document, built once per process."""
    from chalicelib.api.openapi.describing import describe  # no other request needs it

    return describe(_assembled())


@cache
def document_of(part: Part) -> dict[str, Any]:
    """Return the document of a part, built once per process."""
    from chalicelib.api.openapi.parts.selection import select  # no other request needs it

    return select(_assembled(), part)


@cache
def _assembled() -> dict[str, Any]:
    """Return the document without the descriptions that follow from names: a part has no room for them."""
    from chalicelib.api.openapi.assembly import assemble  # no other request needs it

    return assemble()
