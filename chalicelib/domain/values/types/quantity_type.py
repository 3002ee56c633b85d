"""The declared type of quantities: amounts and ranges in units of some dimensions."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from chalicelib.domain.faults import Faults, Guesses
from chalicelib.domain.values.checks import CodedFault, Members, described, quoted
from chalicelib.domain.values.quantities.quantities import (
    AMOUNT_MAX_LENGTH,
    BOUNDS,
    MAX_AMOUNT_DIGITS,
    MAX_AMOUNT_EXPONENT,
    PLUS_MINUS_MAX_LENGTH,
    PLUS_MINUS_PATTERN,
    REAL_PATTERN,
    Quantity,
    Span,
    read_amount,
    read_plus_minus,
)
from chalicelib.domain.values.quantities.unit_examples import units_of
from chalicelib.domain.values.quantities.units import (
    MAX_UNIT_CHARS,
    Unit,
    admits,
    find_unit,
    is_money,
)
from chalicelib.domain.values.types.value_type import Schema, ValueType, object_schema
from chalicelib.late_dataclass import dataclass

_WITH_EXPONENT = r"(\.[0-9]+)?[eE][+-]?[0-9]{1,2}"
_RANK = "rank"
_UNKNOWN = '{"missing": "unknown"}'


@dataclass(frozen=True)
class QuantityType(ValueType):
    """A quantity with a unit of one of these dimensions, which may be the wildcards `money/*` and `*/time`.

    The sign `+` refuses amounts below 0; `whole` refuses fractions, as of people.
    """

    dimensions: tuple[str, ...]
    sign: Literal["+", "±"] = "±"
    whole: bool = False

    def read(self, raw: Any, *, at: str, faults: Faults) -> Quantity | Span | None:
        """Read `{"amount", "unit", "bound"}` or a range `{"low", "high", "unit"}`."""
        if not isinstance(raw, Mapping):
            right = f'{{"amount": "94.60", "unit": "{self._example_unit()}"}}'
            faults.add(at, "wrong_type", f"Expected a quantity such as {right}, not {described(raw)}.")
            return None
        return self._read_range(raw, at, faults) if _is_range(raw) else self._read_amount(raw, at, faults)

    def members_of(self, raw: Mapping[str, Any]) -> Members:
        """Return the members of an amount or of a range."""
        real = ("real",) if self.has_money else ()
        return (
            Members(("low", "high", "unit"), real)
            if _is_range(raw)
            else Members(("amount", "unit"), ("bound", "plus_minus", *real))
        )

    def shapes(self) -> list[Schema]:
        """List the two forms: an amount, exact, bounded or give or take, and a range."""
        from chalicelib.domain.values.quantities.unit_patterns import unit_pattern  # here, as only schemas need it

        amount = {"type": "string", "maxLength": AMOUNT_MAX_LENGTH, "pattern": self._amount_pattern()}
        unit = {"type": "string", "maxLength": MAX_UNIT_CHARS, "pattern": unit_pattern(self.dimensions)}
        bound: Schema = {"type": "string", "enum": list(BOUNDS)}
        error: Schema = {"type": "string", "maxLength": PLUS_MINUS_MAX_LENGTH, "pattern": PLUS_MINUS_PATTERN}
        real: dict[str, Schema] = (
            {"real": {"type": "string", "maxLength": 4, "pattern": REAL_PATTERN}} if self.has_money else {}
        )
        return [
            object_schema({"amount": amount, "unit": unit}, optional={"bound": bound, "plus_minus": error} | real)
            | {"not": {"properties": {"bound": bound, "plus_minus": error}, "required": ["bound", "plus_minus"]}},
            object_schema({"low": amount, "high": amount, "unit": unit}, optional=real),
        ]

    def takes_unit_of(self, raw: Any) -> bool:
        """Return whether a value, as sent, is in a known unit of one of the dimensions."""
        text = raw.get("unit") if isinstance(raw, Mapping) else None
        unit = find_unit(text) if isinstance(text, str) else None
        return unit is not None and admits(self.dimensions, unit.dimension)

    def of_all_numbers(self) -> "QuantityType":
        """Return the type that takes every number, as filters do: numbers that are refused now can be on record."""
        return QuantityType(self.dimensions)

    @cached_property
    def has_money(self) -> bool:
        """Return whether it takes money, alone or per something, which can be that of a year."""
        return any(is_money(each) for each in self.dimensions)

    def _read_amount(self, raw: Mapping[str, Any], at: str, faults: Faults) -> Quantity | None:
        number = self._read_number(raw, "amount", at, faults)
        unit = self._read_unit(raw, at, faults)
        checks = [
            _is_bound(raw, number, at, faults),
            _is_plus_minus(raw, at, faults),
            not self.has_money or _is_real(raw, unit, at, faults),
        ]
        if not all(checks) or number is None or unit is None:
            return None
        return Quantity(raw["amount"], unit.code, raw.get("bound"), raw.get("plus_minus"), raw.get("real"))

    def _read_range(self, raw: Mapping[str, Any], at: str, faults: Faults) -> Span | None:
        low, high = self._read_number(raw, "low", at, faults), self._read_number(raw, "high", at, faults)
        unit = self._read_unit(raw, at, faults)
        is_real = not self.has_money or _is_real(raw, unit, at, faults)
        if low is None or high is None or unit is None or not is_real:
            return None
        if low >= high:
            faults.add(at, "bad_range", '"low" must be less than "high"; for a single figure send "amount".')
            return None
        return Span(raw["low"], raw["high"], unit.code, raw.get("real"))

    def _read_number(self, raw: Mapping[str, Any], name: str, at: str, faults: Faults) -> Decimal | None:
        """Read the amount in a member, which must have the declared sign; a rank is whole and counts from 1."""
        number = _read_decimal(raw, name, at, faults)
        if number is None:
            return None
        wrong = [*self._number_faults(raw[name], number, is_rank=raw.get("unit") == _RANK)]
        for code, detail in wrong:
            faults.add(f"{at}/{name}", code, detail)
        return None if wrong else number

    def _number_faults(self, text: str, number: Decimal, *, is_rank: bool) -> Iterator[CodedFault]:
        if self.sign == "+" and text.startswith("-"):
            detail = (
                f"{quoted(text)} is below 0, which this cannot be. For a figure that is not known, send {_UNKNOWN}."
            )
            yield CodedFault("below_zero", detail)
        elif is_rank and number < 1:
            yield CodedFault("bad_range", f"{quoted(text)} is no rank; the first rank is 1.")
        if (self.whole or is_rank) and number != number.to_integral_value():
            yield CodedFault("not_whole", f"{quoted(text)} is no whole number, which this must be.")

    def _read_unit(self, raw: Mapping[str, Any], at: str, faults: Faults) -> Unit | None:
        if "unit" not in raw:
            return None
        text = raw["unit"]
        if not isinstance(text, str):
            faults.add(f"{at}/unit", "wrong_type", f"A unit is a string such as {self._example_unit()}.")
            return None
        unit = find_unit(text)
        if unit is None:
            faults.add(f"{at}/unit", "unknown_unit", self._unknown_unit(text, faults.guesses))
        elif not admits(self.dimensions, unit.dimension):
            detail = f"{quoted(text)} measures {unit.dimension}; expected {self._expected_units()}."
            faults.add(f"{at}/unit", "wrong_dimension", detail)
        else:
            return unit
        return None

    def _unknown_unit(self, unit: str, guesses: Guesses) -> str:
        from chalicelib.domain.values.quantities.written_units import unit_hint  # here, as only wrong units need it

        hint = unit_hint(unit, guesses=guesses)
        return f"{quoted(unit)} is not a known unit{hint} Expected {self._expected_units()}."

    def _example_unit(self) -> str:
        return units_of(self.dimensions[:1])[0]

    def _expected_units(self) -> str:
        each = (f"{dimension} ({', '.join(units_of([dimension])[:3])})" for dimension in self.dimensions)
        return " or ".join(each)

    def _amount_pattern(self) -> str:
        """Return the pattern of amounts; which numbers with an exponent are whole a pattern cannot say."""
        sign = r"\+?" if self.sign == "+" else "[+-]?"
        decimals = rf"(\.0+|{_WITH_EXPONENT})?" if self.whole else r"(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?"
        return f"^{sign}(0|[1-9][0-9]*){decimals}$"


def _is_range(raw: Mapping[str, Any]) -> bool:
    return "low" in raw or "high" in raw


def _read_decimal(raw: Mapping[str, Any], name: str, at: str, faults: Faults) -> Decimal | None:
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


def _is_plus_minus(raw: Mapping[str, Any], at: str, faults: Faults) -> bool:
    """Check how far the truth may lie from an amount, if that is said."""
    if "plus_minus" not in raw:
        return True
    sent = raw["plus_minus"]
    if not isinstance(sent, str) or read_plus_minus(sent) is None:
        shown = quoted(sent) if isinstance(sent, str) else described(sent)
        detail = f'Expected an amount such as "0.9e9", or per cent of it such as "2 %", not below 0, not {shown}.'
        faults.add(f"{at}/plus_minus", "not_an_amount", detail)
        return False
    if "bound" in raw:
        faults.add(f"{at}/plus_minus", "not_together", 'Send "bound" or "plus_minus", not both.')
        return False
    return True


def _is_real(raw: Mapping[str, Any], unit: Unit | None, at: str, faults: Faults) -> bool:
    """Check the year in whose money an amount is counted, if that is said."""
    if "real" not in raw:
        return True
    year = raw["real"]
    if not isinstance(year, str) or not re.fullmatch(REAL_PATTERN, year):
        detail = f'Expected the year whose money it is counted in, such as "2023", not {described(year)}.'
        faults.add(f"{at}/real", "not_a_year", detail)
        return False
    if unit is not None and not is_money(unit.dimension):
        detail = f'"real" is of money alone, and {unit.code} measures {unit.dimension}. Leave it out.'
        faults.add(f"{at}/real", "wrong_dimension", detail)
        return False
    return True
