"""Filters of lists: derived from the declaration of a kind, parsed from a query, applied to entities."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from chalicelib.domain.errors import Fault
from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.values import (
    DateType,
    Flag,
    FlagType,
    Missing,
    QuantityType,
    Ref,
    RefType,
    Text,
    TextType,
    Value,
    ValueType,
    When,
    WordType,
    parse_ref,
    units_of,
    value_from_json,
)
from chalicelib.domain.values.checks import CodedFault, quoted
from chalicelib.domain.values.matching import Operator, matches
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.variants import filterable, merged_type
from chalicelib.store.records.index_rows import is_shortened
from chalicelib.store.records.standing_values import other_values

EXISTS = "exists"
IN = "in"
MAX_FILTER_VALUES = 5  # of one filter; with a key, each costs a query
DISPUTED = "disputed"

ORDERED = (DateType, QuantityType)
_EQUAL = (Operator.EQ.value, Operator.NE.value, IN, EXISTS)
_MORE_OR_LESS = (Operator.GT.value, Operator.GTE.value, Operator.LT.value, Operator.LTE.value)
_AMOUNT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?) ?([^0-9.].*)")

# Codes of faults in well-formed values: no such code, unit, day or interval.
_UNLISTED = ("unknown_code", "unknown_unit", "unknown_language", "wrong_dimension", "not_a_date", "bad_range")


@dataclass(frozen=True)
class Filter:
    """A property that lists can be filtered by, with the operators of its type. Event types share filters by name.

    `has_key` is true if a key of the table serves equality. `is_order` is true if lists are sorted by the property:
    then its filters compare the value shown, by which rows are found; other filters compare every standing value.
    """

    name: str
    type: ValueType
    meaning: str
    operators: tuple[str, ...]
    has_key: bool
    is_order: bool = False

    @property
    def parameters(self) -> Mapping[str, str]:
        """Its query parameters with their operators; the bare name accepts several values."""
        return {self.name: IN} | {f"{self.name}[{operator}]": operator for operator in self.operators}

    def takes_several(self, parameter: str, operator: str) -> bool:
        """Return whether a parameter accepts several values separated by commas; texts may contain commas."""
        if isinstance(self.type, TextType):
            return parameter == f"{self.name}[{IN}]"
        return operator in (IN, Operator.NE) and not isinstance(self.type, FlagType)


class ReadValues(NamedTuple):
    """The values of one filter, and its faults."""

    values: Sequence[Value] = ()
    faults: Sequence[Fault] = ()


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
        values = list(_values_shown(shown, self.filter.type))
        beside = () if self.filter.is_order else other_values(flat, conflicts, self.name)
        others = list(_values_shown(list(beside), self.filter.type))
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


class ReadConditions(NamedTuple):
    """The conditions of a query, and the faults of its filters."""

    conditions: tuple[Condition, ...]
    faults: Sequence[Fault]


@cache
def filters_of(kind: Kind) -> Mapping[str, Filter]:
    """Return the filters of a kind by name: its properties with short values, its label, and `disputed`."""
    found = {name: _filter_of(kind, variants) for name, variants in filterable(kind).items()}
    disputed = Filter(DISPUTED, FlagType(), "Whether any property is in dispute.", (Operator.EQ.value,), has_key=True)
    return {**found, DISPUTED: disputed}


def parameters_of(kind: Kind) -> Iterator[tuple[str, Filter, str]]:
    """Yield the query parameters of the filters of a kind: name, filter, operator."""
    for each in filters_of(kind).values():
        for name, operator in each.parameters.items():
            yield name, each, operator


def read_conditions(kind: Kind, asked: Mapping[str, str]) -> ReadConditions:
    """Parse filters by the names of their query parameters."""
    known = {name: (each, operator) for name, each, operator in parameters_of(kind)}
    guesses, conditions, faults = Guesses(), list[Condition](), list[Fault]()
    for name, text in asked.items():
        each, operator = known[name]
        read = _read_filter(each, operator, text, name=name, guesses=guesses)
        conditions.append(Condition(each, operator, tuple(dict.fromkeys(read.values))))
        faults += read.faults
    return ReadConditions(tuple(conditions), faults)


def _filter_of(kind: Kind, variants: Sequence[Property]) -> Filter:
    first = variants[0]
    merged = merged_type([each.type for each in variants])
    if isinstance(merged, FlagType):
        operators: tuple[str, ...] = (Operator.EQ.value, EXISTS)
    elif isinstance(merged, ORDERED):
        operators = (Operator.EQ.value, Operator.NE.value, *_MORE_OR_LESS, IN, EXISTS)
    elif first.name == kind.label:
        operators = (*_EQUAL, *_MORE_OR_LESS)
    else:
        operators = _EQUAL
    has_key = any(each.filterable for each in variants) or isinstance(merged, RefType)
    return Filter(first.name, merged, first.meaning, operators, has_key, is_order=first.name == kind.order)


def _values_shown(shown: Any, value_type: ValueType) -> Iterator[Value]:
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
    """Read a value of a flat view, which can be older than the codes of its type."""
    if isinstance(value_type, WordType) and isinstance(raw, str):
        return value_type.renewed(Text(raw))
    return value_from_json(raw, value_type)


def _read_filter(each: Filter, operator: str, text: str, *, name: str, guesses: Guesses) -> ReadValues:
    texts = text.split(",") if each.takes_several(name, operator) else [text]
    if len(texts) > MAX_FILTER_VALUES:
        detail = f"{name} accepts at most {MAX_FILTER_VALUES} values, not {len(texts)}."
        return ReadValues(faults=[Fault(name, "too_many", detail)])
    value_type = FlagType() if operator == EXISTS else each.type
    values, faults = list[Value](), list[Fault]()
    for place, one in enumerate(texts, 1):
        where = f"{name} (value {place} of {len(texts)})" if len(texts) > 1 else name
        found = _read_filter_value(value_type, one, operator, guesses=guesses)
        if isinstance(found, CodedFault):
            faults.append(Fault(name, found.code, f"{where}: {found.detail}"))
        else:
            values.append(found)
    return ReadValues(values, faults)


def _read_filter_value(value_type: ValueType, text: str, operator: str, *, guesses: Guesses) -> Value | CodedFault:
    found = Faults(guesses=guesses)
    value = value_type.parse(_raw_value(value_type, text), at="", faults=found)
    detail = " ".join(fault.detail for fault in found.found)
    code = next((fault.code for fault in found.found if fault.code in _UNLISTED), "bad_value")
    if isinstance(value_type, RefType) and not isinstance(value, Ref):
        value, detail = None, _ref_fault(value_type, text)
    elif value is None and isinstance(value_type, QuantityType) and not _AMOUNT.fullmatch(text):
        unit = units_of(value_type.dimensions)[0]
        detail = f"{quoted(text)} is not a quantity. Send an amount and a unit, such as 1e9{unit}."
    elif isinstance(value, When) and value.has_instant:
        detail, value = f"Dates are compared by days. Send a day, such as {value.first_day}.", None
    elif isinstance(value, When) and value.is_interval and operator in _MORE_OR_LESS:
        value, detail = None, "Send a day, a month or a year. For an interval, use `gte` and `lte`."
    return CodedFault(code, detail) if value is None else value


def _raw_value(value_type: ValueType, text: str) -> Any:
    """Convert the text of a query to the JSON that the type parses."""
    match value_type:
        case FlagType():
            return {"true": True, "false": False}.get(text, text)
        case QuantityType():
            parts = _AMOUNT.fullmatch(text)
            return {"amount": parts[1], "unit": parts[2]} if parts else {}
        case WordType():
            return value_type.asked(text)
    return text


def _ref_fault(value_type: RefType, text: str) -> str:
    found = parse_ref(text)
    wanted = " or ".join(value_type.kinds or ("company",))
    if found is None:
        return f"{quoted(text)} is not a ref. Send one such as {wanted.split()[0]}/some-slug."
    return f"{text} has the kind {found.kind}. Send a ref of the kind {wanted}."
