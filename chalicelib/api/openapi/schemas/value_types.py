"""The schemas of value types. Those that are long, or that many properties share, are components.

A value has one of several forms, or is missing. Unions are flat, never nested: client generators distinguish the forms
by type, or by the members that each requires. Enums are inlined in a union, because the TypeScript that
openapi-generator makes of a named enum there does not compile.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from chalicelib.api.openapi.names import camel, schema_ref
from chalicelib.domain.values import (
    DIMENSIONS,
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    DurationType,
    HoursType,
    LanguageType,
    LicenseType,
    MonthDayType,
    PhraseType,
    QuantityType,
    RefType,
    RegionType,
    UrlType,
    ValueType,
    WordType,
)
from chalicelib.domain.values.types.document_type import DocumentType
from chalicelib.kinds import KINDS
from chalicelib.kinds.variants import merged, variants_of
from chalicelib.kinds.vocabularies.vocabulary_pages import VOCABULARY_NAMES

NAMES: dict[type[ValueType], str] = {
    CountryType: "Country",
    CurrencyType: "Currency",
    DateType: "DateOrMissing",
    DocumentType: "Document",
    DurationType: "Duration",
    HoursType: "Hours",
    MonthDayType: "MonthDay",
    LanguageType: "Language",
    LicenseType: "License",
    RegionType: "Region",
    UrlType: "Url",
}
MISSING = schema_ref("Missing")
ERASED = schema_ref("Erased")
ANY = "Any"
MAX_NAMED_DIMENSIONS = 5  # more make a name that is too long for a file
_WILDCARDS = {"*": "any"}
ANY_QUANTITY = QuantityType(tuple(DIMENSIONS))


def value_schema(declared: ValueType) -> dict[str, Any]:
    """Return the schema of a type, as a reference if it is a component."""
    name = component_of(declared)
    return {"oneOf": value_forms(declared)} if name is None else schema_ref(name)


def value_forms(declared: ValueType) -> list[dict[str, Any]]:
    """Return the forms of a type as shown, for use in a larger union. The last ones are missing and erased values."""
    forms = [schema if name is None else schema_ref(name) for name, schema in _named_forms(declared)]
    return [*forms, MISSING, ERASED]


def sent_schema(declared: ValueType) -> dict[str, Any]:
    """Return the schema of the values that you may send: for some types more forms than those shown, none erased."""
    name = component_of(declared)
    if name is None:
        return {"oneOf": sent_forms(declared)}
    return schema_ref(f"{name}Input")  # nobody sends an erased value


def sent_forms(declared: ValueType) -> list[dict[str, Any]]:
    """Return the forms that you may send, for use in a larger union."""
    forms = _with_names(declared, declared.sent_shapes())
    return [*(schema if name is None else schema_ref(name) for name, schema in forms), MISSING]


def value_type_schemas() -> dict[str, Any]:
    """Return the components of all types in use, by name: units, named forms and unions of forms."""
    found: dict[str, Any] = {}
    for each in (*_types_in_use(), ANY_QUANTITY):
        found |= {name: form for name, form in _named_forms(each) if name}
        if isinstance(each, QuantityType):
            found[_unit_name(each)] = each.shapes()[0]["properties"]["unit"]
        if (union := component_of(each)) is not None:
            found[union] = {"oneOf": value_forms(each)}
            found[f"{union}Input"] = {"oneOf": sent_forms(each)}
    for name in (f"QuantityOf{ANY}", f"QuantityOf{ANY}Input"):  # `Value` contains its forms, and nobody sends it
        del found[name]
    return found


def component_of(declared: ValueType) -> str | None:
    """Return the name of the component of a type, or None."""
    match declared:
        case QuantityType(dimensions=dimensions):
            return f"QuantityOf{_dimensions(dimensions)}{_numbers(declared)}"
        case RefType(kinds=kinds):
            return "RefTo" + ("Or".join(map(camel, kinds)) if kinds else "Any")
        case PhraseType(max_length=most):
            return f"Phrase{most}"
        case CodeType(codes=words) if words in VOCABULARY_NAMES:
            return "CodeOf" + camel(VOCABULARY_NAMES[words])
    return NAMES.get(type(declared))


def _named_forms(declared: ValueType) -> list[tuple[str | None, dict[str, Any]]]:
    """Return the forms of a type, each with its name; short forms have none."""
    return _with_names(declared, declared.shapes())


def _with_names(declared: ValueType, shapes: list[dict[str, Any]]) -> list[tuple[str | None, dict[str, Any]]]:
    if isinstance(declared, QuantityType):
        unit = schema_ref(_unit_name(declared))
        shapes = [{**each, "properties": {**each["properties"], "unit": unit}} for each in shapes]
    return list(zip(_form_names(declared), shapes, strict=True))


def _form_names(declared: ValueType) -> list[str | None]:
    names: list[str | None] = [None]
    match declared:
        case QuantityType(dimensions=dimensions):
            numbers = f"{_dimensions(dimensions)}{_numbers(declared)}"
            names = [f"AmountOf{numbers}", f"RangeOf{numbers}"]
        case RefType() | WordType() | DocumentType():
            names = [None, "Named"]
        case PhraseType(max_length=most):
            names = [f"TextInLanguage{most}"]
        case DateType():
            names = ["Date"]
    return names


def _unit_name(declared: QuantityType) -> str:
    return f"UnitOf{_dimensions(declared.dimensions)}"


def _numbers(declared: QuantityType) -> str:
    """Name which numbers a type of quantities takes, if not all."""
    return ("Whole" if declared.whole else "") + ("NotNegative" if declared.sign == "+" else "")


def _dimensions(dimensions: tuple[str, ...]) -> str:
    """Name dimensions by themselves or, if they are many, by the first property that takes them."""
    if dimensions == ANY_QUANTITY.dimensions:
        return ANY
    if len(dimensions) > MAX_NAMED_DIMENSIONS:
        return _owners_of_many_dimensions()[dimensions]
    return "Or".join("Per".join(camel(_WILDCARDS.get(part, part)) for part in each.split("/")) for each in dimensions)


@cache
def _owners_of_many_dimensions() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for kind in KINDS.values():
        for declared in (*kind.declarations(), *map(merged, variants_of(kind).values())):
            owner = camel(kind.name) + camel(declared.name)
            named = {owner: declared.type, **{owner + camel(each.name): each.type for each in declared.qualifiers}}
            for name, each in named.items():
                if isinstance(each, QuantityType) and len(each.dimensions) > MAX_NAMED_DIMENSIONS:
                    found.setdefault(each.dimensions, name)
    return found


def _types_in_use() -> Iterator[ValueType]:
    for kind in KINDS.values():
        for declared in (*kind.declarations(), *map(merged, variants_of(kind).values())):
            yield declared.type
            yield from (qualifier.type for qualifier in declared.qualifiers)
