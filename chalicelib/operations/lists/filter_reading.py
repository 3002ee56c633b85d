"""Reads the filters of a query: their values by the types that the filters declare, with all their faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, NamedTuple, Protocol, TypeVar

from chalicelib.domain.errors import Fault
from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.values import FlagType, QuantityType, Ref, RefType, Value, ValueType, When, units_of
from chalicelib.domain.values.checks import CodedFault, quoted
from chalicelib.domain.values.types.query_text import AMOUNT_AND_UNIT, json_of_text
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.refs import ALL, wrong_ref
from chalicelib.operations.lists.filters import EXISTS, IN, MORE_OR_LESS, Condition, Filter, parameters_of

MAX_FILTER_VALUES = 5  # of one filter; with a key, each costs a query

# Codes of faults in well-formed values: no such code, unit, day or interval.
_UNLISTED = ("unknown_code", "unknown_unit", "unknown_language", "wrong_dimension", "not_a_date", "bad_range")


C = TypeVar("C")


class ReadValues(NamedTuple):
    """The values of one filter, and its faults."""

    values: Sequence[Value] = ()
    faults: Sequence[Fault] = ()


@dataclass(frozen=True)
class ReadConditions(Generic[C]):
    """The conditions of a query, and the faults of its filters."""

    conditions: tuple[C, ...]
    faults: Sequence[Fault]


class FilterParameter(Protocol):
    """A query parameter of a filter: its name, its operator and the type of its values."""

    @property
    def parameter(self) -> str:
        """The name of the query parameter."""

    @property
    def operator(self) -> str:
        """The operator by which its values are compared."""

    @property
    def type(self) -> ValueType:
        """The type of its values."""


def read_conditions(kind: Kind, asked: Mapping[str, str]) -> ReadConditions[Condition]:
    """Parse the filters among query parameters."""
    known = _known_filters(kind)
    guesses, conditions, faults = Guesses(), list[Condition](), list[Fault]()
    for name, text in asked.items():
        if name not in known:
            continue
        each, operator = known[name]
        read = _read_filter(each, operator, text, name=name, guesses=guesses)
        conditions.append(Condition(each, operator, tuple(dict.fromkeys(read.values))))
        faults += read.faults
    return ReadConditions(tuple(conditions), faults)


@cache
def _known_filters(kind: Kind) -> Mapping[str, tuple[Filter, str]]:
    """Return the filters of a kind with their operators by query parameters."""
    return {name: (each, operator) for name, each, operator in parameters_of(kind)}


def read_values(parameter: FilterParameter, text: str, *, guesses: Guesses) -> ReadValues:
    """Parse the values of a parameter; those of one that names several are separated by commas."""
    texts = text.split(",") if parameter.operator == IN else [text]
    return _read_texts(texts, parameter.type, parameter.operator, name=parameter.parameter, guesses=guesses)


def _read_filter(each: Filter, operator: str, text: str, *, name: str, guesses: Guesses) -> ReadValues:
    texts = text.split(",") if each.takes_several(name, operator) else [text]
    value_type = FlagType() if operator == EXISTS else each.type
    return _read_texts(texts, value_type, operator, name=name, guesses=guesses)


def _read_texts(
    texts: Sequence[str], value_type: ValueType, operator: str, *, name: str, guesses: Guesses
) -> ReadValues:
    if len(texts) > MAX_FILTER_VALUES:
        detail = f"{name} accepts at most {MAX_FILTER_VALUES} values, not {len(texts)}."
        return ReadValues(faults=[Fault(name, "too_many", detail)])
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
    value = value_type.parse(json_of_text(value_type, text), at="", faults=found)
    detail = " ".join(fault.detail for fault in found.found)
    code = next((fault.code for fault in found.found if fault.code in _UNLISTED), "bad_value")
    if isinstance(value_type, RefType) and not isinstance(value, Ref):
        value, detail = None, wrong_ref(text, guesses=guesses, kinds=value_type.kinds or ALL).detail
    elif value is None and isinstance(value_type, QuantityType) and not AMOUNT_AND_UNIT.fullmatch(text):
        unit = units_of(value_type.dimensions)[0]
        detail = f"{quoted(text)} is not a quantity. Send an amount and a unit, such as 1e9{unit}."
    elif isinstance(value, When) and value.has_instant:
        detail = f"Dates are compared by days. Send a day, such as {value.first_day}."
        value = None
    elif isinstance(value, When) and value.is_interval and operator in MORE_OR_LESS:
        value, detail = None, "Send a day, a month or a year. For an interval, use `gte` and `lte`."
    return CodedFault(code, detail) if value is None else value
