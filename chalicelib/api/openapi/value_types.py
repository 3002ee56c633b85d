"""The schemas of declared value types: those that many properties share, or that are long, are components."""

from collections.abc import Iterator
from typing import Any

from chalicelib.api.openapi.names import camel, schema_ref
from chalicelib.domain.values import (
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    LanguageType,
    PhraseType,
    QuantityType,
    RefType,
    UrlType,
    ValueType,
)
from chalicelib.kinds import KINDS
from chalicelib.kinds.catalogue import VOCABULARY_NAMES
from chalicelib.kinds.declaration import Kind, Property

NAMES: dict[type[ValueType], str] = {
    CountryType: "Country",
    CurrencyType: "Currency",
    DateType: "DateOrMissing",
    LanguageType: "Language",
    UrlType: "Url",
}


def value_schema(declared: ValueType) -> dict[str, Any]:
    """Describe what a type takes, by reference where it is a component."""
    name = _component(declared)
    return declared.schema() if name is None else schema_ref(name)


def sent_schema(declared: ValueType) -> dict[str, Any]:
    """Describe what a writer may send, which for some types is more than what is shown."""
    name = _component(declared)
    if name is None:
        return declared.sent_schema()
    return schema_ref(f"{name}Input" if _is_sent_otherwise(declared) else name)


def sent_forms(declared: ValueType) -> list[dict[str, Any]]:
    """List the forms of what a writer may send, so that another may be set beside them."""
    return [sent_schema(declared)] if _component(declared) else list(declared.sent_schema()["anyOf"])


def value_type_schemas() -> dict[str, Any]:
    """Give the components of all types in use, by name."""
    schemas: dict[str, Any] = {}
    for each in _types():
        if name := _component(each):
            schemas[name] = each.schema()
            schemas |= {f"{name}Input": each.sent_schema()} if _is_sent_otherwise(each) else {}
    return schemas


def _is_sent_otherwise(declared: ValueType) -> bool:
    return declared.sent_shapes() != declared.shapes()


def _component(declared: ValueType) -> str | None:
    match declared:
        case QuantityType(dimensions=dimensions):
            return "QuantityOf" + "Or".join(map(camel, dimensions))
        case RefType(kinds=kinds):
            return "RefTo" + ("Or".join(map(camel, kinds)) if kinds else "Any")
        case PhraseType(max_length=most):
            return f"Phrase{most}"
        case CodeType(codes=words) if words in VOCABULARY_NAMES:
            return "CodeOf" + camel(VOCABULARY_NAMES[words])
    return NAMES.get(type(declared))


def _types() -> Iterator[ValueType]:
    for kind in KINDS.values():
        for declared in _properties(kind):
            yield declared.type
            yield from (qualifier.type for qualifier in declared.qualifiers)


def _properties(kind: Kind) -> Iterator[Property]:
    yield from kind.properties
    for event_type in kind.types:
        yield from kind.all_properties(type_name=event_type.name)
