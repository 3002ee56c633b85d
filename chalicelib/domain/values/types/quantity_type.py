"""The declared type of quantities: amounts and ranges in units of some dimensions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.values.checks import check_members, described, quoted
from chalicelib.domain.values.quantities.amounts import (
    AMOUNT_MAX_LENGTH,
    AMOUNT_PATTERN,
    MAX_AMOUNT_DIGITS,
    MAX_AMOUNT_EXPONENT,
    read_amount,
)
from chalicelib.domain.values.quantities.quantities import BOUNDS, Quantity, Span
from chalicelib.domain.values.quantities.units import PRICED, UNITS, currencies, nearest_unit, units_of
from chalicelib.domain.values.types.value_type import Schema, ValueType, object_schema


@dataclass(frozen=True)
class QuantityType(ValueType):
    """A quantity whose unit is of one of some dimensions."""

    dimensions: tuple[str, ...]

    def read(self, raw: Any, *, at: str, faults: Faults) -> Quantity | Span | None:
        """Read `{"amount", "unit", "bound"}` or a range `{"low", "high", "unit"}`."""
        if not isinstance(raw, Mapping):
            right = f'{{"amount": "94.60", "unit": "{self._example()}"}}'
            faults.add(at, "wrong_type", f"Here goes a quantity such as {right}, not {described(raw)}.")
            return None
        is_range = "low" in raw or "high" in raw
        return self._read_range(raw, at, faults) if is_range else self._read_amount(raw, at, faults)

    def shapes(self) -> list[Schema]:
        """Give the two forms: an amount, exact or bounded, and a range."""
        amount = {"type": "string", "maxLength": AMOUNT_MAX_LENGTH, "pattern": AMOUNT_PATTERN}
        unit = {"type": "string", "maxLength": 20, "pattern": self._unit_pattern()}
        bound = {"type": "string", "enum": list(BOUNDS)}
        return [
            object_schema({"amount": amount, "unit": unit}, optional={"bound": bound}),
            object_schema({"low": amount, "high": amount, "unit": unit}),
        ]

    def _read_amount(self, raw: Mapping[str, Any], at: str, faults: Faults) -> Quantity | None:
        check_members(raw, required=("amount", "unit"), optional=("bound",), at=at, faults=faults)
        number = _amount(raw, "amount", at, faults)
        unit = self._unit(raw, at, faults)
        bound = _bound(raw, number, at, faults)
        return Quantity(raw["amount"], unit, bound) if number is not None and unit else None

    def _read_range(self, raw: Mapping[str, Any], at: str, faults: Faults) -> Span | None:
        check_members(raw, required=("low", "high", "unit"), at=at, faults=faults)
        low, high = _amount(raw, "low", at, faults), _amount(raw, "high", at, faults)
        unit = self._unit(raw, at, faults)
        if low is None or high is None or unit is None:
            return None
        if low >= high:
            detail = 'A range runs from "low" up to "high"; for one figure send "amount".'
            faults.add(at, "bad_range", detail)
        return Span(raw["low"], raw["high"], unit)

    def _unit(self, raw: Mapping[str, Any], at: str, faults: Faults) -> str | None:
        if "unit" not in raw:
            return None
        unit = raw["unit"]
        if not isinstance(unit, str):
            faults.add(f"{at}/unit", "wrong_type", f"A unit is a string such as {self._example()}.")
        elif unit not in UNITS:
            faults.add(f"{at}/unit", "unknown_unit", self._unknown_unit(unit, faults.guesses))
        elif UNITS[unit].dimension not in self.dimensions:
            detail = f"{quoted(unit)} measures {UNITS[unit].dimension}; here goes {self._wanted()}."
            faults.add(f"{at}/unit", "wrong_dimension", detail)
        else:
            return unit
        return None

    def _unknown_unit(self, unit: str, guesses: Guesses) -> str:
        guess = nearest_unit(unit, guesses=guesses)
        hint = f'; did you mean "{guess}"?' if guess else "."
        return f"{quoted(unit)} is not a unit of the vocabulary{hint} Here goes {self._wanted()}."

    def _example(self) -> str:
        return units_of(self.dimensions)[0]

    def _wanted(self) -> str:
        each = (f"{dimension} ({', '.join(units_of([dimension])[:3])})" for dimension in self.dimensions)
        return " or ".join(each)

    def _unit_pattern(self) -> str:
        """Match exactly the units allowed; as a list, those with currencies would be thousands of words."""
        currency = f"({'|'.join(sorted(currencies()))})"
        composed = {
            "money": currency,
            "price_per_token": f"{currency}/Mtok",
            "price_per_unit": f"{currency}/({'|'.join(PRICED)})",
        }
        parts = [composed[one] for one in self.dimensions if one in composed]
        parts += [re.escape(unit) for unit in units_of(set(self.dimensions) - set(composed))]
        return f"^({'|'.join(parts)})$"


def _amount(raw: Mapping[str, Any], name: str, at: str, faults: Faults) -> Decimal | None:
    if name not in raw:
        return None
    amount = raw[name]
    number = read_amount(amount) if isinstance(amount, str) else None
    if number is None:
        faults.add(f"{at}/{name}", "not_an_amount", _amount_fault(amount))
    return number


def _amount_fault(raw: Any) -> str:
    if isinstance(raw, str):
        largest = f"1e{MAX_AMOUNT_EXPONENT}"
        limits = f"at most {MAX_AMOUNT_DIGITS} significant digits, between 1e-{MAX_AMOUNT_EXPONENT} and {largest}"
        return f'{quoted(raw)} is not a decimal number; write it like "94.60" or "1e25", {limits}.'
    reason = "; JSON numbers lose digits" if isinstance(raw, int | float | Decimal) else ""
    return f'An amount is a decimal string such as "94.60", not {described(raw)}{reason}.'


def _bound(raw: Mapping[str, Any], number: Decimal | None, at: str, faults: Faults) -> str | None:
    if "bound" not in raw:
        return None
    bound = raw["bound"]
    if bound not in BOUNDS:
        detail = f"{described(bound)} is not a bound: {', '.join(BOUNDS)}; leave it out for an exact amount."
        faults.add(f"{at}/bound", "unknown_code", detail)
        return None
    if bound == "under" and number == 0:
        faults.add(f"{at}/bound", "bad_range", 'A size cannot be under 0; "at_most" says none at all.')
    return str(bound)
