"""Variants: the properties that event types declare under one name, merged into one that accepts all their values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TypeVar

from chalicelib.domain.values import CodeType, PhraseType, QuantityType, RefType, TextType, ValueType
from chalicelib.kinds.declaration import Kind, Property, Qualifier

T = TypeVar("T", bound=ValueType)


def variants_of(kind: Kind) -> Mapping[str, tuple[Property, ...]]:
    """Return the properties of a kind and of its types by name, those of the kind first."""
    found: dict[str, tuple[Property, ...]] = {}
    for declared in declarations_of(kind):
        found[declared.name] = (*found.get(declared.name, ()), declared)
    return found


def declarations_of(kind: Kind) -> Iterator[Property]:
    """Yield the properties of a kind, then those that each of its types declares."""
    yield from kind.properties
    for event_type in kind.types:
        yield from event_type.properties


@cache
def shared_by_types(kind: Kind) -> frozenset[str]:
    """Return the names of the properties that several event types declare in exactly the same way."""
    own = {name: each for name, each in variants_of(kind).items() if kind.property(name) is None}
    return frozenset(name for name, each in own.items() if len(each) > 1 and all(one is each[0] for one in each))


def differ_in_shape(variants: Sequence[Property]) -> bool:
    """Return whether some of them have one value and others a list."""
    return len({each.is_list for each in variants}) > 1


def filterable(kind: Kind) -> Mapping[str, tuple[Property, ...]]:
    """Return the properties by which lists of a kind can be filtered, each with the variants that a filter reads."""
    read = {
        name: tuple(each for each in variants if each.can_filter or name == kind.label)
        for name, variants in variants_of(kind).items()
    }
    return {name: variants for name, variants in read.items() if variants}


def with_series(kind: Kind) -> tuple[Property, ...]:
    """List the properties of a kind that have a series: the lasting ones."""
    return tuple(each for each in kind.properties if each.lasting)


def merged(variants: Sequence[Property]) -> Property:
    """Merge several properties into one that accepts the values and qualifiers of all, and joins their meanings."""
    first = variants[0]
    meanings = dict.fromkeys(each.meaning for each in variants)
    return replace(
        first,
        type=merged_type([each.type for each in variants]),
        meaning=" Or: ".join(meanings),
        qualifiers=_merged_qualifiers(variants),
    )


def _merged_qualifiers(variants: Sequence[Property]) -> tuple[Qualifier, ...]:
    """Merge the qualifiers of the same name; one is required if each property requires it."""
    found: dict[str, list[Qualifier]] = {}
    for each in variants:
        for qualifier in each.qualifiers:
            found.setdefault(qualifier.name, []).append(qualifier)
    return tuple(
        replace(
            some[0],
            type=merged_type([each.type for each in some]),
            required=len(some) == len(variants) and all(each.required for each in some),
        )
        for some in found.values()
    )


def merged_type(types: Sequence[ValueType]) -> ValueType:
    """Merge several types of one class into one that accepts the values of all."""
    first = types[0]
    match first:
        case CodeType():
            codes = (code for each in _of_class(types, CodeType) for code in each.codes)
            return CodeType(tuple(dict.fromkeys(codes)))
        case QuantityType():
            return _merged_quantities(_of_class(types, QuantityType))
        case RefType():
            kinds = [each.kinds for each in _of_class(types, RefType)]
            named = (kind for some in kinds for kind in some or ())
            return RefType(None if None in kinds else tuple(dict.fromkeys(named)))
        case TextType() | PhraseType():
            return replace(first, max_length=max(each.max_length for each in _of_class(types, type(first))))
    return first


def _merged_quantities(types: Sequence[QuantityType]) -> QuantityType:
    """Merge types of quantities: what one of them accepts is accepted, also below 0 and with a fraction."""
    dimensions = tuple(dict.fromkeys(one for each in types for one in each.dimensions))
    is_positive = all(each.sign == "+" for each in types)
    return QuantityType(dimensions, sign="+" if is_positive else "±", whole=all(each.whole for each in types))


def _of_class(types: Sequence[ValueType], wanted: type[T]) -> list[T]:
    return [each for each in types if isinstance(each, wanted)]
