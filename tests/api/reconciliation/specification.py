"""The constraints of the JSON Schemas of the W3C Reconciliation Service API 0.2, in an arrangement of our own.

The specification is a report of the W3C Entity Reconciliation Community Group under the W3C Software and Document
License: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/. Each constraint of its
schemas is here, and none of their texts; where the prose of the report demands more, this does too.
"""

from collections.abc import Iterable
from typing import Any

from jsonschema import Draft202012Validator

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
ID: Schema = {"type": "string", "minLength": 1}  # the prose: not empty
TEMPLATE: Schema = {"type": "string", "pattern": r"\{\{id\}\}"}
INSTANT = (
    r"^-?([1-9][0-9]*)?[0-9]{4}-(1[0-2]|0[1-9])-(3[01]|0[1-9]|[12][0-9])T(2[0-3]|[01][0-9]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]+)?(Z|[+-](2[0-3]|[01][0-9]):[0-5][0-9])?$"
)


def _object(required: Iterable[str] = (), /, **members: Schema) -> Schema:
    return {"type": "object", "properties": members, "required": [*required]}


def _closed(required: Iterable[str] = (), /, **members: Schema) -> Schema:
    return {**_object(required, **members), "additionalProperties": False}


def _list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


TYPE = _object(["id", "name"], id=ID, name=ID, description=TEXT, broader=_list({"type": "object"}))
TYPE_OF_ENTITY: Schema = {"oneOf": [_object(["id"], id=TEXT, name=TEXT), TEXT]}
SERVICE = _object(
    service_url=TEXT,
    service_path=TEXT,
    flyout_service_url=TEXT,
    flyout_service_path={"type": "string", "pattern": r"\$\{id\}"},
)
CHOICES = _list(_object(["value", "name"], value=TEXT, name=TEXT))


def _setting(name: str, default: str, required: Iterable[str] = (), **more: Schema) -> Schema:
    named = {"label": TEXT, "name": TEXT, "help_text": TEXT, "default": {"type": default}}
    return _object(["type", "label", "name", *required], type={"enum": [name]}, **named, **more)


SETTINGS: Schema = {
    "oneOf": [
        _setting("number", "number"),
        _setting("text", "string"),
        _setting("checkbox", "boolean"),
        _setting("select", "string", ["choices"], choices=CHOICES),
    ]
}
API_KEY: Schema = {  # of the security schemes of Swagger 2, the one that the service uses
    "type": "object",
    "properties": {"type": {"enum": ["apiKey"]}, "name": TEXT, "in": {"enum": ["header", "query"]}},
    "required": ["type", "name", "in"],
    "additionalProperties": False,
}

MANIFEST = _object(
    ["versions", "name", "identifierSpace", "schemaSpace"],
    versions=_list(TEXT, contains={"enum": ["0.2"]}),
    name=TEXT,
    identifierSpace=TEXT,
    schemaSpace=TEXT,
    documentation=TEXT,
    serviceVersion=TEXT,
    logo=TEXT,
    authentication=API_KEY,
    view=_object(["url"], url=TEMPLATE),
    feature_view=_object(["url"], url=TEMPLATE),
    defaultTypes=_list(TYPE, uniqueItems=True),
    suggest=_object(entity=SERVICE, property=SERVICE, type=SERVICE),
    preview=_object(["url", "width", "height"], url=TEMPLATE, width={"type": "integer"}, height={"type": "integer"}),
    extend=_object(propose_properties=_object(service_url=TEXT, service_path=TEXT), property_settings=_list(SETTINGS)),
    batchSize={"type": "integer", "minimum": 1},  # the prose
)

ONE_VALUE: Schema = {"oneOf": [TEXT, {"type": "number"}, {"type": "boolean"}, _object(["id"], id=TEXT, name=TEXT)]}
QUERY: Schema = {
    **_closed(
        query=TEXT,
        type={"oneOf": [TEXT, _list(TEXT)]},
        limit={"type": "number"},
        properties=_list(_object(["pid", "v"], pid=TEXT, v={"oneOf": [ONE_VALUE, _list(ONE_VALUE)]})),
        type_strict={"type": "string", "enum": ["any", "should", "all"]},
    ),
    "anyOf": [{"required": ["query"]}, {"required": ["properties"], "properties": {"properties": {"minItems": 1}}}],
}
QUERIES = _map(QUERY)

FEATURE = _object(["id", "value"], id=ID, value={"oneOf": [{"type": "boolean"}, {"type": "number"}]})
CANDIDATE = _object(
    ["id", "name", "score"],
    id=ID,
    name=ID,
    description=TEXT,
    score={"type": "number"},
    features=_list(FEATURE),
    match={"type": "boolean"},
    type=_list(TYPE_OF_ENTITY),
)
RESULTS = _map(_object(["result"], result=_list(CANDIDATE)))

SUGGESTED_ENTITIES = _object(
    ["result"],
    result=_list(_object(["id", "name"], id=ID, name=ID, description=TEXT, notable=_list(TYPE_OF_ENTITY))),
)
SUGGESTED_TYPES = _object(["result"], result=_list(TYPE))
SUGGESTED_PROPERTIES = _object(["result"], result=_list(_object(["id", "name"], id=ID, name=ID, description=TEXT)))

EXTENSION = _object(
    ["ids", "properties"],
    ids=_list(TEXT),
    properties=_list(_object(["id"], id=TEXT, settings={"type": "object"})),
)
CELL: Schema = {
    "oneOf": [
        _closed(),
        _closed(["id", "name"], id=TEXT, name=TEXT, description=TEXT),
        _closed(["str"], str=TEXT),
        _closed(["float"], float={"type": "number"}),
        _closed(["int"], int={"type": "integer"}),
        _closed(["date"], date={"type": "string", "pattern": INSTANT}),
    ]
}
EXTENDED = _object(
    ["rows", "meta"],
    meta=_list(
        _object(
            ["id", "name"],
            id=TEXT,
            name=TEXT,
            type=_object(["id"], id=TEXT, name=TEXT),
            service={"type": "string", "pattern": "^https?://"},
        )
    ),
    rows=_map(_map(_list(CELL))),
)
PROPOSALS = _object(
    ["properties", "type"],
    properties=_list(_object(["id", "name"], id=ID, name=ID)),
    type=TEXT,
    limit={"type": "integer"},
)  # the prose


def faults_in(schema: Schema, answer: Any) -> list[str]:
    """List where an answer differs from a schema."""
    return [f"{each.json_path}: {each.message[:300]}" for each in Draft202012Validator(schema).iter_errors(answer)]
