"""Quantities: an amount with a unit, exact, bounded or a range."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chalicelib.domain.values.quantities.amounts import EXACT, canonical_amount
from chalicelib.domain.values.quantities.reals import INFINITY, Reals

BOUNDS = ("about", "nearly", "under", "over", "at_most", "at_least")

_ZERO = Decimal(0)
_NEARLY = Decimal("0.95")  # "nearly" is at most 5 % below; "about" 5 % either side
_ABOVE = Decimal("1.05")


@dataclass(frozen=True)
class Quantity:
    """An amount as written, with its unit; a bound speaks of its size ("fell more than 3 %" is -3 % over)."""

    amount: str
    unit: str
    bound: str | None = None

    @property
    def number(self) -> Decimal:
        """The amount as a number."""
        return Decimal(self.amount)

    def json(self) -> dict[str, Any]:
        """Show the amount as it was sent; 94.60 stays 94.60."""
        bound = {"bound": self.bound} if self.bound else {}
        return {"amount": self.amount, "unit": self.unit, **bound}

    def canonical(self) -> str:
        """Name the value for identity: 2.50 is 2.5, and 1e3 is 1000."""
        return f"quantity:{self.bound or 'exactly'} {canonical_amount(self.number)} {self.unit}"

    def reals(self) -> Reals:
        """Give the numbers that it allows, on its own unit."""
        allowed = _sizes(self.number.copy_abs(), self.bound)
        return allowed.mirrored() if self.number < 0 else allowed


@dataclass(frozen=True)
class Span:
    """A range: somewhere from low to high, both included."""

    low: str
    high: str
    unit: str

    def json(self) -> dict[str, Any]:
        """Show both ends as they were sent."""
        return {"low": self.low, "high": self.high, "unit": self.unit}

    def canonical(self) -> str:
        """Name the value for identity."""
        low, high = canonical_amount(Decimal(self.low)), canonical_amount(Decimal(self.high))
        return f"span:{low} to {high} {self.unit}"

    def reals(self) -> Reals:
        """Give the numbers that it allows, on its own unit."""
        return Reals(Decimal(self.low), Decimal(self.high))


def _sizes(size: Decimal, bound: str | None) -> Reals:
    low, high = {
        "about": (EXACT.multiply(size, _NEARLY), EXACT.multiply(size, _ABOVE)),
        "nearly": (EXACT.multiply(size, _NEARLY), size),
        "under": (_ZERO, size),
        "over": (size, INFINITY),
        "at_most": (_ZERO, size),
        "at_least": (size, INFINITY),
    }.get(bound or "", (size, size))
    return Reals(low, high, low_open=bound == "over", high_open=bound == "under")
