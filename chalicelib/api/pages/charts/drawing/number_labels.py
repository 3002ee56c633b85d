"""Short labels of numbers that a person reads: 1.5k, 2.5M, $0.15."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹", "KRW": "₩"}
SUFFIXES = {"%": "%"}
MINUS = "\N{MINUS SIGN}"
LEAST_DIGITS = 3
MOST_DIGITS = 12
_THOUSANDS = ((12, "T"), (9, "B"), (6, "M"), (3, "k"))
_TOO_LARGE, _TOO_SMALL = 15, -6  # powers of ten from which a label is 1e15, or 1e-7 down
_TOO_MANY_COMMAS = 9
_LONGEST = len("1.234")  # a longer one is written out, 12,346, if its last digit is not rounded away
_CENTS = -2


def number_label(number: Decimal, unit: str = "", *, digits: int = LEAST_DIGITS, is_written_out: bool = False) -> str:
    """Return a number with some significant digits and the symbol of its currency.

    Thousands are k, M, B or T, unless that takes too many digits or the number is to be written out.
    """
    symbol = SYMBOLS.get(unit.partition("/")[0], "")
    size = _rounded(abs(number), digits)
    sign = MINUS if number < 0 and size else ""
    shown = _written_out(size) if is_written_out else _size_label(size, digits, is_money=bool(symbol))
    return f"{sign}{symbol}{shown}{SUFFIXES.get(unit, '')}"


def tick_labels(ticks: Sequence[Decimal], unit: str = "") -> list[str]:
    """Return the labels of ticks, with the digits that it takes to show them exactly."""
    digits = digits_of(ticks)
    labels = [number_label(tick, unit, digits=digits) for tick in ticks]
    if not any("," in label for label in labels):
        return labels
    return [number_label(tick, unit, digits=digits, is_written_out=True) for tick in ticks]


def digits_of(ticks: Sequence[Decimal]) -> int:
    """Return how many significant digits it takes to show ticks exactly."""
    exact = (digits for digits in range(LEAST_DIGITS, MOST_DIGITS) if all(_rounded(t, digits) == t for t in ticks))
    return next(exact, MOST_DIGITS)


def _rounded(number: Decimal, digits: int) -> Decimal:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(number)


def _size_label(size: Decimal, digits: int, *, is_money: bool) -> str:
    power = size.adjusted() if size else 0
    if power >= _TOO_LARGE or power < _TOO_SMALL:
        return f"{_plain(size.scaleb(-power))}e{power}"
    for thousands, letter in _THOUSANDS:
        if power >= thousands:
            short = _plain(size.scaleb(-thousands))
            is_short = len(short) <= _LONGEST or power >= min(digits, _TOO_MANY_COMMAS)
            return f"{short}{letter}" if is_short else _written_out(size)
    text = _plain(size)
    # Two decimals are cents: $0.50, not $0.5.
    return f"{size:.2f}" if is_money and "." in text and _exponent(size) > _CENTS else text


def _written_out(size: Decimal) -> str:
    return f"{size.normalize():,f}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
