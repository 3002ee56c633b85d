"""The schemas of a kind, generated from its declaration: flat view, card, and the bodies that create and patch it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import starmap

from chalicelib.api.openapi.components.examples import participants_example
from chalicelib.api.openapi.names import camel, schema_ref
from chalicelib.api.openapi.schemas.builders import COMPLETE, array, closed, list_meta, page_of
from chalicelib.api.openapi.schemas.conversion import CONVERSION_SCHEMAS
from chalicelib.api.openapi.schemas.owned_properties import (
    Owned,
    any_of,
    event_type_component,
    owned_properties,
    variant_schemas,
)
from chalicelib.api.openapi.schemas.properties import (
    described,
    open_variants,
    sent,
    shown,
    stated_schemas,
)
from chalicelib.api.openapi.schemas.scalars import INSTANT, PROPERTY, REF, REVISION, SLUG_SCHEMA, Schema
from chalicelib.api.openapi.schemas.value_types import value_type_schemas
from chalicelib.api.openapi.schemas.view_members import ALSO, BEYOND, MORE, ORIGINS, TERMS
from chalicelib.api.openapi.schemas.write_members import WRITE_MEMBERS
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import EventType, Kind, Property
from chalicelib.kinds.variants import shared_by_types
from chalicelib.operations.bounds import MAX_ENTITY_FACTS
from chalicelib.operations.entities.large.shown_values import MAX_SHOWN_VALUES
from chalicelib.operations.entities.view import HEDGES

MAX_ENTITY_PROPERTIES = 100  # of one entity


def entity_schemas() -> dict[str, Schema]:
    """Return every schema of every kind, by name."""
    schemas: dict[str, Schema] = {**value_type_schemas(), **stated_schemas()}
    for kind in KINDS.values():
        schemas |= _schemas_of(kind)
    extra = {"AnyCard": _any_card(), "Expanded": _expanded_by_ref("AnyCard"), "Hint": _hint_schema()}
    extra |= {"Referrer": _card_of_any_kind(), "ExpandedEntities": _expanded_by_ref("Referrer")}
    return {**schemas, **CONVERSION_SCHEMAS, **extra}


def schema_owners() -> dict[str, str]:
    """Return the kind to which each schema of a kind belongs, by the name of the schema."""
    return {name: kind.name for kind in KINDS.values() for name in _schemas_of(kind)}


def _schemas_of(kind: Kind) -> dict[str, Schema]:
    return _typed_kind_schemas(kind) if kind.types else _kind_schemas(kind)


def any_entity() -> Schema:
    """Return the union of the schemas of all kinds and event types, which `kind` and `type` distinguish.

    It is flat, because some client generators cannot read a union inside a union.
    """
    types = (event_type_component(each) for kind in KINDS.values() for each in kind.types)
    kinds = (camel(kind.name) for kind in KINDS.values() if not kind.types)
    return {"oneOf": [schema_ref(name) for name in (*kinds, *types)]}


def _any_card() -> Schema:
    cards = {kind.name: f"{camel(kind.name)}Expanded" for kind in KINDS.values()}
    return {**_one_of(cards, by="kind"), "description": "The card of an entity of any kind."}


def _card_of_any_kind() -> Schema:
    """Return the schema of a card whose members depend on its kind, in brief: all cards in full are megabytes."""
    kind: Schema = {"type": "string", "enum": [*KINDS]}
    link = closed({"property": PROPERTY, "role": PROPERTY, "as": PROPERTY}, required=["property"])
    return {
        "type": "object",
        "properties": {"ref": REF, "kind": kind, "links": array(link, most=MAX_SHOWN_VALUES)},
        "required": ["ref", "kind"],
        "additionalProperties": True,
        "maxProperties": MAX_ENTITY_PROPERTIES,
        "description": "The card of an entity, with the members that the cards of its kind have, or those asked for.",
    }


def _expanded_by_ref(card: str) -> Schema:
    return {
        "type": "object",
        "maxProperties": 100,
        "additionalProperties": schema_ref(card),
        "description": "The entities that `expand` requests, by ref: cards, or `ref`, `kind` and the fields asked for.",
    }


def _kind_schemas(kind: Kind) -> dict[str, Schema]:
    name = camel(kind.name)
    return {
        **_property_schemas(name, kind.properties),
        name: {**_view_schema(kind, name, kind.properties), "description": kind.meaning},
        f"{name}Create": _creation_schema(kind, name, kind.properties),
        **_patch_and_card_schemas(kind, {p.name: [(name, (p,))] for p in kind.properties}),
    }


def _typed_kind_schemas(kind: Kind) -> dict[str, Schema]:
    """Return the schemas of a kind whose type decides its other fields: one per type, distinguished by `type`."""
    name = camel(kind.name)
    schemas = _property_schemas(name, kind.properties)
    for event_type in kind.types:
        own = event_type_component(event_type)
        special = [
            replace(p, example=participants_example(event_type)) if p.name == "participants" else p
            for p in kind.all_properties(type_name=event_type.name)
            if _is_special(p, kind) and p.name not in shared_by_types(kind)
        ]
        schemas |= {**_property_schemas(own, special), **_type_schemas(kind, event_type, own)}
    schemas[name] = _one_of_types(kind, "")
    schemas[f"{name}Create"] = _one_of_types(kind, "Create")
    del schemas[f"{name}TypeInput"]  # the schema of each type has its own
    return {**schemas, **variant_schemas(kind), **_patch_and_card_schemas(kind, owned_properties(kind))}


def _type_schemas(kind: Kind, event_type: EventType, own: str) -> dict[str, Schema]:
    properties = kind.all_properties(type_name=event_type.name)
    type_only: Schema = {"type": "string", "enum": [event_type.name]}
    view = _view_schema(kind, own, properties)
    creation = _creation_schema(kind, own, properties)
    for schema in (view, creation):
        schema["properties"]["type"] = type_only
    view["required"] = [*view["required"], "type"]  # the discriminator is always present
    return {own: {**view, "description": event_type.meaning}, f"{own}Create": creation}


def _one_of_types(kind: Kind, suffix: str) -> Schema:
    names = {t.name: f"{event_type_component(t)}{suffix}" for t in kind.types}
    return {**_one_of(names, by="type"), "description": f"{kind.meaning} Its type decides its other fields."}


def _one_of(names: Mapping[str, str], *, by: str) -> Schema:
    mapping = {word: schema_ref(own)["$ref"] for word, own in names.items()}
    refs = [schema_ref(own) for own in names.values()]
    return {"oneOf": refs, "discriminator": {"propertyName": by, "mapping": mapping}}


def _patch_and_card_schemas(kind: Kind, owned: Mapping[str, Sequence[Owned]]) -> dict[str, Schema]:
    """Return the schemas of patch, card and page, which do not depend on the type."""
    name = camel(kind.name)
    still_open = {p: [own for own in each if open_variants(own[1])] for p, each in owned.items() if p != "type"}
    inputs = {p: any_of(starmap(sent, each)) for p, each in still_open.items() if each}
    members = {p: any_of(starmap(shown, each)) for p, each in owned.items()}
    tail = {**_view_tail(), "omitted": array(PROPERTY, most=MAX_ENTITY_PROPERTIES)}
    link = closed({"property": PROPERTY, "role": PROPERTY, "as": PROPERTY}, required=["property"])
    asked = {"links": array(link, most=MAX_SHOWN_VALUES), "explain": schema_ref("Explanation")}
    asked |= {"shown_in": schema_ref("ShownIn")}
    meta = list_meta(complete=COMPLETE, conversion=schema_ref("Conversion"))
    through = closed({"ref": REF, "property": PROPERTY, "role": PROPERTY, "as": PROPERTY}, required=["ref", "property"])
    asked |= {"through": array(through, most=MAX_ENTITY_FACTS)} if kind.types else {}
    asked |= {"more": {**array(PROPERTY, most=MAX_ENTITY_PROPERTIES), "description": MORE}}
    card = closed({**_view_head(kind), **members, **tail, **asked}, required=["ref"])  # `fields` may exclude all others
    return {
        f"{name}Patch": {**closed({**inputs, **_shared_input()}, required=[]), "minProperties": 1},
        f"{name}Card": {
            **card,
            "description": f"A list item of the kind `{kind.name}`. `omitted` lists what it leaves out.",
        },
        f"{name}Expanded": {"allOf": [schema_ref(f"{name}Card"), {"type": "object", "required": ["kind"]}]},
        f"{name}Page": page_of(schema_ref(f"{name}Card"), meta=meta, beside={"expanded": schema_ref("Expanded")}),
    }


def _property_schemas(owner: str, properties: Iterable[Property]) -> dict[str, Schema]:
    return {name: schema for each in properties for name, schema in described(owner, (each,)).items()}


def _is_special(declared: Property, kind: Kind) -> bool:
    """Return whether an event type declares this property itself, rather than sharing that of the kind."""
    return declared is not kind.property(declared.name)


def _owner_of(kind: Kind, owner: str, declared: Property) -> str:
    is_own = _is_special(declared, kind) and declared.name not in shared_by_types(kind)
    return owner if is_own else camel(kind.name)


def _view_schema(kind: Kind, owner: str, properties: Iterable[Property]) -> Schema:
    members = {p.name: shown(_owner_of(kind, owner, p), (p,)) for p in properties}
    head, tail = _view_head(kind), _view_tail()
    by_property: Schema = {
        "type": "object",
        "additionalProperties": array(schema_ref("Fact"), most=MAX_ENTITY_FACTS),
    }
    asked = {
        "facts": by_property,
        "explain": schema_ref("Explanation"),
        "merged_into": REF,
        "erased": {**schema_ref("ErasureOnRecord"), "description": "Who erased the entity for good, when and why."},
        "also": ALSO,
        "terms": TERMS,
        "beyond": BEYOND,
        "expanded": schema_ref("ExpandedEntities"),
        "shown_in": schema_ref("ShownIn"),
        "conversion": schema_ref("Conversion"),
        "omitted": array(PROPERTY, most=MAX_ENTITY_PROPERTIES),
        **WRITE_MEMBERS,
        **({"not_repeated": schema_ref("NotRepeated")} if kind.name == "source" else {}),
    }
    return closed({**head, **members, **tail, **asked}, required=[*head, *tail])


def _creation_schema(kind: Kind, owner: str, properties: Sequence[Property]) -> Schema:
    members = {p.name: sent(_owner_of(kind, owner, p), (p,)) for p in open_variants(properties)}
    needed = [p.name for p in properties if p.required]
    return closed({"slug": SLUG_SCHEMA, **members, **_shared_input()}, required=["slug", *needed])


def _shared_input() -> dict[str, Schema]:
    return {"evidence": schema_ref("EvidencePart"), "valid": schema_ref("Date")}


def _view_head(kind: Kind) -> dict[str, Schema]:
    return {"ref": REF, "kind": {"type": "string", "enum": [kind.name]}, "slug": SLUG_SCHEMA}


def _view_tail() -> dict[str, Schema]:
    return {
        "disputed": array(PROPERTY, most=MAX_ENTITY_PROPERTIES),
        "hedged": {"type": "object", "additionalProperties": {"type": "string", "enum": list(HEDGES)}},
        "sources": array(REF, most=MAX_ENTITY_FACTS),
        "origins": ORIGINS,
        "revision": REVISION,
        "created_at": INSTANT,
        "updated_at": INSTANT,
    }


def _hint_schema() -> Schema:
    text: Schema = {"type": "string", "maxLength": 121, "pattern": r"^[^\x00]*$"}
    members: dict[str, Schema] = {}
    for kind in KINDS.values():
        for name in kind.distinguished_by:
            declared = kind.property(name)
            members[name] = array(text, most=3) if declared is not None and declared.is_list else text
    return closed(members, required=[], description="What distinguishes an entity from others with the same name.")
