"""The operations of OpenAPI: every route, under the path of every kind."""

from typing import Any

from chalicelib.api.http.routing.routes import NDJSON, ROUTES, Body, Route
from chalicelib.api.openapi.components.answers import answers
from chalicelib.api.openapi.components.examples import request_examples
from chalicelib.api.openapi.components.parameters import parameters_of
from chalicelib.api.openapi.names import fill, schema_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind


def paths() -> dict[str, Any]:
    """Return every path with its operations, once for each kind; without HEAD, which only repeats GET."""
    found: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        for kind in KINDS.values() if route.is_of_kind else (None,):
            found.setdefault(fill(route.path, kind), {})[route.method.lower()] = operation(route, kind)
    return found


def operation(route: Route, kind: Kind | None) -> dict[str, Any]:
    """Return the operation of a route under the path of a kind."""
    found: dict[str, Any] = {
        "operationId": fill(route.name, kind),
        "summary": fill(route.summary, kind),
        "description": fill(route.description, kind),
        "tags": [fill(route.tag, kind)],
        "parameters": parameters_of(route, kind),
        "responses": answers(route, kind),
        "security": _security_of(route),
    }
    if route.body is not None:
        found["requestBody"] = _request_body(route.body, kind)
    return found


def _security_of(route: Route) -> list[dict[str, list[str]]]:
    if route.scope is None:
        return []
    return [{}, {"bearer": []}] if route.scope == "read" else [{"bearer": []}]


def _request_body(body: Body, kind: Kind | None) -> dict[str, Any]:
    component = fill(body.component, kind)
    examples = {name: {"$ref": f"#/components/examples/{name}"} for name in request_examples(body, kind)}
    content: dict[str, Any] = {media: {"schema": schema_ref(component), "examples": examples} for media in body.media}
    if NDJSON in body.media:  # where it is one form of two, the examples are those of the other
        of_lines = {} if len(body.media) > 1 else {"examples": examples}
        content[NDJSON] = {"schema": schema_ref(f"{component}Lines"), **of_lines}
    return {"required": True, "content": content}
