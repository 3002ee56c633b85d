"""The parameters of operations: of the path, of the query, of the header; those that several share are components."""

from collections.abc import Iterator
from typing import Any

from chalicelib.api.http.request.idempotency import METHODS
from chalicelib.api.http.response.problem_catalog import CODES
from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.api.http.routing.routes import ROUTES, Route
from chalicelib.api.http.transport_refusals import MAX_HEADER_CHARS
from chalicelib.api.openapi.schemas.scalars import FACT_ID, KEY_ID, PROPERTY, SLUG_SCHEMA
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind

# Never refused for what it holds, only for its length.
ANYTHING = {"type": "string", "maxLength": MAX_HEADER_CHARS, "pattern": r"^[\s\S]*$"}
ASSET = {"type": "string", "maxLength": 60, "pattern": r"^[a-z-]+\.[0-9a-f]{8}\.(css|js)$"}
TAG = '(W/)?"[!#-~]{0,60}"'
TAGS: dict[str, Any] = {
    "oneOf": [
        {"type": "string", "enum": ["*"]},
        {"type": "string", "maxLength": 700, "pattern": f"^{TAG}(, ?{TAG}){{0,9}}$"},
    ]
}
ONCE = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
_HEADERS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("If-Match", "Write only if one of these is still the revision: ETags, or `*` for any.", TAGS, '"r7"'),
    ("If-None-Match", "Answer 304 if this is still the ETag: one, several or `*`.", ANYTHING, '"r7-5d41402abc4b2a76"'),
    (
        "Idempotency-Key",
        "A word of yours for this request: sent again within 24 hours, it writes nothing and is answered as before.",
        ONCE,
        "import-2026-11-23.7",
    ),
    (
        "X-Request-Id",
        "An id of yours for the request: kept where it has 1 to 64 of A-Z, a-z, 0-9, `.`, `_`, `-`.",
        ANYTHING,
        "import-2026-11-23.7",
    ),
)
_OF_PATH: tuple[tuple[str, str, str, dict[str, Any], str], ...] = (
    ("slug", "slug", "The entity's slug.", SLUG_SCHEMA, "deepseek"),
    ("fact_id", "id", "The fact's id.", FACT_ID, "company~deepseek~country~0123456789abcdefghijklmno"),
    ("key_id", "id", "The key's id.", KEY_ID, "key_ab12cd34ef"),
    ("property", "property", "The name of a property whose values change.", PROPERTY, "status"),
    (
        "problem_code",
        "code",
        "The code of a problem.",
        {"type": "string", "enum": sorted(CODES)},
        "invalid",
    ),
    ("asset", "asset", "The name of a part of the page.", ASSET, "start.0123abcd.js"),
)


def parameters() -> dict[str, Any]:
    """Give the parameters that several operations share, by the names of their components."""
    of_path = {
        component: _described(name, "path", meaning, schema=schema, example=example)
        for component, name, meaning, schema, example in _OF_PATH
    }
    of_header = {
        name: _described(name, "header", meaning, schema=schema, example=example)
        for name, meaning, schema, example in _HEADERS
    }
    required = {"If-Match_required": {**of_header["If-Match"], "required": True}}
    return {**of_path, **of_header, **required, **_of_queries()}


def parameters_of(route: Route, kind: Kind | None) -> list[dict[str, Any]]:
    """List the parameters of an operation."""
    asked = (each for each in route.asks(kind) if not each.is_synonym)
    return [*_shared(route), *(_ref(each.component) if each.component else _query(each) for each in asked)]


def is_conditional(route: Route) -> bool:
    """Say whether a route answers 304 to whoever has its ETag."""
    is_tagged = route.scope == "read" or any("ETag" in answer.headers for answer in route.answers)
    return route.method == "GET" and is_tagged


def _of_queries() -> dict[str, Any]:
    asked = (each for route in ROUTES for kind in KINDS.values() for each in route.asks(kind))
    return {each.component: _query(each) for each in asked if each.component and not each.is_synonym}


def _shared(route: Route) -> Iterator[dict[str, Any]]:
    identified = "key_id" if route.path.startswith("/v1/keys") else "fact_id"
    needed = {
        "slug": "{slug}" in route.path,
        identified: "{id}" in route.path,
        "property": "{property}" in route.path,
        "problem_code": "{code}" in route.path,
        "asset": "{asset}" in route.path,
        "If-Match": route.if_match == "optional",
        "If-Match_required": route.if_match == "required",
        "If-None-Match": is_conditional(route),
        "Idempotency-Key": route.method in METHODS,
        "X-Request-Id": True,
    }
    return (_ref(name) for name, wanted in needed.items() if wanted)


def _ref(component: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{component}"}


def _query(declared: Parameter) -> dict[str, Any]:
    schema = dict(declared.schema)
    described = _described(declared.name, "query", declared.meaning, schema=schema, example=declared.example)
    style = {"style": "form", "explode": declared.explode} if declared.many else {}
    return {**described, "required": declared.required, **style}


def _described(name: str, place: str, meaning: str, *, schema: dict[str, Any], example: Any) -> dict[str, Any]:
    described = {"name": name, "in": place, "description": meaning, "required": place == "path", "schema": schema}
    return described if example is None else {**described, "example": example}
