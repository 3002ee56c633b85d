"""Quantities: decimal amounts with a unit, exact, bounded or a range, and the sets of numbers that they allow."""

import re
from decimal import Context, Decimal, DecimalException, DivisionByZero, Inexact, InvalidOperation
from typing import Any

from chalicelib.late_dataclass import dataclass

AMOUNT_PATTERN = r"^[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?$"
AMOUNT_MAX_LENGTH = 64
MAX_AMOUNT_DIGITS = 40
MAX_AMOUNT_EXPONENT = 60

# Amounts are between 1e-100 and 1e61, so 300 digits hold any sum and product; otherwise it raises.
EXACT = Context(prec=300, traps=[Inexact, InvalidOperation, DivisionByZero])

_AMOUNT = re.compile(AMOUNT_PATTERN)
_HALF = Decimal("0.5")
_FEWEST_DIGITS = 2  # a figure of one digit is too coarse to be called the rounding of another


def read_amount(text: str) -> Decimal | None:
    """Parse a decimal string of at most 40 significant digits and 60 places; None if it is not one."""
    if len(text) > AMOUNT_MAX_LENGTH or not _AMOUNT.fullmatch(text):
        return None
    number = Decimal(text)
    is_short = len(text) <= MAX_AMOUNT_DIGITS or len(number.as_tuple().digits) <= MAX_AMOUNT_DIGITS
    return number if is_short and abs(number.adjusted()) <= MAX_AMOUNT_EXPONENT else None


def canonical_amount(number: Decimal) -> str:
    """Return the text of a number; equal numbers have equal texts."""
    return f"{EXACT.normalize(number):f}" if number else "0"


def rounding_error(text: str) -> Decimal | None:
    """Return half a unit of the last significant digit of an amount; None below two significant digits.

    Zeros at the end of an integer are not significant; after a decimal point they are.
    """
    mantissa, _, exponent = text.lstrip("+-").lower().partition("e")
    whole, point, decimals = mantissa.partition(".")
    digits = (whole + decimals).lstrip("0")
    meant = digits if point else digits.rstrip("0")
    if len(meant) < _FEWEST_DIGITS:
        return None
    return _HALF.scaleb(len(digits) - len(meant) - len(decimals) + int(exponent or 0))


def divide(number: Decimal, divisor: Decimal) -> Decimal | None:
    """Divide; None if the quotient has infinitely many digits."""
    try:
        return EXACT.divide(number, divisor)
    except DecimalException:
        return None


INFINITY = Decimal("Infinity")


