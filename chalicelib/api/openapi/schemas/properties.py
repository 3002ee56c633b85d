"""The schemas of a property: as the flat view shows it, and as you send it."""

from collections.abc import Callable, Sequence

from chalicelib.api.openapi.names import camel, schema_ref
from chalicelib.api.openapi.schemas.builders import array, closed
from chalicelib.api.openapi.schemas.scalars import Schema
from chalicelib.api.openapi.schemas.value_types import component_of, sent_forms, sent_schema, value_forms, value_schema
from chalicelib.domain.values import ValueType
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property, Shape
from chalicelib.kinds.variants import declarations_of, merged, variants_of
from chalicelib.operations.entities.large.shown_values import MAX_SHOWN_VALUES
from chalicelib.operations.entities.view import HEDGES
from chalicelib.operations.transactions.parsing.flat_body import MAX_SENT_VALUES

EXTRAS: dict[str, Schema] = {
    "valid": schema_ref("Date"),
    "scope": schema_ref("Scope"),
    "period": schema_ref("Period"),
    "condition": schema_ref("Condition"),
}

RELATIVE_TO: Schema = {
    **schema_ref("Missing"),
    "description": "Present if the value is relative to another that is not known.",
}
HEDGED: Schema = {
    "type": "string",
    "enum": list(HEDGES),
    "description": "How the value is hedged, where not all entries of the list are hedged alike.",
}
DISPUTED: Schema = {"type": "boolean", "description": "Whether it is a side of an open conflict; absent: it is not."}


def described(owner: str, variants: Sequence[Property]) -> dict[str, Schema]:
    """Return the components of a property, or of several with one name: as it is shown and as it is sent.

    Client generators drop a component that is only a reference to another. In that case the member is the reference.
    """
    one = merged(variants)
    name = f"{owner}{camel(one.name)}"
    found = {name: {**_shown_schema(variants), **_meaning_and_example(one)}}
    if still_open := open_variants(variants):
        found[f"{name}Input"] = {**_sent_schema(still_open), "description": merged(still_open).meaning}
    return {component: schema for component, schema in found.items() if not _is_of_member(schema)}


def shown(owner: str, variants: Sequence[Property]) -> Schema:
    """Return the schema of the member of a view that shows a property, or several with one name."""
    one, whole = merged(variants), _shown_schema(variants)
    return {**whole, **_meaning_and_example(one)} if _is_of_member(whole) else schema_ref(f"{owner}{camel(one.name)}")


def sent(owner: str, variants: Sequence[Property]) -> Schema:
    """Return the schema of the member of a body that sends a property, or several with one name."""
    still_open = open_variants(variants)
    one, whole = merged(still_open), _sent_schema(still_open)
    name = f"{owner}{camel(one.name)}Input"
    return {**whole, "description": one.meaning} if _is_of_member(whole) else schema_ref(name)


def stated_schemas() -> dict[str, Schema]:
    """Return the components of values with their own evidence, one for each named type of value."""
    found: dict[str, Schema] = {}
    for kind in KINDS.values():
        several = [merged(still_open) for each in variants_of(kind).values() if (still_open := open_variants(each))]
        for each in (*open_variants(list(declarations_of(kind))), *several):
            if (name := _stated_name(each)) is not None:
                found[name] = _wrapped_schema(each)
    return found


def open_variants(variants: Sequence[Property]) -> list[Property]:
    """Return the properties that accept new values; those on record of the closed ones are only shown."""
    return [each for each in variants if each.closed is None]


def _meaning_and_example(declared: Property) -> Schema:
    return {"description": declared.meaning, "examples": [declared.example]}


def _is_of_member(schema: Schema) -> bool:
    return "$ref" in schema


def _shown_schema(variants: Sequence[Property]) -> Schema:
    """Return the schema of a property in the flat view: a value or a list."""
    one = merged(variants)
    if one.is_list:
        return array(_entry_schema(one), most=MAX_SHOWN_VALUES)
    return value_schema(one.type)


def _entry_schema(one: Property) -> Schema:
    """Return the schema of an entry of a list in the flat view: the value with its qualifiers, or a plain one."""
    members = {"value": value_schema(one.type), **_qualifier_schemas(one, value_schema), **EXTRAS}
    members |= {"disputed": DISPUTED, "hedged": HEDGED} | (
        {} if one.lacks_base is None else {"relative_to": RELATIVE_TO}
    )
    entry = closed(members, required=["value", *_required_qualifiers(one)])
    return entry if one.is_wrapped else {"oneOf": [*value_forms(one.type), entry]}


def _sent_schema(variants: Sequence[Property]) -> Schema:
    """Return the schema of a property in a body; for several with one name, what any of them accepts."""
    one = merged(variants)
    forms = [_stated_schema(one)] if _required_qualifiers(one) else [*sent_forms(one.type), _stated_schema(one)]
    value = {"oneOf": forms} if len(forms) > 1 else forms[0]
    return value if one.shape is Shape.ONE else array(value, most=MAX_SENT_VALUES)


def for_validators_only(schema: Schema) -> Schema:
    """Hide a schema from client generators, which ignore conditions, and keep it for validators.

    A list of unions inside a union is too much for generators: openapi-generator's TypeScript does not compile.
    """
    return {"if": {}, "then": schema}


def _stated_schema(declared: Property) -> Schema:
    """Return the schema of a value with its own evidence."""
    name = _stated_name(declared)
    return _wrapped_schema(declared) if name is None else schema_ref(name)


def _stated_name(declared: Property) -> str | None:
    union = component_of(declared.type)
    return None if union is None or declared.qualifiers else f"Stated{union}"


def _wrapped_schema(declared: Property) -> Schema:
    own = {"evidence": schema_ref("EvidencePart"), **EXTRAS, **_qualifier_schemas(declared, sent_schema)}
    return closed({"value": sent_schema(declared.type), **own}, required=["value", *_required_qualifiers(declared)])


def _qualifier_schemas(declared: Property, schema: Callable[[ValueType], Schema]) -> dict[str, Schema]:
    return {each.name: {**schema(each.type), "description": each.meaning} for each in declared.qualifiers}


def _required_qualifiers(declared: Property) -> list[str]:
    return [q.name for q in declared.qualifiers if q.required]
