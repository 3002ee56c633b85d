"""Stretches of one line, sorted once, so that one is not compared with every other."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any

Stretch = tuple[Any, Any]  # first and last point on a line, both inside


class Row:
    """Stretches of one line in order."""

    def __init__(self, stretches: Mapping[int, Stretch]) -> None:
        self._ordered = sorted((low, high, place) for place, (low, high) in stretches.items())
        self._lows = [low for low, _, _ in self._ordered]
        self._highs = sorted(high for _, high, _ in self._ordered)
        self._reach = list(accumulate((high for _, high, _ in self._ordered), max))

    def reach(self, stretch: Stretch) -> tuple[int, int]:
        """Count those that end before a stretch begins, and those that begin before it ends."""
        low, high = stretch
        return bisect_left(self._highs, low), bisect_right(self._lows, high)

    def across(self, stretch: Stretch) -> Iterator[int]:
        """Yield the places of the others: from the last to begin backwards, until none before reaches the stretch."""
        low, high = stretch
        for at in range(bisect_right(self._lows, high) - 1, -1, -1):
            if self._reach[at] < low:
                return
            _, end, place = self._ordered[at]
            if end >= low:
                yield place
