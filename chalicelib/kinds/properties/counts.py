"""Counts: what is wrong with a fraction of something that is counted, beside amounts that can have fractions."""

from collections.abc import Iterator
from decimal import Decimal

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.values import Quantity, Span, known_unit
from chalicelib.kinds.declaration import CheckFault

_COUNTED = ("seat", "share", "token", "image", "dimension")


def count_faults(content: Content) -> Iterator[CheckFault]:
    """Yield a fault for each fraction of a count, such as half a seat."""
    value = content.value
    if not isinstance(value, Quantity | Span) or known_unit(value.unit).dimension not in _COUNTED:
        return
    amounts = {"amount": value.amount} if isinstance(value, Quantity) else {"low": value.low, "high": value.high}
    for member, text in amounts.items():
        if Decimal(text) != Decimal(text).to_integral_value():
            detail = f'"{text}" is no whole number, and {value.unit} is a count.'
            yield CheckFault(f"value/{member}", "not_whole", detail)
