"""Filters of lists: derived from the declaration of a kind, and the conditions that they put on entities."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from chalicelib.domain.values import (
    DIMENSIONS,
    DateType,
    Flag,
    FlagType,
    Missing,
    QuantityType,
    RefType,
    Text,
    TextType,
    Value,
    ValueType,
    WordType,
    value_from_json,
)
from chalicelib.domain.values.comparing.matching import Operator, matches
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.variants import filterable, merged_type
from chalicelib.store.records.index.cards import is_shortened
from chalicelib.store.records.index.standing_values import other_values

EXISTS = "exists"
IN = "in"
DISPUTED = "disputed"

ORDERED = (DateType, QuantityType)
_EQUAL = (Operator.EQ.value, Operator.NE.value, IN, EXISTS)
MORE_OR_LESS = (Operator.GT.value, Operator.GTE.value, Operator.LT.value, Operator.LTE.value)

_ANY_AMOUNT = QuantityType(DIMENSIONS)


@dataclass(frozen=True)
class Filter:
    """A property that lists can be filtered by, with the operators of its type. Event types share filters by name.

    `has_key` is true if a key of the table serves equality. `is_order` is true if lists are sorted by the property:
    then its filters compare the value shown, by which rows are found; other filters compare every standing value.
    `usual` are the codes that most entities have.
    """

    name: str
    type: ValueType
    meaning: str
    operators: tuple[str, ...]
    has_key: bool
    is_order: bool = False
    usual: tuple[str, ...] = ()

    @property
    def parameters(self) -> Mapping[str, str]:
        """Its query parameters with their operators; the bare name accepts several values."""
        return {self.name: IN} | {f"{self.name}[{operator}]": operator for operator in self.operators}

    def takes_several(self, parameter: str, operator: str) -> bool:
        """Return whether a parameter accepts several values separated by commas; texts may contain commas."""
        if isinstance(self.type, TextType):
            return parameter == f"{self.name}[{IN}]"
        return operator in (IN, Operator.NE) and not isinstance(self.type, FlagType)


@dataclass(frozen=True)
class Condition:
    """A filter with its operator and values: any of them must match; for `ne`, none may."""

    filter: Filter
    operator: str
    values: tuple[Value, ...]

    @property
    def name(self) -> str:
        """The name of the property."""
        return self.filter.name

    @property
    def is_equality(self) -> bool:
        """Whether it selects values equal to given ones."""
        return self.operator in (Operator.EQ, IN)

    @property
    def is_usual(self) -> bool:
        """Whether most entities fit it: it selects, among others, a code that most have."""
        return self.is_equality and any(value.json() in self.filter.usual for value in self.values)

    def fits_card(self, card: Mapping[str, Any]) -> bool | None:
        """Return whether the entity of a card fits; None if the card omits the value, or shows one of several."""
        if self.name in card.get("omitted", ()) or is_shortened(card.get(self.name)):
            return None
        has_others = not self.filter.is_order and self.name in (*card.get("disputed", ()), *card.get("more", ()))
        return self.fits(card) or (None if has_others else False)

    def fits(self, flat: Mapping[str, Any], conflicts: Iterable[Mapping[str, Any]] = ()) -> bool:
        """Return whether any standing value of a flat view and its conflicts fits."""
        if self.name == DISPUTED:
            return Flag(flag=bool(flat[DISPUTED])) in self.values
        shown = flat.get(self.name)
        values = list(values_shown(shown, self.filter.type))
        beside = () if self.filter.is_order else other_values(flat, conflicts, self.name)
        others = list(values_shown(list(beside), self.filter.type))
        if self.operator == EXISTS:
            return Flag(flag=bool(values or others)) in self.values
        # An entity fits `ne` if none of the values in its list is the one asked for.
        alone = [] if isinstance(shown, list) and self.operator == Operator.NE else others
        return self._fits_values(values) or any(self._fits_values([value]) for value in alone)

    def _fits_values(self, values: Sequence[Value]) -> bool:
        if self.operator == Operator.NE:
            return bool(values) and all(matches(v, Operator.NE, asked) for v in values for asked in self.values)
        operator = Operator.EQ if self.operator == IN else Operator(self.operator)
        return any(matches(value, operator, asked) for value in values for asked in self.values)


@cache
def filters_of(kind: Kind) -> Mapping[str, Filter]:
    """Return the filters of a kind by name: its properties with short values, its label, and `disputed`."""
    found = {name: _filter_of(kind, variants) for name, variants in filterable(kind).items()}
    disputed = Filter(DISPUTED, FlagType(), "Whether any property is in dispute.", (Operator.EQ.value,), has_key=True)
    return {**found, DISPUTED: disputed}


@cache
def parameters_of(kind: Kind) -> Sequence[tuple[str, Filter, str]]:
    """List the query parameters of the filters of a kind: name, filter, operator."""
    return tuple(
        (name, each, operator) for each in filters_of(kind).values() for name, operator in each.parameters.items()
    )


def _filter_of(kind: Kind, variants: Sequence[Property]) -> Filter:
    first = variants[0]
    merged = merged_type([each.type for each in variants])
    if isinstance(merged, QuantityType):
        merged = merged.of_all_numbers()
    if isinstance(merged, FlagType):
        operators: tuple[str, ...] = (Operator.EQ.value, EXISTS)
    elif isinstance(merged, ORDERED):
        operators = (Operator.EQ.value, Operator.NE.value, *MORE_OR_LESS, IN, EXISTS)
    elif first.name == kind.label:
        operators = (*_EQUAL, *MORE_OR_LESS)
    else:
        operators = _EQUAL
    has_key = any(each.filterable for each in variants) or isinstance(merged, RefType)
    usual = tuple(each.usual for each in variants if each.usual)
    return Filter(first.name, merged, first.meaning, operators, has_key, first.name == kind.order, usual)


def values_shown(shown: Any, value_type: ValueType) -> Iterator[Value]:
    """Yield the values that a flat view shows of a property, without `missing`."""
    for entry in shown if isinstance(shown, list) else [] if shown is None else [shown]:
        raw = entry["value"] if isinstance(entry, Mapping) and "value" in entry else entry
        try:
            value = _value_shown(raw, value_type)
        except ValueError:  # recorded before a change of the declaration
            continue
        if not isinstance(value, Missing):
            yield value


def _value_shown(raw: Any, value_type: ValueType) -> Value:
    """Read a value of a flat view, which can be older than the codes, the sign and the units of its type."""
    if isinstance(value_type, WordType) and isinstance(raw, str):
        return value_type.renewed(Text(raw))
    return value_from_json(raw, _ANY_AMOUNT if isinstance(value_type, QuantityType) else value_type)
