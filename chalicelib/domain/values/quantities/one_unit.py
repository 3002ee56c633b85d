"""One unit: expresses several quantities in the unit that most of them have, if that is exact."""

from collections import Counter
from collections.abc import Sequence
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
            return value if converted is None else Quantity(converted, unit, value.bound)
        case Span(low=low, high=high) if value.unit != unit:
            ends = _converted_amount(low, value.unit, unit), _converted_amount(high, value.unit, unit)
            return value if None in ends else Span(str(ends[0]), str(ends[1]), unit)
        case _:
            return value


def _converted_amount(amount: str, unit: str, to: str) -> str | None:
    number = convert(Decimal(amount), unit, to)
    return None if number is None else canonical_amount(number)
