"""The schemas of a kind in brief: one object with the properties of all its types, for views and for bodies alike.

The whole contract has a schema for each type of event, each property and each value, as generators and validators need
it. A reader needs each property once: its meaning, its form and its qualifiers.
"""

from collections.abc import Sequence
from typing import Any

from chalicelib.api.openapi.names import camel, schema_ref
from chalicelib.api.openapi.parts.trimming import trimmed
from chalicelib.api.openapi.schemas.scalars import SLUG_SCHEMA
from chalicelib.domain.values import CodeType, CountryType, CurrencyType, DateType, QuantityType, RefType, ValueType
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.variants import differ_in_shape, merged, variants_of

MAX_CODES = 30  # longer vocabularies are read from /v1/vocabulary
_AMOUNT: dict[str, Any] = {"type": "string", "maxLength": 64, "description": "A decimal number."}
_UNIT: dict[str, Any] = {"type": "string", "maxLength": 60}
_BOUNDS = ["about", "nearly", "under", "over", "at_most", "at_least"]
_WORDS = schema_ref("Words")
VALUES: dict[str, dict[str, Any]] = {
    "Quantity": {
        "type": "object",
        "description": "An amount or a range. `real`: in the prices of a year. In a body also a text: `94.60 EUR`.",
        "properties": {
            "amount": _AMOUNT,
            "low": _AMOUNT,
            "high": _AMOUNT,
            "unit": _UNIT,
            "bound": {"type": "string", "enum": _BOUNDS},
            "plus_minus": _AMOUNT,
            "real": {"type": "string", "maxLength": 4},
        },
        "required": ["unit"],
    },
    "NoValue": {
        "type": "object",
        "description": '`{"missing": "unknown"}`: there is a value, but no source gives it. `none`: there is no value. '
        "In a view, `erased`: it was erased for good.",
        "properties": {"missing": {"type": "string", "enum": ["unknown", "none"]}, "erased": {"type": "boolean"}},
    },
    "Words": {
        "type": "object",
        "description": "Words in place of a ref to something that is not on record, or with their language.",
        "properties": {"text": {"type": "string"}, "language": {"type": "string"}},
        "required": ["text"],
    },
    "Stated": {
        "type": "object",
        "description": "A value with what is said of it. In a body it may have its own `evidence`.",
        "properties": {
            "value": {"description": "The value, in a form that the property takes."},
            "evidence": schema_ref("EvidencePart"),
            "valid": {"type": "string", "description": "When it is true, in EDTF."},
            "scope": {"type": "string"},
            "period": {"type": "string"},
            "condition": {"type": "string"},
        },
        "required": ["value"],
    },
    "QuantityValue": {"anyOf": [schema_ref("Quantity"), schema_ref("NoValue"), schema_ref("Stated")]},
    "RefValue": {"anyOf": [schema_ref("Ref"), _WORDS, schema_ref("NoValue"), schema_ref("Stated")]},
    "DateValue": {"anyOf": [schema_ref("Date"), schema_ref("NoValue"), schema_ref("Stated")]},
}


def kind_schemas(kind: Kind, view: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas of a kind by name; `view` is that of its view, or of one of its types, in the contract."""
    name = camel(kind.name)
    variants = variants_of(kind)
    either = {each: f"{name}{camel(each)}" for each, several in variants.items() if differ_in_shape(several)}
    properties = {each: _property(merged(several), either.get(each)) for each, several in variants.items()}
    required = [each.name for each in kind.properties if each.required]
    said = {each: schema for each, schema in view["properties"].items() if each not in properties}
    by_type = f" `type` decides which properties it has: /v1/vocabulary?kind={kind.name}." if kind.types else ""
    with_all = {"allOf": [schema_ref(f"{name}Properties")], "type": "object"}
    return {
        f"{name}Properties": {"type": "object", "description": f"{kind.meaning}{by_type}", "properties": properties},
        name: {**with_all, "properties": trimmed(said, by_name=True), "required": ["ref", "kind"]},
        f"{name}Create": {**with_all, "properties": {"slug": SLUG_SCHEMA, **_OF_BODY}, "required": ["slug", *required]},
        f"{name}Patch": {**with_all, "properties": _OF_BODY, "minProperties": 1},
        **{component: _value(merged(variants[each])) for each, component in either.items()},
        **VALUES,
    }


_OF_BODY: dict[str, Any] = {
    "evidence": schema_ref("EvidencePart"),
    "valid": {"type": "string", "description": "When the lasting values are true, in EDTF."},
}


def _property(one: Property, component: str | None) -> dict[str, Any]:
    """Return the schema of a property: a value, a list of them or, of several whose value is a component, either."""
    if component is not None:
        value = schema_ref(component)
        return {"description": one.meaning, "anyOf": [value, {"type": "array", "items": value}]}
    value = _value(one)
    return {"description": one.meaning, **({"type": "array", "items": value} if one.is_list else value)}


def _value(one: Property) -> dict[str, Any]:
    """Return the schema of a value: a short one refers to the values of its type."""
    match one.type:
        case _ if one.qualifiers:
            return {"anyOf": [*_forms(one.type), schema_ref("NoValue"), _stated(one)]}
        case QuantityType(dimensions=dimensions):
            return {**schema_ref("QuantityValue"), "title": _named(dimensions)}
        case RefType(kinds=kinds):
            return {**schema_ref("RefValue"), "title": _named(kinds or ())}
        case DateType():
            return schema_ref("DateValue")
    return {"anyOf": [*_forms(one.type), schema_ref("NoValue"), schema_ref("Stated")]}


def _stated(one: Property) -> dict[str, Any]:
    """Return the schema of a value with its qualifiers."""
    if not one.qualifiers:
        return schema_ref("Stated")
    qualifiers = {each.name: {**_only(_forms(each.type)), "description": each.meaning} for each in one.qualifiers}
    required = [each.name for each in one.qualifiers if each.required]
    return {
        "allOf": [schema_ref("Stated")],
        "properties": qualifiers,
        **({"required": required} if required else {}),
    }


def _named(words: Sequence[str]) -> str:
    """Return the dimensions of a quantity, or the kinds of a ref, as a title."""
    return " or ".join(words) if 0 < len(words) <= MAX_CODES else "any"


def _only(forms: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return forms[0] if len(forms) == 1 else {"anyOf": list(forms)}


def _forms(declared: ValueType) -> list[dict[str, Any]]:
    """Return the forms of a value: that shown, and for some types words."""
    match declared:
        case QuantityType(dimensions=dimensions):
            return [{**schema_ref("Quantity"), "title": _named(dimensions)}]
        case RefType(kinds=kinds):
            return [{**schema_ref("Ref"), "title": _named(kinds or ())}, _WORDS]
        case DateType():
            return [schema_ref("Date")]
        case CodeType(codes=codes) if len(codes) <= MAX_CODES:
            return [{"type": "string", "enum": list(codes)}]
        case CodeType() | CountryType() | CurrencyType():
            return [{"type": "string", "description": "A code: /v1/vocabulary."}]
    return [trimmed(each) if each["type"] != "object" else _WORDS for each in declared.shapes()]
