"""The operations of OpenAPI: every route, under the real path of every kind."""

from collections.abc import Iterator
from typing import Any

from chalicelib.api.idempotency import METHODS
from chalicelib.api.openapi.examples import request_examples, view_examples
from chalicelib.api.openapi.names import fill, schema_ref
from chalicelib.api.openapi.problems import CODES, answers_of, component_of, header, problem_answer
from chalicelib.api.openapi.shapes import FACT_ID, KEY_ID, PROPERTY, SLUG_SCHEMA
from chalicelib.api.parameters import Parameter
from chalicelib.api.routes import ROUTES, Answer, Body, Route
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind

HEADERS = {
    "ETag": "The tag of exactly this body; an entity's begins with its revision.",
    "Location": "Where the new entity is.",
    "Link": "The next page (`rel=next`), while there is one, and the first (`rel=first`).",
    "Vary": "Which request headers the answer depends on.",
    "Content-Security-Policy": "What a browser may do with the page.",
    "X-Content-Type-Options": "That the media type is what it says.",
}
ASSET = {"type": "string", "maxLength": 60, "pattern": r"^[a-z-]+\.[0-9a-f]{8}\.(css|js)$"}
EVERYWHERE = {
    "X-Request-Id": "The id of the request.",
    "Cache-Control": "Whether and how the answer may be kept.",
}


def paths() -> dict[str, Any]:
    """Give every real path with its operations."""
    found: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        for kind in KINDS.values() if route.is_of_kind else (None,):
            at = found.setdefault(fill(route.path, kind), {})
            for method in route.methods:
                at[method.lower()] = _operation(route, kind, method)
    return found


def responses() -> dict[str, Any]:
    """Give every answer with a problem that some operation has."""
    return {
        component_of(status, codes, has_body=has_body): problem_answer(status, codes, has_body=has_body)
        for route in ROUTES
        for status, codes in _problems(route).items()
        for has_body in ([True, False] if route.method == "GET" else [True])
    }


def codes_in_use() -> set[str]:
    """List the problems that some operation can answer."""
    return {code for route in ROUTES for code in _codes(route)}


def headers() -> dict[str, Any]:
    """Give the headers of good answers."""
    return {name: header(text) for name, text in {**HEADERS, **EVERYWHERE}.items()}


def parameters() -> dict[str, Any]:
    """Give the parameters that many operations share."""
    text = {"type": "string", "maxLength": 200, "pattern": r"^[\x20-\x7e]+$"}
    request_id = {"type": "string", "maxLength": 200, "pattern": r"^[\s\S]*$"}
    return {
        "slug": _parameter("slug", "path", "The entity's slug.", SLUG_SCHEMA, "deepseek"),
        "fact_id": _parameter(
            "id", "path", "The fact's id.", FACT_ID, "company~deepseek~country~0123456789abcdefghijklmno"
        ),
        "key_id": _parameter("id", "path", "The key's id.", KEY_ID, "key_ab12cd34ef"),
        "property": _parameter("property", "path", "The name of a property whose values change.", PROPERTY, "status"),
        "problem_code": _parameter(
            "code", "path", "The code of a problem.", {"type": "string", "enum": sorted(CODES)}, "invalid"
        ),
        "asset": _parameter("asset", "path", "The name of a part of the page.", ASSET, "start.0123abcd.js"),
        "If-Match": _parameter(
            "If-Match",
            "header",
            "Write only if one of these is still the revision: ETags, or `*`, which is any.",
            text,
            '"r7"',
        ),
        "If-None-Match": _parameter(
            "If-None-Match", "header", "Answer 304 if this is still the ETag.", text, '"r7-5d41402abc4b2a76"'
        ),
        "X-Request-Id": _parameter(
            "X-Request-Id",
            "header",
            "An id of yours for the request: kept where it has 1 to 64 of A-Z, a-z, 0-9, `.`, `_`, `-`.",
            request_id,
            "import-2026-11-23.7",
        ),
        **_components(),
    }  # fmt: skip  a table


def _components() -> dict[str, Any]:
    """Give the query parameters that are described once, by the names of their components."""
    asked = (each for route in ROUTES for kind in KINDS.values() for each in route.asks(kind))
    return {each.component: _described(each) for each in asked if each.component and not each.is_synonym}


