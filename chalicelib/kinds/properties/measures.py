"""Measures as properties take them: the qualifier, and what is wrong with a value by its measure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.faults import Faults
from chalicelib.domain.values import (
    Code,
    CodeType,
    Quantity,
    QuantityType,
    Span,
    Value,
    ValueType,
    known_unit,
    known_words,
    units_of,
)
from chalicelib.domain.values.checks import quoted
from chalicelib.domain.values.quantities.units import admits
from chalicelib.kinds.declaration import CheckFault, Qualifier
from chalicelib.kinds.properties.measure_table import MEASURES, STOCK, Measure
from chalicelib.late_dataclass import dataclass


@dataclass(frozen=True)
class MeasureType(CodeType):
    """The measures that one property of one kind takes; of a value in some unit, the faults name those that fit it."""

    unit: str | None = None

    def beside(self, value: Value | None) -> "MeasureType":
        """Return the type as it is beside a value."""
        return replace(self, unit=value.unit if isinstance(value, Quantity | Span) else None)

    def read(self, raw: Any, *, at: str, faults: Faults) -> Code | None:
        """Read a measure; the fault of one that belongs elsewhere says where."""
        if isinstance(raw, str) and raw in MEASURES and raw not in self.codes:
            faults.add(at, "wrong_measure", f"{_places(MEASURES[raw])} {self.choice()}")
            return None
        if isinstance(raw, str) and raw not in self.codes:
            detail = f"{quoted(raw)} is not a measure{known_words(raw, self.codes, guesses=faults.guesses)}"
            faults.add(at, "unknown_code", f"{detail} {self.choice()}".replace(". .", "."))
            return None
        return super().read(raw, at=at, faults=faults)

    def value_type(self, measure: Any, declared: ValueType, value: Any) -> ValueType:
        """Return the type to read a value by, as sent: that of its measure if the declared type refuses its unit.

        A unit that the declared type takes is left to `measure_faults`, which names the measure.
        """
        known = MEASURES.get(measure) if isinstance(measure, str) else None
        if known is None or not isinstance(declared, QuantityType) or declared.takes_unit_of(value):
            return declared
        return QuantityType(known.dimensions, sign=declared.sign)

    def choice(self) -> str:
        """Say which measures fit the unit of the value, or all if there is none."""
        if self.unit is None:
            return f"The measures here are {', '.join(self.codes)}."
        fitting = measures_in(self.unit, self.codes)
        return f"In {self.unit}: {', '.join(fitting)}." if fitting else f"No measure here is counted in {self.unit}."


def measures_in(unit: str, codes: Iterable[str]) -> list[str]:
    """List those of some measures that are counted in a unit."""
    dimension = known_unit(unit).dimension
    return [code for code in codes if admits(MEASURES[code].dimensions, dimension)]


def _places(measure: Measure) -> str:
    if not measure.on:
        return f"`{measure.name}` is a measure of ratios, records and thresholds, or has its own property."
    places = (f"`{name}` of {' and '.join(kinds)}" for name, kinds in measure.on.items())
    return f"`{measure.name}` is a measure of {', and of '.join(places)}."


def measure_qualifier(property_name: str, kind: str) -> Qualifier:
    """Return the qualifier `measure` of a property of a kind, which takes those measures alone."""
    codes = tuple(each.name for each in measures_on(property_name, kind))
    return Qualifier("measure", MeasureType(codes), "What is measured.", required=True)


@cache
def measures_on(property_name: str, kind: str) -> tuple[Measure, ...]:
    """List the measures that a property of a kind takes."""
    return tuple(each for each in MEASURES.values() if kind in each.on.get(property_name, ()))


def quantity_of(measures: Iterable[Measure]) -> QuantityType:
    """Return the type that takes what any of some measures does; `measure_faults` checks the rest."""
    found = tuple(measures)
    dimensions = tuple(dict.fromkeys(dimension for each in found for dimension in each.dimensions))
    return QuantityType(dimensions, sign="+" if all(each.sign == "+" for each in found) else "±")


def measure_faults(content: Content) -> Iterator[CheckFault]:
    """Yield what is wrong with a value by its measure: the unit, the sign, a fraction of a count, a period."""
    code, value = content.qualifiers.get("measure"), content.value
    measure = MEASURES.get(code.code) if isinstance(code, Code) else None
    if measure is None:
        return
    if isinstance(value, Quantity | Span):
        yield from _amount_faults(measure, value)
    if measure.time == STOCK and content.period is not None:
        detail = f"`{measure.name}` is so at a time and does not add up over one; write that time as `valid`."
        yield CheckFault("period", "wrong_period", detail)


def _amount_faults(measure: Measure, value: Quantity | Span) -> Iterator[CheckFault]:
    dimension = known_unit(value.unit).dimension
    if not admits(measure.dimensions, dimension):
        right = " or ".join(f"{each} ({', '.join(units_of([each])[:3])})" for each in measure.dimensions)
        detail = f"{value.unit} measures {dimension}; `{measure.name}` takes {right}."
        yield CheckFault("value/unit", "wrong_dimension", detail)
        return
    for member, text in _amounts(value):
        number = Decimal(text)
        if measure.sign == "+" and number < 0:
            detail = (
                f'`{measure.name}` is never below 0. For a figure that is not known, send {{"missing": "unknown"}}.'
            )
            yield CheckFault(f"value/{member}", "below_zero", detail)
        if measure.whole and "/" not in dimension and number != number.to_integral_value():
            detail = f"`{measure.name}` is a count: write a whole number of {value.unit}."
            yield CheckFault(f"value/{member}", "not_whole", detail)


def _amounts(value: Quantity | Span) -> list[tuple[str, str]]:
    if isinstance(value, Quantity):
        return [("amount", value.amount)]
    return [("low", value.low), ("high", value.high)]
