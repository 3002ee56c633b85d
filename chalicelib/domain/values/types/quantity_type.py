"""The declared type of quantities: amounts and ranges in units of some dimensions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.values.checks import Members, described, quoted
from chalicelib.domain.values.quantities.quantities import (
    AMOUNT_MAX_LENGTH,
    AMOUNT_PATTERN,
    BOUNDS,
    MAX_AMOUNT_DIGITS,
    MAX_AMOUNT_EXPONENT,
    Quantity,
    Span,
    read_amount,
)
from chalicelib.domain.values.quantities.units import PRICED, UNITS, currencies, nearest_unit, units_of
from chalicelib.domain.values.types.value_type import Schema, ValueType, object_schema


@dataclass(frozen=True)
class QuantityType(ValueType):
    """A quantity with a unit of one of these dimensions."""

    dimensions: tuple[str, ...]

    def read(self, raw: Any, *, at: str, faults: Faults) -> Quantity | Span | None:
        """Read `{"amount", "unit", "bound"}` or a range `{"low", "high", "unit"}`."""
        if not isinstance(raw, Mapping):
            right = f'{{"amount": "94.60", "unit": "{self._example_unit()}"}}'
            faults.add(at, "wrong_type", f"Expected a quantity such as {right}, not {described(raw)}.")
            return None
        return self._read_range(raw, at, faults) if _is_range(raw) else self._read_amount(raw, at, faults)

    def members_of(self, raw: Mapping[str, Any]) -> Members:
        """Return the members of an amount or of a range."""
        return Members(("low", "high", "unit")) if _is_range(raw) else Members(("amount", "unit"), ("bound",))

    def shapes(self) -> list[Schema]:
        """List the two forms: an amount, exact or bounded, and a range."""
        amount = {"type": "string", "maxLength": AMOUNT_MAX_LENGTH, "pattern": AMOUNT_PATTERN}
        unit = {"type": "string", "maxLength": 20, "pattern": self._unit_pattern()}
        bound = {"type": "string", "enum": list(BOUNDS)}
        return [
            object_schema({"amount": amount, "unit": unit}, optional={"bound": bound}),
            object_schema({"low": amount, "high": amount, "unit": unit}),
        ]

    def _read_amount(self, raw: Mapping[str, Any], at: str, faults: Faults) -> Quantity | None:
        number = _read_number(raw, "amount", at, faults)
        unit = self._read_unit(raw, at, faults)
        if not _is_bound(raw, number, at, faults) or number is None or unit is None:
            return None
        return Quantity(raw["amount"], unit, raw.get("bound"))

    def _read_range(self, raw: Mapping[str, Any], at: str, faults: Faults) -> Span | None:
        low, high = _read_number(raw, "low", at, faults), _read_number(raw, "high", at, faults)
        unit = self._read_unit(raw, at, faults)
        if low is None or high is None or unit is None:
            return None
        if low >= high:
            faults.add(at, "bad_range", '"low" must be less than "high"; for a single figure send "amount".')
            return None
        return Span(raw["low"], raw["high"], unit)

    def _read_unit(self, raw: Mapping[str, Any], at: str, faults: Faults) -> str | None:
        if "unit" not in raw:
            return None
        unit = raw["unit"]
        if not isinstance(unit, str):
            faults.add(f"{at}/unit", "wrong_type", f"A unit is a string such as {self._example_unit()}.")
        elif unit not in UNITS:
            faults.add(f"{at}/unit", "unknown_unit", self._unknown_unit(unit, faults.guesses))
        elif UNITS[unit].dimension not in self.dimensions:
            detail = f"{quoted(unit)} measures {UNITS[unit].dimension}; expected {self._expected_units()}."
            faults.add(f"{at}/unit", "wrong_dimension", detail)
        else:
            return unit
        return None

    def _unknown_unit(self, unit: str, guesses: Guesses) -> str:
        guess = nearest_unit(unit, guesses=guesses)
        hint = f'; did you mean "{guess}"?' if guess else "."
        return f"{quoted(unit)} is not a known unit{hint} Expected {self._expected_units()}."

    def _example_unit(self) -> str:
        return units_of(self.dimensions)[0]

    def _expected_units(self) -> str:
        each = (f"{dimension} ({', '.join(units_of([dimension])[:3])})" for dimension in self.dimensions)
        return " or ".join(each)

    def _unit_pattern(self) -> str:
        """Return a pattern that matches the allowed units alone; a list of them could have thousands of words."""
        currency = f"({'|'.join(sorted(currencies()))})"
        composed = {
            "money": currency,
            "price_per_token": f"{currency}/Mtok",
            "price_per_unit": f"{currency}/({'|'.join(PRICED)})",
        }
        parts = [composed[one] for one in self.dimensions if one in composed]
        parts += [re.escape(unit) for unit in units_of(set(self.dimensions) - set(composed))]
        return f"^({'|'.join(parts)})$"


def _is_range(raw: Mapping[str, Any]) -> bool:
    return "low" in raw or "high" in raw


def _read_number(raw: Mapping[str, Any], name: str, at: str, faults: Faults) -> Decimal | None:
    if name not in raw:
        return None
    amount = raw[name]
    number = read_amount(amount) if isinstance(amount, str) else None
    if number is None:
        faults.add(f"{at}/{name}", "not_an_amount", _number_fault(amount))
    return number


def _number_fault(raw: Any) -> str:
    if isinstance(raw, str):
        largest = f"1e{MAX_AMOUNT_EXPONENT}"
        limits = f"at most {MAX_AMOUNT_DIGITS} significant digits, between 1e-{MAX_AMOUNT_EXPONENT} and {largest}"
        return f'{quoted(raw)} is not a decimal number; write it like "94.60" or "1e25", {limits}.'
    reason = "; JSON numbers lose digits" if isinstance(raw, int | float | Decimal) else ""
    return f'An amount is a decimal string such as "94.60", not {described(raw)}{reason}.'


def _is_bound(raw: Mapping[str, Any], number: Decimal | None, at: str, faults: Faults) -> bool:
    """Check the bound of an amount, if it has one."""
    if "bound" not in raw:
        return True
    bound = raw["bound"]
    if bound not in BOUNDS:
        detail = f"Expected one of {', '.join(BOUNDS)}, not {described(bound)}; leave it out for an exact amount."
        faults.add(f"{at}/bound", "unknown_code", detail)
        return False
    if bound == "under" and number == 0:
        faults.add(f"{at}/bound", "bad_range", 'A size cannot be under 0; for "none at all" send "at_most".')
        return False
    return True
