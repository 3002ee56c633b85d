"""Scales of values: linear or logarithmic, with ticks at round numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

LOGARITHMIC_FROM = 50  # times the smallest
LEAST_CHANGE = Decimal("0.25")  # of the largest: a smaller change would be hidden by an axis from zero
FEWEST_TICKS = 4
_EXACT = Context(prec=200)  # a difference of 1e60 and 1e-60 needs 120 digits
_ONE, _TEN = Decimal(1), Decimal(10)
_NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), _TEN)
_OF_A_DECADE = (Decimal(1), Decimal(2), Decimal(5))
_DECADES_BY_FIVES, _DECADES_BY_THREES, _DECADES_BY_ONES = 2, 3, 7
_FREE = (Decimal(0), _ONE)


@dataclass(frozen=True)
class ValueScale:
    """An axis from the lowest to the highest number, with its ticks in ascending order."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]
    is_logarithmic: bool = False

    def at(self, number: Decimal) -> float:
        """Return where a number is, from 0 at the low end to 1 at the high end."""
        inside = min(max(number, self.low), self.high)
        if self.is_logarithmic:
            return float((inside / self.low).log10() / (self.high / self.low).log10())
        return float(_EXACT.divide(_EXACT.subtract(inside, self.low), _EXACT.subtract(self.high, self.low)))

    @property
    def starts_at_zero(self) -> bool:
        """Whether the distance of a number from zero can be seen."""
        return not self.is_logarithmic and self.low <= 0 <= self.high


def value_scale(numbers: Iterable[Decimal]) -> ValueScale:
    """Return the scale for some numbers: logarithmic if the largest is more than 50 times the smallest.

    A linear scale includes zero, unless that would hide a small change. Without a number it is from 0 to 1.
    """
    found = list(numbers)
    low, high = (min(found), max(found)) if found else _FREE
    if 0 < low * LOGARITHMIC_FROM < high:
        return _logarithmic(low, high)
    return _linear(*_with_zero(low, high))


def _with_zero(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    change = _EXACT.subtract(high, low)
    if 0 < change < LEAST_CHANGE * max(abs(low), abs(high)):
        return low, high
    if low == high == 0:
        return _FREE
    return min(low, Decimal(0)), max(high, Decimal(0))


def _linear(low: Decimal, high: Decimal) -> ValueScale:
    step = _nice_step(_EXACT.subtract(high, low) / FEWEST_TICKS)
    first = _EXACT.divide(low, step).to_integral_value(ROUND_FLOOR)
    last = _EXACT.divide(high, step).to_integral_value(ROUND_CEILING)
    count = int(_EXACT.subtract(last, first))
    ticks = tuple(_EXACT.multiply(_EXACT.add(first, Decimal(each)), step) for each in range(count + 1))
    return ValueScale(ticks[0], ticks[-1], ticks)


def _nice_step(least: Decimal) -> Decimal:
    power = _TEN.scaleb(least.adjusted() - 1)
    return next(each * power for each in _NICE if each * power >= least)


def _logarithmic(low: Decimal, high: Decimal) -> ValueScale:
    first = max(each for each in _round_numbers(low.adjusted(), low.adjusted()) if each <= low)
    last = min(each for each in _round_numbers(high.adjusted(), high.adjusted() + 1) if each >= high)
    decades = last.adjusted() - first.adjusted()
    if decades <= _DECADES_BY_FIVES:
        ticks = [each for each in _round_numbers(first.adjusted(), last.adjusted()) if first <= each <= last]
        return ValueScale(first, last, tuple(ticks), is_logarithmic=True)
    first, last = _decade(first.adjusted()), _decade(last.adjusted() + (last > _decade(last.adjusted())))
    return ValueScale(first, last, tuple(_decade_ticks(first.adjusted(), last.adjusted())), is_logarithmic=True)


def _decade_ticks(first: int, last: int) -> Iterator[Decimal]:
    """Yield 1, 3, 10, 30 for few decades, one tick a decade for more, and fewer for many, the last one always."""
    stride = max(1, -(-(last - first) // _DECADES_BY_ONES))
    for power in range(first, last, stride):
        if power == first or last - power >= stride:
            yield _decade(power)
        if last - first <= _DECADES_BY_THREES:
            yield 3 * _decade(power)
    yield _decade(last)


def _round_numbers(first: int, last: int) -> list[Decimal]:
    return [each * _decade(power) for power in range(first, last + 1) for each in _OF_A_DECADE]


def _decade(power: int) -> Decimal:
    return _ONE.scaleb(power)
