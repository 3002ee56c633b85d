"""The schemas of the members of a view that say more about its values."""

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.builders import array, closed
from chalicelib.api.openapi.schemas.properties import EXTRAS
from chalicelib.api.openapi.schemas.scalars import Schema
from chalicelib.operations.bounds import MAX_ENTITY_FACTS
from chalicelib.operations.entities.large.shown_values import MAX_SHOWN_VALUES
from chalicelib.operations.entities.view import HEDGES

_HEDGE: Schema = {"type": "string", "enum": list(HEDGES)}
_ALSO_ENTRY: Schema = {
    "type": "object",
    "properties": {"value": schema_ref("Value"), **EXTRAS, "hedged": _HEDGE},
    "required": ["value"],
    "additionalProperties": schema_ref("Value"),
    "maxProperties": 30,  # the qualifiers of a price, and what is said of every value
}
ALSO: Schema = {
    "type": "object",
    "additionalProperties": array(_ALSO_ENTRY, most=MAX_ENTITY_FACTS),
    "description": "By property, values that stand as well: of other slots, prose, later rumours, settled sides.",
}
TERMS: Schema = {
    "type": "object",
    "additionalProperties": closed(
        {"condition": schema_ref("Condition"), "period": schema_ref("Period"), "valid": schema_ref("Date")}, required=[]
    ),
    "description": "By property, the condition and the period of the one value shown; of a fixed one also `valid`.",
}
BEYOND: Schema = {
    "type": "object",
    "additionalProperties": closed(
        {
            "values": {"type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_ENTITY_FACTS},
            "at": {"type": "string", "format": "uri-reference", "maxLength": 500},
        },
        required=["values", "at"],
    ),
    "description": f"By property, how many values there are beyond the {MAX_SHOWN_VALUES} shown, and where all are.",
}
_ORIGIN_COUNT: Schema = {"type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_ENTITY_FACTS}
ORIGINS: Schema = {
    "type": "object",
    "additionalProperties": {"oneOf": [_ORIGIN_COUNT, array(_ORIGIN_COUNT, most=MAX_SHOWN_VALUES)]},
    "description": (
        "By property, how many independent origins stand behind the value shown: one speaker, publisher or root is one "
        "origin. Of a list, one number if all entries have as many, else a number for each entry, in their order."
    ),
}
MORE = "The properties with values under `also` in the entity."
