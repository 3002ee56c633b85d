"""The schemas of a property: what the flat view shows of it, and what a writer sends for it."""

from collections.abc import Callable, Sequence

from chalicelib.api.openapi.names import camel, schema_ref
from chalicelib.api.openapi.schemas.shapes import Schema, array, closed
from chalicelib.api.openapi.schemas.value_types import component_of, sent_forms, sent_schema, value_forms, value_schema
from chalicelib.domain.values import ValueType
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Property, Shape
from chalicelib.kinds.variants import declarations_of, merged, variants_of
from chalicelib.operations.transactions.fact_parsing import MAX_SENT_VALUES
from chalicelib.operations.transactions.view_update import MAX_SHOWN_VALUES

EXTRAS: dict[str, Schema] = {
    "valid": schema_ref("Date"),
    "scope": schema_ref("Scope"),
    "period": schema_ref("Period"),
    "condition": schema_ref("Condition"),
}

DISPUTED: Schema = {"type": "boolean", "description": "Whether it is a side of an open conflict; absent: it is not."}


def described(owner: str, variants: Sequence[Property]) -> dict[str, Schema]:
    """Give the components of a property, or of several of one name: what is shown of it and what is sent for it.

    Generators of clients lose a component that only points at another: where that is all, the member says it.
    """
    one = merged(variants)
    name = f"{owner}{camel(one.name)}"
    found = {name: {**_shown(variants), **_words(one)}, f"{name}Input": {**_sent(variants), "description": one.meaning}}
    return {component: schema for component, schema in found.items() if not _is_of_member(schema)}


def shown(owner: str, variants: Sequence[Property]) -> Schema:
    """Describe the member of a view that shows a property, or one of several of one name."""
    one, whole = merged(variants), _shown(variants)
    return {**whole, **_words(one)} if _is_of_member(whole) else schema_ref(f"{owner}{camel(one.name)}")


def sent(owner: str, variants: Sequence[Property]) -> Schema:
    """Describe the member of a body that sends a property, or one of several of one name."""
    one, whole = merged(variants), _sent(variants)
    name = f"{owner}{camel(one.name)}Input"
    return {**whole, "description": one.meaning} if _is_of_member(whole) else schema_ref(name)


def stated_schemas() -> dict[str, Schema]:
    """Give the components of values that bring their own evidence, one for each type of value that has a name."""
    found: dict[str, Schema] = {}
    for kind in KINDS.values():
        several = [merged(variants) for variants in variants_of(kind).values()]
        for each in (*declarations_of(kind), *several):
            if (name := _stated_name(each)) is not None:
                found[name] = _wrapped(each)
    return found


def _words(declared: Property) -> Schema:
    return {"description": declared.meaning, "examples": [declared.example]}


def _is_of_member(schema: Schema) -> bool:
    return "$ref" in schema or "then" in schema


def _shown(variants: Sequence[Property]) -> Schema:
    """Describe what the flat view shows of a property: a value or a list, and either where its variants differ."""
    one = merged(variants)
    if _differ(variants):
        several = array(value_schema(one.type), most=MAX_SHOWN_VALUES)
        return _unread({"oneOf": [*value_forms(one.type), several]})
    value = value_schema(one.type)
    if one.is_list:
        members = {"value": value, **_qualifiers(one, value_schema), **EXTRAS, "disputed": DISPUTED}
        entry = closed(members, required=["value", *_required(one)])
        value = entry if one.is_wrapped else {"oneOf": [*value_forms(one.type), entry]}
    return array(value, most=MAX_SHOWN_VALUES) if one.is_list else value


def _sent(variants: Sequence[Property]) -> Schema:
    """Describe what a writer sends for a property, and for several of one name what any of them takes."""
    one = merged(variants)
    forms = [_stated(one)] if _required(one) else [*sent_forms(one.type), _stated(one)]
    value = {"oneOf": forms} if len(forms) > 1 else forms[0]
    several = array(value, most=MAX_SENT_VALUES)
    if _differ(variants):
        return _unread({"oneOf": [*forms, several]})
    return value if one.shape is Shape.ONE else several


def _differ(variants: Sequence[Property]) -> bool:
    """Say whether some of them have one value and others a list."""
    return len({each.is_list for each in variants}) > 1


def _unread(schema: Schema) -> Schema:
    """Say it to validators alone: generators of clients read no conditions, so that they hand on whatever comes.

    A list of unions as one form among others is more than they can: openapi-generator's TypeScript does not compile.
    """
    return {"if": {}, "then": schema}


def _stated(declared: Property) -> Schema:
    """Describe a value that brings its own evidence."""
    name = _stated_name(declared)
    return _wrapped(declared) if name is None else schema_ref(name)


def _stated_name(declared: Property) -> str | None:
    union = component_of(declared.type)
    return None if union is None or declared.qualifiers else f"Stated{union}"


def _wrapped(declared: Property) -> Schema:
    own = {"evidence": schema_ref("EvidencePart"), **EXTRAS, **_qualifiers(declared, sent_schema)}
    return closed({"value": sent_schema(declared.type), **own}, required=["value", *_required(declared)])


def _qualifiers(declared: Property, schema: Callable[[ValueType], Schema]) -> dict[str, Schema]:
    return {each.name: {**schema(each.type), "description": each.meaning} for each in declared.qualifiers}


def _required(declared: Property) -> list[str]:
    return [q.name for q in declared.qualifiers if q.required]