@dataclass(frozen=True)
class Reals:
    """All numbers from `low` to `high`; an open end is not itself inside."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def overlaps(self, other: "Reals") -> bool:
        """Return whether some number is in both."""
        return _begins_before_end(self, other) and _begins_before_end(other, self)

    def within(self, other: "Reals") -> bool:
        """Return whether all of it is in the other, which has more."""
        low = self.low > other.low or (self.low == other.low and self.low_open >= other.low_open)
        high = self.high < other.high or (self.high == other.high and self.high_open >= other.high_open)
        return low and high and self != other

    def mirrored(self) -> "Reals":
        """Return the numbers with the opposite sign."""
        return Reals(self.high.copy_negate(), self.low.copy_negate(), self.high_open, self.low_open)

    def scaled(self, factor: Decimal) -> "Reals":
        """Multiply every number by a positive factor."""
        low, high = EXACT.multiply(self.low, factor), EXACT.multiply(self.high, factor)
        return Reals(low, high, self.low_open, self.high_open)


def _begins_before_end(one: Reals, other: Reals) -> bool:
    touching = one.low == other.high and not (one.low_open or other.high_open)
    return one.low < other.high or touching


BOUNDS = ("about", "nearly", "under", "over", "at_most", "at_least")

_ZERO = Decimal(0)
_NEARLY = Decimal("0.95")  # "nearly" is at most 5 % below; "about" 5 % either side
_ABOVE = Decimal("1.05")


PLUS_MINUS_PATTERN = r"^(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?( ?%)?$"
PLUS_MINUS_MAX_LENGTH = AMOUNT_MAX_LENGTH + len(" %")
REAL_PATTERN = r"^[12][0-9]{3}$"
_HUNDREDTH = Decimal("0.01")


def read_plus_minus(text: str) -> Decimal | None:
    """Parse the number of an amount that is not negative, with or without `%`; None if the text is no such amount."""
    is_one = len(text) <= PLUS_MINUS_MAX_LENGTH and re.fullmatch(PLUS_MINUS_PATTERN, text)
    return read_amount(text.removesuffix("%").removesuffix(" ")) if is_one else None


@dataclass(frozen=True)
class Quantity:
    """An amount as written, with its unit; a bound is about its size ("fell more than 3 %" is -3 % over).

    `plus_minus` is how far the truth may lie from it, in its unit or in per cent of it ("2 %"). `real` is the year
    whose money it is counted in, so that inflation is left out.
    """

    amount: str
    unit: str
    bound: str | None = None
    plus_minus: str | None = None
    real: str | None = None

    @property
    def number(self) -> Decimal:
        """The amount as a number."""
        return Decimal(self.amount)

    def json(self) -> dict[str, Any]:
        """Return the amount as it was sent; 94.60 stays 94.60."""
        extra = {"bound": self.bound, "plus_minus": self.plus_minus, "real": self.real}
        return {"amount": self.amount, "unit": self.unit} | {name: text for name, text in extra.items() if text}

    def canonical(self) -> str:
        """Return the text that identifies the value: 2.50 is 2.5, and 1e3 is 1000."""
        amount = canonical_amount(self.number)
        error = self.error()
        within = f" +- {canonical_amount(error)}" if error else ""
        return f"quantity:{self.bound or 'exactly'} {amount}{within} {self.unit}{_of_year(self.real)}"

    def error(self) -> Decimal:
        """Return how far the truth may lie from the amount, in its unit; 0 if nothing is said."""
        if not self.plus_minus:
            return _ZERO
        number = Decimal(self.plus_minus.removesuffix("%").removesuffix(" "))
        if not self.plus_minus.endswith("%"):
            return number
        return EXACT.multiply(EXACT.multiply(self.number.copy_abs(), number), _HUNDREDTH)

    def reals(self) -> Reals:
        """Return the numbers that it allows, in its own unit."""
        if self.plus_minus:
            error = self.error()
            return Reals(EXACT.subtract(self.number, error), EXACT.add(self.number, error))
        allowed = _allowed_sizes(self.number.copy_abs(), self.bound)
        return allowed.mirrored() if self.number < 0 else allowed


@dataclass(frozen=True)
class Span:
    """A range: somewhere from low to high, both included."""

    low: str
    high: str
    unit: str
    real: str | None = None

    def json(self) -> dict[str, Any]:
        """Return both ends as they were sent."""
        real = {"real": self.real} if self.real else {}
        return {"low": self.low, "high": self.high, "unit": self.unit, **real}

    def canonical(self) -> str:
        """Return the text that identifies the value."""
        low, high = canonical_amount(Decimal(self.low)), canonical_amount(Decimal(self.high))
        return f"span:{low} to {high} {self.unit}{_of_year(self.real)}"

    def reals(self) -> Reals:
        """Return the numbers that it allows, in its own unit."""
        return Reals(Decimal(self.low), Decimal(self.high))


def _of_year(real: str | None) -> str:
    return f" of {real}" if real else ""


def _allowed_sizes(size: Decimal, bound: str | None) -> Reals:
    low, high = {
        "about": (EXACT.multiply(size, _NEARLY), EXACT.multiply(size, _ABOVE)),
        "nearly": (EXACT.multiply(size, _NEARLY), size),
        "under": (_ZERO, size),
        "over": (size, INFINITY),
        "at_most": (_ZERO, size),
        "at_least": (size, INFINITY),
    }.get(bound or "", (size, size))
    return Reals(low, high, low_open=bound == "over", high_open=bound == "under")
