"""The schemas that belong to no kind: facts, evidence, pages, keys, the models of request bodies."""

from typing import Any

from pydantic import BaseModel

from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.value_types import ANY_QUANTITY, value_forms
from chalicelib.domain.evidence import SLUG, Evidence
from chalicelib.domain.facts import Rank
from chalicelib.domain.values import (
    PERIOD_SCHEMA,
    DateType,
    PhraseType,
    RefType,
    TextType,
)
from chalicelib.domain.values.quantities.quantities import AMOUNT_MAX_LENGTH, AMOUNT_PATTERN
from chalicelib.domain.values.types.value_type import MISSING_SCHEMA
from chalicelib.kinds import KINDS
from chalicelib.operations.access.api_keys import MAX_REQUESTS_A_MINUTE
from chalicelib.operations.access.rate_limits import WINDOW

Schema = dict[str, Any]

INSTANT: Schema = {
    "type": "string",
    "format": "date-time",
    "maxLength": 24,
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$",
}
REVISION: Schema = {"type": "integer", "format": "int32", "minimum": 1, "maximum": 99_999_999}
COUNT: Schema = {"type": "integer", "format": "int64", "minimum": 0, "maximum": 999_999_999_999}
PROPERTY: Schema = {"type": "string", "maxLength": 60, "pattern": "^[a-z][a-z0-9_]*$"}
SLUG_SCHEMA: Schema = {"type": "string", "minLength": 1, "maxLength": 80, "pattern": f"^{SLUG}$"}
REF: Schema = {"type": "string", "maxLength": 121, "pattern": f"^({'|'.join(KINDS)})/{SLUG}$"}
FACT_ID: Schema = {
    "type": "string",
    "maxLength": 250,
    "pattern": f"^({'|'.join(KINDS)})~{SLUG}~[a-z][a-z0-9_]*~[0-9a-v]+$",
}
KEY_ID: Schema = {"type": "string", "maxLength": 60, "pattern": "^[A-Za-z0-9_-]+$"}
NAMED: Schema = RefType(None).shapes()[1]  # words where no entity can be named
TEXT: Schema = TextType(max_length=2000).shapes()[0]
AMOUNT: Schema = {"type": "string", "maxLength": AMOUNT_MAX_LENGTH, "pattern": AMOUNT_PATTERN}
CURSOR: Schema = {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "^[A-Za-z0-9_-]+$"}
REQUESTS: Schema = {"type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_REQUESTS_A_MINUTE}
SCOPES: Schema = {
    "type": "array",
    "items": {"type": "string", "enum": ["read", "write", "admin"]},
    "maxItems": 3,
}
MAX_PAGE_ITEMS = 100


QUOTE_FOUND: Schema = {
    "type": "boolean",
    "description": "Whether the words of `evidence.quote` stand in the text of the source. Absent where that was not "
    "looked for, as it is of all facts so far: the service does not keep the texts of sources.",
}
SECRET: Schema = {
    "type": "string",
    "maxLength": 200,
    "pattern": r"^\S+$",
    "description": "Shown this once; absent where the same request is answered again.",
}


def closed(properties: dict[str, Schema], *, required: list[str] | None = None, description: str = "") -> Schema:
    """Describe an object with these members and no others; all are required unless it is said which."""
    schema: Schema = {"type": "object", "properties": properties}
    if needed := list(properties) if required is None else required:
        schema["required"] = needed
    return {**schema, "additionalProperties": False, **({"description": description} if description else {})}


def array(items: Schema, *, most: int, least: int = 0) -> Schema:
    """Describe a bounded list."""
    return {"type": "array", "items": items, "maxItems": most, **({"minItems": least} if least else {})}


def or_null(schema: Schema) -> Schema:
    """Allow null beside a schema."""
    return {"anyOf": [schema, {"type": "null"}]}


def page_of(
    items: Schema,
    *,
    meta: Schema | None = None,
    next_page: Schema | None = None,
    beside: dict[str, Schema] | None = None,
) -> Schema:
    """Describe a page of a list; `beside` is what it may hold more than that."""
    page = closed(
        {
            "items": array(items, most=10_000),
            "next": or_null(next_page or CURSOR),
            "meta": meta or closed({"read": COUNT, "returned": COUNT}, required=[]),
        }
    )
    return {**page, "properties": {**page["properties"], **(beside or {})}}


def shape_schemas() -> dict[str, Schema]:
    """Give every schema that belongs to no kind, by name."""
    return {**_values(), **_models(), **_facts(), **_rest()}


def _values() -> dict[str, Schema]:
    text, said = TextType().shapes()[0], PhraseType().shapes()[0]
    words = {**said, "required": ["text"], "description": "Words; with their language where they are more than a name."}
    return {
        "Value": {"oneOf": [TEXT, {"type": "boolean"}, words, *value_forms(ANY_QUANTITY)]},
        "Missing": {
            **MISSING_SCHEMA,
            "description": "`unknown`: it has one, nobody said. `none`: it has none.",
        },
        "Date": {**DateType().shapes()[0], "description": "A date in a subset of EDTF level 1."},
        "Period": {**PERIOD_SCHEMA, "description": "A duration (`P6M`) or an interval."},
        "Scope": {
            "oneOf": [text, NAMED],
            "description": "The part it is about, where that is not the whole: a ref, or words.",
        },
        "Condition": {**text, "description": "What the value hangs on."},
    }


def _models() -> dict[str, Schema]:
    """Take the schemas of the pydantic models: the evidence and the request bodies that belong to no kind."""
    schemas: dict[str, Schema] = _of_model("Evidence", Evidence)
    for route in ROUTES:
        if route.body is not None and route.body.model is not None:
            schemas |= _of_model(route.body.component, route.body.model)
    shown = schemas["Evidence"]
    speaker = shown["properties"]["speaker"]
    sent = {**speaker, "oneOf": [RefType().sent_shapes()[0], *speaker["oneOf"][1:]]}
    whole = {**shown, "properties": {**shown["properties"], "speaker": sent}}
    partial = {name: member for name, member in whole.items() if name != "required"}
    schemas["EvidenceInput"] = whole
    schemas["EvidencePart"] = {**partial, "description": "What differs from the evidence of the whole body."}
    return schemas


def _of_model(name: str, model: type[BaseModel]) -> dict[str, Schema]:
    schema = _for_readers(model.model_json_schema(ref_template="#/components/schemas/{model}"))
    own = {**schema, "properties": {k: _optional(each) for k, each in schema.get("properties", {}).items()}}
    return {**own.pop("$defs", {}), name: {k: v for k, v in own.items() if k != "title"}}


def _for_readers(at: Any) -> Any:
    """Give every integer its format, for what models take is small, and say of unions that one form alone fits."""
    if isinstance(at, list):
        return [_for_readers(each) for each in at]
    if not isinstance(at, dict):
        return at
    size = {"format": "int32"} if at.get("type") == "integer" else {}
    told = {name: _for_readers(each) for name, each in at.items()} | size
    return _one_of(told) if "anyOf" in told else told


def _one_of(schema: Schema) -> Schema:
    forms = [each for each in schema["anyOf"] if each != {"type": "null"}]
    return schema if len(forms) == 1 else {"oneOf" if name == "anyOf" else name: each for name, each in schema.items()}


def _optional(member: Schema) -> Schema:
    """Tell a default in words: generators of clients take a member that has one for a member that must be sent."""
    default = member.get("default")
    told = {k: v for k, v in member.items() if k != "default"}
    if default is None:
        return told
    return {**told, "description": f"{member.get('description', '')} The default is `{default}`.".strip()}


def _facts() -> dict[str, Schema]:
    told_apart: Schema = {"type": "object", "additionalProperties": schema_ref("Value"), "maxProperties": 20}
    sent = {
        "entity": REF,
        "property": PROPERTY,
        "value": schema_ref("Value"),
        "qualifiers": told_apart,
        "scope": or_null(schema_ref("Scope")),
        "period": or_null(schema_ref("Period")),
        "condition": or_null(schema_ref("Condition")),
        "valid": or_null(schema_ref("Date")),
        "evidence": schema_ref("Evidence"),
    }
    recorded = {
        "published": {"oneOf": [schema_ref("Date"), schema_ref("Missing"), {"type": "null"}]},
        "publisher": or_null(schema_ref("Value")),
        "rank": {"type": "string", "enum": [rank.value for rank in Rank]},
        "rank_reason": or_null(TEXT),
        "recorded_at": INSTANT,
        "recorded_by": KEY_ID,
        "retracted_at": or_null(INSTANT),
        "retraction": or_null(schema_ref("RetractionOnRecord")),
    }
    members = {"id": FACT_ID, **sent, **recorded, "quote_found": QUOTE_FOUND}
    needed = [name for name in members if name != "quote_found"]
    retraction = {"at": INSTANT, "by": KEY_ID, "reason": or_null(TEXT), "source": or_null(REF)}
    return {
        "Fact": closed(members, required=needed, description="One value of one property from one source."),
        "FactCreate": closed(
            {**sent, "evidence": schema_ref("EvidenceInput")}, required=["entity", "property", "value", "evidence"]
        ),
        "FactsCreate": closed({"facts": array(schema_ref("FactCreate"), most=MAX_PAGE_ITEMS, least=1)}),
        "Facts": closed({"facts": array(schema_ref("Fact"), most=MAX_PAGE_ITEMS)}),
        "FactsOrOutcomes": {"oneOf": [schema_ref("Facts"), schema_ref("Outcomes")]},
        "FactPage": page_of(schema_ref("Fact")),
        "RetractionOnRecord": closed(retraction),
    }


def _rest() -> dict[str, Schema]:
    key = {
        "id": KEY_ID,
        "name": TextType(max_length=100).shapes()[0],
        "scopes": SCOPES,
        "requests_per_minute": REQUESTS,
        "created_at": INSTANT,
        "expires_at": or_null(INSTANT),
        "revoked_at": or_null(INSTANT),
        "replaces": or_null(KEY_ID),
        "replaced_by": or_null(KEY_ID),
    }
    left: Schema = {"type": "integer", "format": "int32", "minimum": 0, "maximum": MAX_REQUESTS_A_MINUTE}
    reset: Schema = {"type": "integer", "format": "int32", "minimum": 1, "maximum": WINDOW}
    merging = {"ref": REF, "merged_into": REF, "moved": COUNT, "remaining": {"type": "boolean"}}
    return {
        "Key": closed(key),
        "KeyPage": page_of(schema_ref("Key")),
        "KeyWithSecret": closed({**key, "secret": SECRET}, required=list(key)),
        "OwnKey": closed({**key, "remaining": left, "reset_seconds": reset}),
        "Merging": closed(merging),
        "Health": closed({"status": {"type": "string", "enum": ["ok"]}}),
        "OpenApi": {"type": "object", "additionalProperties": True},
    }
