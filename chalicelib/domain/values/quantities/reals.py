"""Sets of real numbers: what a quantity says, so that two can be laid over each other."""

from dataclasses import dataclass
from decimal import Decimal

from chalicelib.domain.values.quantities.amounts import EXACT

INFINITY = Decimal("Infinity")


@dataclass(frozen=True)
class Reals:
    """All numbers from `low` to `high`; an open end is not itself inside."""

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def overlaps(self, other: "Reals") -> bool:
        """Say whether some number lies in both."""
        return _begins_before_end(self, other) and _begins_before_end(other, self)

    def within(self, other: "Reals") -> bool:
        """Say whether all of it lies in the other, and the other holds more."""
        low = self.low > other.low or (self.low == other.low and self.low_open >= other.low_open)
        high = self.high < other.high or (self.high == other.high and self.high_open >= other.high_open)
        return low and high and self != other

    def mirrored(self) -> "Reals":
        """Turn it about zero."""
        return Reals(self.high.copy_negate(), self.low.copy_negate(), self.high_open, self.low_open)

    def scaled(self, factor: Decimal) -> "Reals":
        """Multiply every number by a positive factor."""
        low, high = EXACT.multiply(self.low, factor), EXACT.multiply(self.high, factor)
        return Reals(low, high, self.low_open, self.high_open)


def _begins_before_end(one: Reals, other: Reals) -> bool:
    touching = one.low == other.high and not (one.low_open or other.high_open)
    return one.low < other.high or touching
