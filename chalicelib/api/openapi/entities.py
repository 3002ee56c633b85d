"""The schemas of a kind, made from its declaration: its flat view and card, what creates and patches one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from chalicelib.api.openapi.examples import participants_example
from chalicelib.api.openapi.names import camel, schema_ref
from chalicelib.api.openapi.shapes import (
    INSTANT,
    PROPERTY,
    REF,
    REVISION,
    SLUG_SCHEMA,
    Schema,
    array,
    closed,
    page_of,
)
from chalicelib.api.openapi.value_types import sent_forms, sent_schema, value_schema, value_type_schemas
from chalicelib.domain.values import ValueType
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import EventType, Kind, Property, Shape
from chalicelib.operations.bounds import MOST_FACTS_OF_AN_ENTITY
from chalicelib.operations.drafting import MAX_VALUES
from chalicelib.operations.flat import HEDGES
from chalicelib.operations.viewing import MAX_SHOWN

MOST_PROPERTIES = 100  # of one entity
EXTRAS: dict[str, Schema] = {
    "valid": schema_ref("Date"),
    "scope": schema_ref("Scope"),
    "period": schema_ref("Period"),
    "condition": schema_ref("Condition"),
}


def entity_schemas() -> dict[str, Schema]:
    """Give every schema of every kind, by name."""
    schemas: dict[str, Schema] = value_type_schemas()
    for kind in KINDS.values():
        schemas |= _of_typed_kind(kind) if kind.types else _of_kind(kind)
    return {**schemas, "Expanded": _expanded()}


def _expanded() -> Schema:
    cards = [schema_ref(f"{camel(kind.name)}Card") for kind in KINDS.values()]
    return {
        "type": "object",
        "maxProperties": 100,
        "additionalProperties": {"anyOf": cards},
        "description": "The cards of the entities that `expand` asks for, by ref.",
    }


def event_type_component(event_type: EventType) -> str:
    """Name the view of an event type."""
    return f"{camel(event_type.name)}Event"


def _of_kind(kind: Kind) -> dict[str, Schema]:
    name = camel(kind.name)
    return {
        **dict(_of_properties(name, kind.properties)),
        name: {**_view(kind, name, kind.properties), "description": kind.meaning},
        f"{name}Create": _creation(kind, name, kind.properties),
        **_of_any_kind(kind, {p.name: [f"{name}{camel(p.name)}"] for p in kind.properties}),
    }


def _of_typed_kind(kind: Kind) -> dict[str, Schema]:
    """Describe a kind whose type decides its other fields: one schema a type, told apart by `type`."""
    name = camel(kind.name)
    schemas = dict(_of_properties(name, kind.properties))
    anywhere: dict[str, list[str]] = {p.name: [f"{name}{camel(p.name)}"] for p in kind.properties}
    for event_type in kind.types:
        own = event_type_component(event_type)
        special = [
            replace(p, example=participants_example(event_type)) if p.name == "participants" else p
            for p in kind.all_properties(type_name=event_type.name)
            if _is_special(p, kind)
        ]
        schemas |= dict(_of_properties(own, special))
        for declared in special:
            if declared.name not in {p.name for p in kind.properties}:
                anywhere.setdefault(declared.name, []).append(f"{own}{camel(declared.name)}")
        schemas |= _of_type(kind, event_type, own)
    schemas[name] = _one_of_types(kind, "")
    schemas[f"{name}Create"] = _one_of_types(kind, "Create")
    del schemas[f"{name}TypeInput"]  # every type says its own name instead
    return {**schemas, **_of_any_kind(kind, anywhere)}


def _of_type(kind: Kind, event_type: EventType, own: str) -> dict[str, Schema]:
    properties = kind.all_properties(type_name=event_type.name)
    type_only: Schema = {"type": "string", "enum": [event_type.name]}
    view = _view(kind, own, properties)
    creation = _creation(kind, own, properties)
    for schema in (view, creation):
        schema["properties"]["type"] = type_only
    view["required"] = [*view["required"], "type"]  # what tells the types apart is always shown
    return {own: {**view, "description": event_type.meaning}, f"{own}Create": creation}


def _one_of_types(kind: Kind, suffix: str) -> Schema:
    names = {t.name: f"{event_type_component(t)}{suffix}" for t in kind.types}
    mapping = {type_name: schema_ref(own)["$ref"] for type_name, own in names.items()}
    return {
        "oneOf": [schema_ref(own) for own in names.values()],
        "discriminator": {"propertyName": "type", "mapping": mapping},
        "description": f"{kind.meaning} Its type decides its other fields.",
    }


def _of_any_kind(kind: Kind, anywhere: dict[str, list[str]]) -> dict[str, Schema]:
    """Give the patch, which does not say the type, and the card, which may leave out all but the head."""
    name = camel(kind.name)
    inputs = {p: _any_of([f"{each}Input" for each in own]) for p, own in anywhere.items() if p != "type"}
    shown = {p: _any_of(own) for p, own in anywhere.items()}
    head = _head(kind)
    tail = {**_tail(), "omitted": array(PROPERTY, most=MOST_PROPERTIES)}
    link = closed({"property": PROPERTY, "role": PROPERTY, "as": PROPERTY}, required=["property"])
    asked = {"links": array(link, most=MAX_SHOWN), "explain": schema_ref("Explanation")}
    card = closed({**head, **shown, **tail, **asked}, required=["ref"])  # `fields` may leave out all else
    return {
        f"{name}Patch": {**closed({**inputs, **_cover()}, required=[]), "minProperties": 1},
        f"{name}Card": {
            **card,
            "description": f"A {kind.name} in a list; `omitted` names what it leaves out.",
        },
        f"{name}Page": page_of(schema_ref(f"{name}Card"), beside={"expanded": schema_ref("Expanded")}),
    }


def _of_properties(owner: str, properties: Iterable[Property]) -> Iterator[tuple[str, Schema]]:
    for declared in properties:
        name = f"{owner}{camel(declared.name)}"
        yield name, {**_shown(declared), "description": declared.meaning, "examples": [declared.example]}
        yield f"{name}Input", {**_sent(declared), "description": declared.meaning}


def _is_special(declared: Property, kind: Kind) -> bool:
    """Say whether a type has this property by itself, or narrows it: the very same one is described once."""
    return declared is not kind.property(declared.name)


def _component(kind: Kind, owner: str, declared: Property) -> str:
    return f"{camel(kind.name) if not _is_special(declared, kind) else owner}{camel(declared.name)}"


def _view(kind: Kind, owner: str, properties: Iterable[Property]) -> Schema:
    shown = {p.name: schema_ref(_component(kind, owner, p)) for p in properties}
    head, tail = _head(kind), _tail()
    by_property: Schema = {
        "type": "object",
        "additionalProperties": array(schema_ref("Fact"), most=MOST_FACTS_OF_AN_ENTITY),
    }
    asked = {
        "facts": by_property,
        "explain": schema_ref("Explanation"),
        "merged_into": REF,
        "omitted": array(PROPERTY, most=MOST_PROPERTIES),
    }
    return closed({**head, **shown, **tail, **asked}, required=[*head, *tail])


def _creation(kind: Kind, owner: str, properties: Iterable[Property]) -> Schema:
    sent = {p.name: schema_ref(f"{_component(kind, owner, p)}Input") for p in properties}
    needed = [p.name for p in properties if p.required]
    return closed({"slug": SLUG_SCHEMA, **sent, **_cover()}, required=["slug", *needed])


def _cover() -> dict[str, Schema]:
    return {"evidence": schema_ref("EvidencePart"), "valid": schema_ref("Date")}


def _head(kind: Kind) -> dict[str, Schema]:
    return {"ref": REF, "kind": {"type": "string", "enum": [kind.name]}, "slug": SLUG_SCHEMA}


def _tail() -> dict[str, Schema]:
    return {
        "disputed": array(PROPERTY, most=MOST_PROPERTIES),
        "hedged": {"type": "object", "additionalProperties": {"type": "string", "enum": list(HEDGES)}},
        "sources": array(REF, most=MOST_FACTS_OF_AN_ENTITY),
        "revision": REVISION,
        "created_at": INSTANT,
        "updated_at": INSTANT,
    }


def _shown(declared: Property) -> Schema:
    """Describe what the flat view shows of a property."""
    value = value_schema(declared.type)
    if declared.is_wrapped:
        extras = {name: schema for name, schema in EXTRAS.items() if name != "scope"}
        value = closed(
            {"value": value, **_qualifiers(declared, value_schema), **extras}, required=["value", *_required(declared)]
        )
    return array(value, most=MAX_SHOWN) if declared.is_list else value


def _sent(declared: Property) -> Schema:
    """Describe what a writer sends for a property: values, plain where that says enough, or wrapped."""
    own = {"evidence": schema_ref("EvidencePart"), **EXTRAS, **_qualifiers(declared, sent_schema)}
    wrapped = closed({"value": sent_schema(declared.type), **own}, required=["value", *_required(declared)])
    value = wrapped if _required(declared) else {"anyOf": [*sent_forms(declared.type), wrapped]}
    return value if declared.shape is Shape.ONE else array(value, most=MAX_VALUES)


def _qualifiers(declared: Property, schema: Callable[[ValueType], Schema]) -> dict[str, Schema]:
    return {q.name: {**schema(q.type), "description": q.meaning} for q in declared.qualifiers}


def _required(declared: Property) -> list[str]:
    return [q.name for q in declared.qualifiers if q.required]


def _any_of(components: list[str]) -> Schema:
    refs = [schema_ref(component) for component in components]
    return refs[0] if len(refs) == 1 else {"anyOf": refs}
