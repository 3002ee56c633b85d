"""The schemas of amounts that are shown in another currency."""

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.builders import array, closed
from chalicelib.api.openapi.schemas.scalars import AMOUNT, FACT_ID, REF, Schema
from chalicelib.domain.values.quantities.exchange import SHOWN_DIGITS
from chalicelib.domain.values.quantities.quantities import BOUNDS
from chalicelib.domain.values.quantities.units import MAX_UNIT_CHARS
from chalicelib.operations.entities.large.shown_values import MAX_SHOWN_VALUES

_CURRENCY: Schema = {"type": "string", "minLength": 3, "maxLength": 3, "pattern": "^[A-Z]{3}$"}
_RATE = closed(
    {
        "amount": AMOUNT,
        "unit": {"type": "string", "minLength": 7, "maxLength": 7, "pattern": "^[A-Z]{3}/[A-Z]{3}$"},
        "valid": schema_ref("Date"),
        "pair": REF,
        "source": REF,
        "fact": FACT_ID,
        "inverse": {"type": "boolean", "description": "The amount was divided by this rate."},
        "disputed": {"type": "boolean", "description": "Sources contradict each other on this rate."},
    },
    required=["amount", "unit", "pair", "source", "fact"],
    description="The rate as its source states it.",
)
_EXCHANGED = closed(
    {
        "amount": AMOUNT,
        "low": AMOUNT,
        "high": AMOUNT,
        "plus_minus": {"type": "string", "maxLength": 65, "pattern": "^[0-9.]+%?$"},
        "bound": {"type": "string", "enum": list(BOUNDS)},
        "unit": {"type": "string", "maxLength": MAX_UNIT_CHARS, "pattern": r"^\S+$"},
        "day": {"type": "string", "format": "date", "maxLength": 10, "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "rate": _RATE,
    },
    required=["unit", "day", "rate"],
    description=f"An amount in the currency of `in`, with {SHOWN_DIGITS} digits, and the rate of its day.",
)
# Not a reference to `Exchanged`: the TypeScript that is generated for a list of these or null does not compile.
_ENTRY: Schema = {
    "type": ["object", "null"],
    "additionalProperties": True,
    "maxProperties": 20,
    "description": "As of a single value; null for an entry that is not converted.",
}
_SHOWN_IN: Schema = {
    "type": "object",
    "additionalProperties": {"oneOf": [schema_ref("Exchanged"), array(_ENTRY, most=MAX_SHOWN_VALUES)]},
    "description": "By property, its amount in the currency of `in`; of a list, one for each entry, in their order.",
}
_CONVERSION = closed(
    {
        "currency": _CURRENCY,
        "missing": {
            "type": "object",
            "additionalProperties": schema_ref("Text"),
            "maxProperties": 200,
            "description": "By currency, why some of its amounts are not converted.",
        },
    },
    required=["currency"],
)
CONVERSION_SCHEMAS: dict[str, Schema] = {"Exchanged": _EXCHANGED, "ShownIn": _SHOWN_IN, "Conversion": _CONVERSION}
"""By the names of their components."""
