"""Owned properties: which component describes a property that event types declare, alone or together."""

from collections.abc import Iterable, Sequence

from chalicelib.api.openapi.names import camel
from chalicelib.api.openapi.schemas.properties import described, for_validators_only
from chalicelib.api.openapi.schemas.scalars import Schema
from chalicelib.kinds.declaration import EventType, Kind, Property
from chalicelib.kinds.variants import differ_in_shape, variants_of

Owned = tuple[str, Sequence[Property]]  # the owner of the component that describes a property, and its variants


def event_type_component(event_type: EventType) -> str:
    """Return the name of the schema for the view of an event type."""
    return f"{camel(event_type.name)}Event"


def owned_properties(kind: Kind) -> dict[str, Sequence[Owned]]:
    """Return the properties of a kind and its types by name, each with the owner of its component.

    Those that several types declare have one component, unless only some of them are lists.
    """
    declared = {(p.name, event_type_component(t)): p for t in kind.types for p in t.properties}
    found: dict[str, Sequence[Owned]] = {}
    for name, variants in variants_of(kind).items():
        own = [(owner, (p,)) for (each, owner), p in declared.items() if each == name]
        is_apart = len(own) == 1 or differ_in_shape(variants)
        found[name] = own if own and is_apart else [(camel(kind.name), variants)]
    return found


def variant_schemas(kind: Kind) -> dict[str, Schema]:
    """Return the schemas of properties that several types declare: cards and patches do not depend on the type."""
    all_variants = variants_of(kind).values()
    several = (variants for variants in all_variants if len(variants) > 1 and not differ_in_shape(variants))
    return {name: schema for variants in several for name, schema in described(camel(kind.name), variants).items()}


def any_of(schemas: Iterable[Schema]) -> Schema:
    """Return the one schema, or for validators any of several different ones."""
    several: list[Schema] = []
    for schema in schemas:
        if schema not in several:  # a schema is a dict, which no set takes
            several.append(schema)
    return several[0] if len(several) == 1 else for_validators_only({"anyOf": several})
