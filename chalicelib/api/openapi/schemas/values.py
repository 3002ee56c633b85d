"""The schemas of a value of any type, and of the members that qualify a value."""

from chalicelib.api.openapi.schemas.scalars import NAMED, TEXT, Schema
from chalicelib.api.openapi.schemas.value_types import ANY_QUANTITY, value_forms
from chalicelib.domain.values import PERIOD_SCHEMA, DateType, PhraseType, TextType
from chalicelib.domain.values.types.value_type import MISSING_SCHEMA, object_schema


def value_schemas() -> dict[str, Schema]:
    """Return these schemas by name."""
    text, said = TextType().shapes()[0], PhraseType().shapes()[0]
    words = {**said, "required": ["text"], "description": "A text, with its language unless it is a name."}
    return {
        "Value": {"oneOf": [TEXT, {"type": "boolean"}, words, *value_forms(ANY_QUANTITY)]},
        "Missing": {
            **MISSING_SCHEMA,
            "description": "`unknown`: there is a value, but no source gives it. `none`: there is no value.",
        },
        "Erased": {
            **object_schema({"erased": {"type": "boolean", "description": "Always true."}}),
            "description": "There was a value, which was erased for good. The fact says when and why.",
        },
        "Date": {**DateType().shapes()[0], "description": "A date in a subset of EDTF, or an instant."},
        "Period": {**PERIOD_SCHEMA, "description": "A duration (`P6M`), a date with an end, or a fiscal label."},
        "Scope": {
            "oneOf": [text, NAMED],
            "description": "The part that the value describes, if not the whole: a ref or a text.",
        },
        "Condition": {**text, "description": "The condition under which the value holds."},
    }
