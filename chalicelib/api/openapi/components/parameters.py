"""The parameters of operations in path, query and headers. Those that several operations share are components."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.api.http.request.idempotency import METHODS
from chalicelib.api.http.response.problem_catalog import CODES
from chalicelib.api.http.routing.parameters import Family, Parameter
from chalicelib.api.http.routing.routes import ROUTES, Route
from chalicelib.api.http.transport_refusals import MAX_HEADER_CHARS
from chalicelib.api.openapi.schemas.scalars import FACT_ID, KEY_ID, PROPERTY, SLUG_SCHEMA
from chalicelib.kinds import KINDS, PLURALS
from chalicelib.kinds.declaration import Kind

# Only its length can be wrong.
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
    ("If-Match", "Write only if the revision is still that of one of these ETags; `*` matches any.", TAGS, '"r7"'),
    (
        "If-None-Match",
        "Return 304 if the current ETag is one of these; `*` matches any.",
        ANYTHING,
        '"r7-5d41402abc4b2a76"',
    ),
    (
        "Idempotency-Key",
        "A unique value of your choice. If you repeat the request with it within 24 hours, you get the same response.",
        ONCE,
        "import-2026-11-23.7",
    ),
    (
        "X-Request-Id",
        "Your id for the request. It is used if it has 1 to 64 characters of A-Z, a-z, 0-9, `.`, `_` and `-`.",
        ANYTHING,
        "import-2026-11-23.7",
    ),
    (
        "MCP-Protocol-Version",
        "The version of the protocol, as in the message. Versions before 2025-06-18 have no such header.",
        ANYTHING,
        "2026-07-28",
    ),
    ("Mcp-Method", "From version 2026-07-28: the method, as in the message.", ANYTHING, "tools/list"),
    (
        "Mcp-Name",
        "From version 2026-07-28: the name of the tool, as in the message. `=?base64?...?=` if it is not plain ASCII.",
        ANYTHING,
        "find",
    ),
)
_IDS = {"/v1/keys": "key_id", "/v1/webhooks": "webhook_id", "/v1/watches": "watch_id"}


def _id_of(prefix: str) -> dict[str, Any]:
    return {"type": "string", "maxLength": 40, "pattern": f"^{prefix}_[0-9a-v]+$"}


_OF_PATH: tuple[tuple[str, str, str, dict[str, Any], str], ...] = (
    ("slug", "slug", "The slug of the entity.", SLUG_SCHEMA, "deepseek"),
    ("fact_id", "id", "The id of the fact.", FACT_ID, "company~deepseek~country~0123456789abcdefghijklmno"),
    ("key_id", "id", "The id of the key.", KEY_ID, "key_ab12cd34ef"),
    ("webhook_id", "id", "The id of the webhook.", _id_of("webhook"), "webhook_0123456789abcdef"),
    ("watch_id", "id", "The id of the watch.", _id_of("watch"), "watch_0123456789abcdef"),
    (
        "delivery",
        "delivery",
        "The `first` of the delivery: the number of its first change.",
        {"type": "string", "maxLength": 12, "pattern": "^[0-9]+$"},
        "4711",
    ),
    ("property", "property", "The name of a lasting property, whose values change over time.", PROPERTY, "status"),
    (
        "problem_code",
        "code",
        "The problem code.",
        {"type": "string", "enum": sorted(CODES)},
        "invalid",
    ),
    ("asset", "asset", "The name of a file of the page.", ASSET, "start.0123abcd.js"),
    (
        "sitemap",
        "name",
        "The name of the sitemap: `pages` for the documents, or a kind.",
        {"type": "string", "enum": ["pages", *PLURALS]},
        "pages",
    ),
)


def parameters() -> dict[str, Any]:
    """Return the parameters that several operations share, by component name."""
    of_path = {
        component: _parameter(name, "path", meaning, schema=schema, example=example)
        for component, name, meaning, schema, example in _OF_PATH
    }
    of_header = {
        name: _parameter(name, "header", meaning, schema=schema, example=example)
        for name, meaning, schema, example in _HEADERS
    }
    required = {"If-Match_required": {**of_header["If-Match"], "required": True}}
    return {**of_path, **of_header, **required, **_shared_query_parameters()}


def parameters_of(route: Route, kind: Kind | None) -> list[dict[str, Any]]:
    """Return the parameters of an operation."""
    asked = [each for each in route.asks(kind) if not each.is_synonym]
    families = dict.fromkeys(each.family.component for each in asked if each.family)
    return [
        *_shared_refs(route),
        *(
            _parameter_ref(each.component) if each.component else query_parameter(each)
            for each in asked
            if not each.family
        ),
        *map(_parameter_ref, families),
    ]


def is_conditional(route: Route) -> bool:
    """Return whether a route responds with 304 if the client sends its current ETag."""
    is_tagged = route.scope == "read" or any("ETag" in answer.headers for answer in route.answers)
    return route.method == "GET" and is_tagged


def _shared_query_parameters() -> dict[str, Any]:
    asked = [each for route in ROUTES for kind in KINDS.values() for each in route.asks(kind) if not each.is_synonym]
    families: dict[Family, dict[str, Parameter]] = {}
    for each in asked:
        if each.family:
            families.setdefault(each.family, {})[each.name] = each
    alone = {each.component: query_parameter(each) for each in asked if each.component}
    return alone | {family.component: _family(family, list(members.values())) for family, members in families.items()}


def _shared_refs(route: Route) -> Iterator[dict[str, Any]]:
    identified = next((name for path, name in _IDS.items() if route.path.startswith(path)), "fact_id")
    needed = {
        "slug": "{slug}" in route.path,
        identified: "{id}" in route.path,
        "delivery": "{delivery}" in route.path,
        "property": "{property}" in route.path,
        "problem_code": "{code}" in route.path,
        "asset": "{asset}" in route.path,
        "sitemap": "{name}" in route.path,
        "If-Match": route.if_match == "optional",
        "If-Match_required": route.if_match == "required",
        "If-None-Match": is_conditional(route),
        "Idempotency-Key": route.method in METHODS,
        "X-Request-Id": True,
        **dict.fromkeys(route.endpoint.headers, True),
    }
    return (_parameter_ref(name) for name, wanted in needed.items() if wanted)


def _parameter_ref(component: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{component}"}


def query_parameter(declared: Parameter) -> dict[str, Any]:
    """Describe a parameter of the query."""
    schema = dict(declared.schema)
    example = _example_of(schema) if declared.example is None else declared.example
    described = _parameter(declared.name, "query", declared.meaning, schema=schema, example=example)
    style = {"style": "form", "explode": declared.explode} if declared.many else {}
    return {**described, "required": declared.required, **style}


def _example_of(schema: Mapping[str, Any]) -> Any:
    """Return an example of a schema that lists its values; None if it does not."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "array":
        item = _example_of(schema["items"])
        return None if item is None else [item]
    return {"boolean": True, "integer": schema.get("default", schema.get("minimum"))}.get(schema["type"])


def _family(family: Family, members: Sequence[Parameter]) -> dict[str, Any]:
    """Describe parameters of one schema as members of an object, which the URL has under their own names."""
    names = {"type": "string", "enum": [each.name for each in members]}
    schema = {
        "type": "object",
        "propertyNames": names,
        "additionalProperties": dict(members[0].schema),
        "maxProperties": len(members),
    }
    described = _parameter(family.name, "query", family.meaning, schema=schema, example={members[0].name: 1})
    return {**described, "style": "form", "explode": True}


def _parameter(name: str, place: str, meaning: str, *, schema: dict[str, Any], example: Any) -> dict[str, Any]:
    described = {"name": name, "in": place, "description": meaning, "required": place == "path", "schema": schema}
    return described if example is None else {**described, "example": example}
