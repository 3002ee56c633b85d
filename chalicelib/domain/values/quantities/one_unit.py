"""One unit: expresses several quantities in the unit that most of them have, if that is exact."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from chalicelib.domain.values.quantities.quantities import Quantity, Span, canonical_amount
from chalicelib.domain.values.quantities.units import convert
from chalicelib.domain.values.types.value_type import Value


def common_unit(values: Sequence[Value]) -> str | None:
    """Return the unit that most of the quantities have, the first of several; None if there are no quantities."""
    units = Counter(value.unit for value in values if isinstance(value, Quantity | Span))
    return max(units, key=lambda unit: units[unit]) if units else None


def expressed_in(value: Value, unit: str) -> Value:
    """Express a quantity in a unit; a value that does not convert exactly is returned as it is."""
    match value:
        case Quantity(amount=amount) if value.unit != unit:
            converted = _converted_amount(amount, value.unit, unit)
            error = _converted_error(value, unit)
            if converted is None or (value.plus_minus and error is None):
                return value
            return replace(value, amount=converted, unit=unit, plus_minus=error)
        case Span(low=low, high=high) if value.unit != unit:
            ends = _converted_amount(low, value.unit, unit), _converted_amount(high, value.unit, unit)
            return value if None in ends else replace(value, low=str(ends[0]), high=str(ends[1]), unit=unit)
        case _:
            return value


def _converted_amount(amount: str, unit: str, to: str) -> str | None:
    number = convert(Decimal(amount), unit, to)
    return None if number is None else canonical_amount(number)


def _converted_error(value: Quantity, to: str) -> str | None:
    """Return what an amount allows in another unit; per cent stay per cent."""
    if value.plus_minus is None or value.plus_minus.endswith("%"):
        return value.plus_minus
    return _converted_amount(value.plus_minus, value.unit, to)
