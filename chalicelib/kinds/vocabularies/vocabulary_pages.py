"""The vocabulary as JSON: kinds, properties, event types, codes, schemes, value types, evidence and units."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.values import (
    CodeType,
    LicenseType,
    PhraseType,
    QuantityType,
    RefType,
    RegionType,
    TextType,
    ValueType,
    units_of,
)
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import EventType, Kind, Property, Qualifier
from chalicelib.kinds.event import EVENT
from chalicelib.kinds.properties.common import DIRECTIONS
from chalicelib.kinds.properties.identifiers import SCHEMES, example_of
from chalicelib.kinds.properties.measure_table import MEASURE_CODES, MEASURES, Measure
from chalicelib.kinds.properties.measures import MeasureType
from chalicelib.kinds.variants import filterable, with_series
from chalicelib.kinds.vocabularies import codes, event_codes, market_codes
from chalicelib.kinds.vocabularies.grammar import OF_EVERY_FACT, describe_evidence, describe_values
from chalicelib.kinds.vocabularies.unit_grammar import describe_units
from chalicelib.kinds.vocabularies.vocabulary import Vocabulary
from chalicelib.kinds.vocabularies.words import LICENSES, REGIONS

Entry = dict[str, Any]


def catalogue() -> Entry:
    """Return the whole vocabulary."""
    return {
        "kinds": [describe_kind(kind) for kind in KINDS.values()],
        "event_types": [describe_event_type(EVENT, event_type) for event_type in EVENT.types],
        "vocabularies": [describe_vocabulary(vocabulary) for vocabulary in VOCABULARIES],
        "measures": [describe_measure(measure) for measure in MEASURES.values()],
        "identifier_schemes": [
            {"code": code, "meaning": meaning, "example": example_of(code)} for code, meaning in SCHEMES.codes.items()
        ],
        **describe_values(),
        "evidence": describe_evidence(),
        **{vocabulary.name: describe_vocabulary(vocabulary)["codes"] for vocabulary in OF_EVERY_FACT},
        **describe_units(),
    }


def describe_kind(kind: Kind) -> Entry:
    """Describe a kind with its properties."""
    return {
        "name": kind.name,
        "plural": kind.plural,
        "meaning": kind.meaning,
        "label": kind.label,
        "order": kind.order,
        "properties": [describe_property(kind, p) for p in kind.properties],
        "example": kind.example,
    }


def describe_event_type(kind: Kind, event_type: EventType) -> Entry:
    """Describe an event type with its roles and its own fields."""
    return {
        "name": event_type.name,
        "meaning": event_type.meaning,
        "roles": list(event_type.roles),
        "properties": [describe_property(kind, p) for p in event_type.properties],
        "example": event_type.example,
    }


def describe_property(kind: Kind, declared: Property) -> Entry:
    """Describe a property: its meaning, example, shape, type, flags and qualifiers."""
    return {
        "name": declared.name,
        "meaning": declared.meaning,
        "example": declared.example,
        "shape": declared.shape.value,
        **describe_type(declared.type),
        "lasting": declared.lasting,
        "required": declared.required,
        "immutable": declared.immutable,
        "filterable": declared.name in filterable(kind),
        "series": declared in with_series(kind),
        "closed": declared.closed,
        "qualifiers": [_describe_qualifier(declared, q) for q in declared.qualifiers],
    }


def describe_measure(measure: Measure) -> Entry:
    """Describe a measure: what it counts, in which dimensions, and of what it is a figure."""
    return {
        "name": measure.name,
        "meaning": measure.meaning,
        "example": {"amount": "1", "unit": units_of(measure.dimensions)[0]},
        "dimensions": list(measure.dimensions),
        "sign": measure.sign,
        "whole": measure.whole,
        "time": measure.time,
        "figures_of": list(measure.on.get("figures", ())),
        "usage_of": list(measure.on.get("usage", ())),
        "standard": measure.standard,
    }


def describe_vocabulary(vocabulary: Vocabulary) -> Entry:
    """Describe a set of codes, each with its meaning."""
    return {
        "name": vocabulary.name,
        "meaning": vocabulary.meaning,
        "codes": [{"code": code, "meaning": meaning} for code, meaning in vocabulary.codes.items()],
    }


def describe_type(value_type: ValueType) -> Entry:
    """Describe a value type: its name, and the codes, kinds, dimensions or length that it allows."""
    name = re.sub("(?<=[a-z])(?=[A-Z])", "_", type(value_type).__name__.removesuffix("Type")).lower()
    return {"type": name} | _limits_of(value_type)


def _limits_of(value_type: ValueType) -> Entry:
    if isinstance(value_type, LicenseType | RegionType):
        return {"vocabulary": (LICENSES if isinstance(value_type, LicenseType) else REGIONS).name}
    match value_type:
        case MeasureType(codes=words):
            return {"type": "code", "vocabulary": MEASURE_CODES.name, "codes": list(words)}
        case CodeType(codes=words):
            return {"vocabulary": VOCABULARY_NAMES.get(words), "codes": list(words)}
        case RefType(kinds=kinds):
            return {"kinds": list(kinds or KINDS)}
        case QuantityType(dimensions=dimensions, sign=sign, whole=whole):
            return {"dimensions": list(dimensions), "sign": sign, "whole": whole}
    return _text_limits(value_type)


def _text_limits(value_type: ValueType) -> Entry:
    match value_type:
        case TextType(max_length=length, prose=prose):
            return {"max_length": length, "prose": prose}
        case PhraseType(max_length=length):
            return {"max_length": length}
    return {}


def _describe_qualifier(owner: Property, qualifier: Qualifier) -> Entry:
    return {
        "name": qualifier.name,
        "meaning": qualifier.meaning,
        "example": next((item[qualifier.name] for item in owner.example if qualifier.name in item), None),
        **describe_type(qualifier.type),
        "required": qualifier.required,
        "default": qualifier.default,
        "comparable": qualifier.comparable,
    }


def _vocabularies(modules: Iterable[Mapping[str, Any]]) -> tuple[Vocabulary, ...]:
    return tuple(v for names in modules for v in names.values() if isinstance(v, Vocabulary))


VOCABULARIES = (
    *_vocabularies((vars(codes), vars(market_codes), vars(event_codes))),
    DIRECTIONS,
    MEASURE_CODES,
    SCHEMES,
    LICENSES,
    REGIONS,
)
VOCABULARY_NAMES = {tuple(v.codes): v.name for v in VOCABULARIES}
