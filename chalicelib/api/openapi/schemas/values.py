"""The schemas of a value of any type, and of what may qualify a value."""

from chalicelib.api.openapi.schemas.scalars import NAMED, TEXT, Schema
from chalicelib.api.openapi.schemas.value_types import ANY_QUANTITY, value_forms
from chalicelib.domain.values import PERIOD_SCHEMA, DateType, PhraseType, TextType
from chalicelib.domain.values.types.value_type import MISSING_SCHEMA


def value_schemas() -> dict[str, Schema]:
    """Return these schemas by name."""
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