def _operation(route: Route, kind: Kind | None, method: str) -> dict[str, Any]:
    name = fill(route.name, kind)
    operation: dict[str, Any] = {
        "operationId": name if method == route.method else f"{name}_head",
        "summary": fill(route.summary, kind) + (" (headers only)" if method == "HEAD" else ""),
        "description": fill(route.description, kind),
        "tags": [fill(route.tag, kind)],
        "parameters": [*_shared_parameters(route), *_query_parameters(route, kind)],
        "responses": dict(_answers(route, kind, has_body=method != "HEAD")),
        "security": _security(route),
    }
    if route.body is not None:
        operation["requestBody"] = _request_body(route.body, kind)
    return operation


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.scope is None:
        return []
    return [{}, {"bearer": []}] if route.scope == "read" else [{"bearer": []}]


def _shared_parameters(route: Route) -> Iterator[dict[str, str]]:
    identified = "key_id" if route.path.startswith("/v1/keys") else "fact_id"
    needed = {
        "slug": "{slug}" in route.path,
        identified: "{id}" in route.path,
        "property": "{property}" in route.path,
        "problem_code": "{code}" in route.path,
        "asset": "{asset}" in route.path,
        "If-Match": route.if_match is not None,
        "If-None-Match": route.method == "GET" and _is_cacheable(route),
        "X-Request-Id": True,
    }
    return ({"$ref": f"#/components/parameters/{name}"} for name, wanted in needed.items() if wanted)


def _is_cacheable(route: Route) -> bool:
    return route.scope == "read" or any("ETag" in answer.headers for answer in route.answers)


def _query_parameters(route: Route, kind: Kind | None) -> Iterator[dict[str, Any]]:
    return (_query_parameter(declared) for declared in route.asks(kind) if not declared.is_synonym)


def _query_parameter(declared: Parameter) -> dict[str, Any]:
    if declared.component:
        return {"$ref": f"#/components/parameters/{declared.component}"}
    return _described(declared)


def _described(declared: Parameter) -> dict[str, Any]:
    described = _parameter(declared.name, "query", declared.meaning, dict(declared.schema), declared.example)
    return {**described, "required": declared.required}


def _parameter(name: str, place: str, meaning: str, schema: dict[str, Any], example: Any) -> dict[str, Any]:
    described = {
        "name": name,
        "in": place,
        "description": meaning,
        "required": place == "path",
        "schema": schema,
    }
    return described if example is None else {**described, "example": example}


def _request_body(body: Body, kind: Kind | None) -> dict[str, Any]:
    component = fill(body.component, kind)
    examples = {name: {"$ref": f"#/components/examples/{name}"} for name in request_examples(body, kind)}
    return {
        "required": True,
        "content": {m: {"schema": schema_ref(component), "examples": examples} for m in body.media},
    }


def _answers(route: Route, kind: Kind | None, *, has_body: bool) -> Iterator[tuple[str, Any]]:
    for answer in route.answers:
        yield str(answer.status), _answer(answer, kind, has_body=has_body)
    if route.method == "GET" and _is_cacheable(route):
        yield "304", {"description": "Unchanged.", "headers": _headers(("ETag",))}
    for status, codes in _problems(route).items():
        yield status, {"$ref": f"#/components/responses/{component_of(status, codes, has_body=has_body)}"}


def _answer(answer: Answer, kind: Kind | None, *, has_body: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"description": answer.meaning, "headers": _headers(answer.headers)}
    if answer.component is None or not has_body:
        return described
    media: dict[str, Any] = {"schema": schema_ref(fill(answer.component, kind))}
    if answer.component == "{Kind}" and kind is not None:
        media["examples"] = {name: {"$ref": f"#/components/examples/{name}"} for name in view_examples(kind)}
    also = {name: {"schema": schema_ref(component)} for name, component in answer.also.items()}
    return {**described, "content": {answer.media: media, **also}}


def _headers(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*names, *EVERYWHERE)}


def _problems(route: Route) -> dict[str, tuple[str, ...]]:
    return answers_of(_codes(route), has_survivor="{slug}" in route.path)


def _codes(route: Route) -> Iterator[str]:
    """List every code the route can refuse with: those it declares, and those that its shape brings."""
    yield from (refusal.code for refusal in route.refusals)
    yield from ("bad_parameter", "not_acceptable", "uri_too_long", "internal")
    if route.scope is not None:
        yield from ("unauthenticated", "forbidden", "rate_limited", "busy")
    if route.body is not None:
        yield from ("bad_json", "too_large", "unsupported_media_type", "invalid")
    if "{" in route.path:
        yield "not_found"
    if route.method in METHODS and route.scope in ("write", "admin"):
        yield from ("idempotency_key_reused", "in_progress")
