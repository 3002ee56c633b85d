"""Short labels of numbers that a person reads: 1.5k, 2.5M, $0.15."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "KRW": "₩"}
SUFFIXES = {"%": "%"}
MINUS = "\N{MINUS SIGN}"
LEAST_DIGITS = 3
MOST_DIGITS = 12
_THOUSANDS = ((12, "T"), (9, "B"), (6, "M"), (3, "k"))
_TOO_LARGE, _TOO_SMALL = 15, -6  # powers of ten from which a label is 1e15 or 1e-7
_CENTS = -2


def number_label(number: Decimal, unit: str = "", *, digits: int = LEAST_DIGITS) -> str:
    """Return a number with some significant digits, the symbol of its currency, and k, M, B or T for the thousands."""
    symbol = SYMBOLS.get(unit.partition("/")[0], "")
    size = _rounded(abs(number), digits)
    sign = MINUS if number < 0 and size else ""
    return f"{sign}{symbol}{_size_label(size, is_money=bool(symbol))}{SUFFIXES.get(unit, '')}"


def tick_labels(ticks: Sequence[Decimal], unit: str = "") -> list[str]:
    """Return the labels of ticks, with as many digits as it takes to show them exactly."""
    exact = (digits for digits in range(LEAST_DIGITS, MOST_DIGITS) if all(_rounded(t, digits) == t for t in ticks))
    digits = next(exact, MOST_DIGITS)
    return [number_label(tick, unit, digits=digits) for tick in ticks]


def _rounded(number: Decimal, digits: int) -> Decimal:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(number)


def _size_label(size: Decimal, *, is_money: bool) -> str:
    power = size.adjusted() if size else 0
    if power >= _TOO_LARGE or power < _TOO_SMALL:
        return f"{_plain(size.scaleb(-power))}e{power}"
    for thousands, letter in _THOUSANDS:
        if power >= thousands:
            return f"{_plain(size.scaleb(-thousands))}{letter}"
    text = _plain(size)
    # Two decimals are cents: $0.50, not $0.5.
    return f"{size:.2f}" if is_money and "." in text and _exponent(size) > _CENTS else text


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
