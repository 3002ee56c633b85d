"""The schemas of request bodies other than entities: evidence, facts, and the pydantic models of routes."""

from typing import Any

from pydantic import BaseModel

from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.builders import array, closed, or_null
from chalicelib.api.openapi.schemas.scalars import PROPERTY, REF, SLUG_SCHEMA, Schema
from chalicelib.domain.facts.evidence_shape import EvidenceShape
from chalicelib.domain.values import RefType
from chalicelib.kinds import KINDS
from chalicelib.operations.writes.batching.parts import MAX_PARTS, EntityControls, RetractionSent
from chalicelib.operations.writes.recording.record_body import MAX_BATCH_FACTS

BATCH = "Entities, facts and retractions, 1 to 500 together, in any order. They may name each other's refs."


def request_schemas() -> dict[str, Schema]:
    """Return these schemas by name."""
    return {**_model_schemas(), **_fact_schemas(), **_batch_schemas()}


def _model_schemas() -> dict[str, Schema]:
    """Return the schemas of the pydantic models: the evidence, and the bodies that belong to no kind."""
    schemas: dict[str, Schema] = _model_schema("Evidence", EvidenceShape)
    for route in ROUTES:
        if route.body is not None and route.body.model is not None:
            schemas |= _model_schema(route.body.component, route.body.model)
    shown = schemas["Evidence"]
    speaker = shown["properties"]["speaker"]
    sent = {**speaker, "oneOf": [RefType().sent_shapes()[0], *speaker["oneOf"][1:]]}
    whole = {**shown, "properties": {**shown["properties"], "speaker": sent}}
    partial = {name: member for name, member in whole.items() if name != "required"}
    schemas["EvidenceInput"] = whole
    schemas["EvidencePart"] = {**partial, "description": "The members that differ from the evidence of the whole body."}
    return schemas


def _model_schema(name: str, model: type[BaseModel]) -> dict[str, Schema]:
    schema = _for_readers(model.model_json_schema(ref_template="#/components/schemas/{model}"))
    own = {**schema, "properties": {k: _describe_default(each) for k, each in schema.get("properties", {}).items()}}
    return {**own.pop("$defs", {}), name: {k: v for k, v in own.items() if k != "title"}}


def _for_readers(at: Any) -> Any:
    """Add the format of integers, which are small in all models, and turn unions into `oneOf`."""
    if isinstance(at, list):
        return [_for_readers(each) for each in at]
    if not isinstance(at, dict):
        return at
    size = {"format": "int32"} if at.get("type") == "integer" else {}
    schema = {name: _for_readers(each) for name, each in at.items()} | size
    return _one_of(schema) if "anyOf" in schema else schema


def _one_of(schema: Schema) -> Schema:
    forms = [each for each in schema["anyOf"] if each != {"type": "null"}]
    return schema if len(forms) == 1 else {"oneOf" if name == "anyOf" else name: each for name, each in schema.items()}


def _describe_default(member: Schema) -> Schema:
    """Move a default into the description: client generators treat a member with a default as required."""
    default = member.get("default")
    schema = {k: v for k, v in member.items() if k != "default"}
    if default is None:
        return schema
    shown = str(default).lower() if isinstance(default, bool) else default
    return {**schema, "description": f"{member.get('description', '')} The default is `{shown}`.".strip()}


def _fact_schemas() -> dict[str, Schema]:
    sent = {
        "entity": REF,
        "property": PROPERTY,
        "value": schema_ref("Value"),
        "qualifiers": {"type": "object", "additionalProperties": schema_ref("Value"), "maxProperties": 20},
        "scope": or_null(schema_ref("Scope")),
        "period": or_null(schema_ref("Period")),
        "condition": or_null(schema_ref("Condition")),
        "valid": or_null(schema_ref("Date")),
        "evidence": schema_ref("EvidenceInput"),
    }
    return {
        "FactCreate": closed(sent, required=["entity", "property", "value", "evidence"]),
        "FactsCreate": closed({"facts": array(schema_ref("FactCreate"), most=MAX_BATCH_FACTS, least=1)}),
    }


_EXPORT_PAGE: Schema = {
    "type": "string",
    "maxLength": 1_000_000,
    "pattern": r'^\{"line":"page"[\s\S]*"line":"digest"[\s\S]*$',
    "description": "A page of an export, as `GET /v1/export` returned it.",
}


def _batch_schemas() -> dict[str, Schema]:
    """Return the schemas of a batch: its parts are at most 500 together, which no schema can say."""
    models = _model_schema("EntityControls", EntityControls) | _model_schema("RetractionInBatch", RetractionSent)
    controls = models.pop("EntityControls")["properties"]
    kinds = {"type": "string", "enum": [*KINDS], "description": "The kind of the entity."}
    entity = {
        "type": "object",
        "description": "What creates an entity, or adds to it, as in a create or a patch of its kind.",
        "required": ["kind", "slug"],
        "properties": {"kind": kinds, "slug": SLUG_SCHEMA, **controls},
        "maxProperties": 200,
        "additionalProperties": True,
    }
    lists = {
        "entities": array(schema_ref("EntityInBatch"), most=MAX_PARTS),
        "facts": array(schema_ref("FactCreate"), most=MAX_PARTS),
        "retractions": array(schema_ref("RetractionInBatch"), most=MAX_PARTS),
    }
    return {
        **models,
        "EntityInBatch": entity,
        "Batch": {**closed(lists, required=[], description=BATCH), "minProperties": 1},
        "ExportPageLines": _EXPORT_PAGE,
    }
