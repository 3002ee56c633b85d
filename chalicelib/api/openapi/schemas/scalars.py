"""The schemas of single strings and numbers that many answers hold."""

from typing import Any

from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.values import RefType, TextType
from chalicelib.domain.values.quantities.quantities import AMOUNT_MAX_LENGTH, AMOUNT_PATTERN
from chalicelib.kinds import KINDS

Schema = dict[str, Any]

_KIND = f"({'|'.join(KINDS)})"
AMOUNT: Schema = {"type": "string", "maxLength": AMOUNT_MAX_LENGTH, "pattern": AMOUNT_PATTERN}
COUNT: Schema = {"type": "integer", "format": "int64", "minimum": 0, "maximum": 999_999_999_999}
FACT_ID: Schema = {"type": "string", "maxLength": 250, "pattern": f"^{_KIND}~{SLUG}~[a-z][a-z0-9_]*~[0-9a-v]+$"}
INSTANT: Schema = {
    "type": "string",
    "format": "date-time",
    "maxLength": 24,
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$",
}
KEY_ID: Schema = {"type": "string", "maxLength": 60, "pattern": "^[A-Za-z0-9_-]+$"}
NAMED: Schema = RefType(None).shapes()[1]  # a text, where the record has no such entity
PROPERTY: Schema = {"type": "string", "maxLength": 60, "pattern": "^[a-z][a-z0-9_]*$"}
REF: Schema = {"type": "string", "maxLength": 121, "pattern": f"^{_KIND}/{SLUG}$"}
REVISION: Schema = {"type": "integer", "format": "int32", "minimum": 1, "maximum": 99_999_999}
SLUG_SCHEMA: Schema = {"type": "string", "minLength": 1, "maxLength": 80, "pattern": f"^{SLUG}$"}
TEXT: Schema = TextType(max_length=2000).shapes()[0]

SCALARS: dict[str, Schema] = {
    "Amount": AMOUNT,
    "Count": COUNT,
    "FactId": FACT_ID,
    "Instant": INSTANT,
    "KeyId": KEY_ID,
    "Named": NAMED,
    "PropertyName": PROPERTY,
    "Ref": REF,
    "RevisionNumber": REVISION,
    "Slug": SLUG_SCHEMA,
    "Text": TEXT,
}
"""By the names of their components."""
