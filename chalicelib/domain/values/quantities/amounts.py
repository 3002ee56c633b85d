"""Amounts: decimal strings, exact arithmetic on them, and how precisely one is written."""

import re
from decimal import Context, Decimal, DecimalException, DivisionByZero, Inexact, InvalidOperation

AMOUNT_PATTERN = r"^[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?$"
AMOUNT_MAX_LENGTH = 64
MAX_AMOUNT_DIGITS = 40
MAX_AMOUNT_EXPONENT = 60

# Amounts lie between 1e-100 and 1e61, so 300 digits hold any sum and product; should one not fit, it raises.
EXACT = Context(prec=300, traps=[Inexact, InvalidOperation, DivisionByZero])

_AMOUNT = re.compile(AMOUNT_PATTERN)
_HALF = Decimal("0.5")
_FEWEST_DIGITS = 2  # a figure of one digit is too coarse to be called the rounding of another


def read_amount(text: str) -> Decimal | None:
    """Read a decimal string of at most 40 significant digits and 60 places; None when it is not one."""
    if len(text) > AMOUNT_MAX_LENGTH or not _AMOUNT.fullmatch(text):
        return None
    number = Decimal(text)
    fits = len(number.as_tuple().digits) <= MAX_AMOUNT_DIGITS and abs(number.adjusted()) <= MAX_AMOUNT_EXPONENT
    return number if fits else None


def canonical_amount(number: Decimal) -> str:
    """Write a number the one way in which equal numbers are equal text."""
    return f"{EXACT.normalize(number):f}" if number else "0"


def rounding_error(text: str) -> Decimal | None:
    """Give half a unit of the last significant digit of an amount; None below two significant digits.

    Zeros at the end of an integer only hold the place; behind a decimal point they are meant.
    """
    mantissa, _, exponent = text.lstrip("+-").lower().partition("e")
    whole, point, decimals = mantissa.partition(".")
    digits = (whole + decimals).lstrip("0")
    meant = digits if point else digits.rstrip("0")
    if len(meant) < _FEWEST_DIGITS:
        return None
    return _HALF.scaleb(len(digits) - len(meant) - len(decimals) + int(exponent or 0))


def divide(number: Decimal, divisor: Decimal) -> Decimal | None:
    """Divide, or give None where the quotient has no end."""
    try:
        return EXACT.divide(number, divisor)
    except DecimalException:
        return None
