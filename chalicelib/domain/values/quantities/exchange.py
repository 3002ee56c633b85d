"""Exchange: shows an amount of money in another currency, by a rate that is given; nothing compares what it shows."""

from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from chalicelib.domain.values.quantities.quantities import canonical_amount
from chalicelib.domain.values.quantities.units import find_unit, is_money

SHOWN_DIGITS = 6  # as exact as rates are published
_ROUNDED = Context(prec=SHOWN_DIGITS)
_NUMBERS = ("amount", "low", "high", "plus_minus")


def currency_of(unit: str) -> str | None:
    """Return the currency of a unit of money, alone or per something; None for other units and for rates."""
    found = find_unit(unit)
    return unit.split("/", maxsplit=1)[0] if found is not None and is_money(found.dimension) else None


def exchange(money: Mapping[str, Any], factor: Decimal, *, to: str) -> dict[str, Any]:
    """Return a quantity, as JSON, in another currency: `factor` of it are one of the quantity's; its bound stays."""
    _, slash, per = money["unit"].partition("/")
    numbers = {name: _times(money[name], factor) for name in _NUMBERS if name in money}
    return {**money, **numbers, "unit": f"{to}{slash}{per}"}


def inverse(rate: Decimal) -> Decimal:
    """Return what one of the second currency costs in the first, given the opposite."""
    return Context(prec=28).divide(Decimal(1), rate)


def _times(text: str, factor: Decimal) -> str:
    """Multiply an amount; what an amount allows in per cent stays per cent."""
    return text if text.endswith("%") else canonical_amount(_ROUNDED.multiply(Decimal(text), factor))
