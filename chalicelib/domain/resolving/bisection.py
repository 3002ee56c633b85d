"""Bisection: the first number of a range from which on something holds."""

from bisect import bisect_left
from collections.abc import Callable


def first_where(holds: Callable[[int], bool], numbers: range) -> int:
    """Find the first number at which it holds, as at all after it; the range's end where it holds at none."""
    return numbers.start + bisect_left(numbers, 1, key=lambda number: int(holds(number)))
