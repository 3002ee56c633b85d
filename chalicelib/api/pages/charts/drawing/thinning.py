"""Thinning: of a line with too many values, those that show its shape."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from chalicelib.api.pages.charts.chart_data import ChartLine, ChartValue

MAX_POINTS = 500
_KEPT_OF_A_PART = 4  # the first, the last, the lowest and the highest


def is_thinned(line: ChartLine) -> bool:
    """Return whether a line has more values than are drawn."""
    return len(line.drawn) > MAX_POINTS


def thinned(line: ChartLine, *, is_stepped: bool) -> list[ChartValue]:
    """Return at most 500 values in order: of each part of a longer line its ends, its lowest and its highest.

    Disputed values stay, if there are few. A step holds until the next one that is kept.
    """
    values = line.drawn
    if not is_thinned(line):
        return list(values)
    disputed = [number for number, value in enumerate(values) if value.sides][: MAX_POINTS // 2]
    parts = (MAX_POINTS - len(disputed)) // _KEPT_OF_A_PART
    kept = set(disputed)
    for part in range(parts):
        kept |= _shape(values, len(values) * part // parts, len(values) * (part + 1) // parts)
    chosen = sorted(kept)
    if not is_stepped:
        return [values[number] for number in chosen]
    steps = [replace(values[one], last=values[other - 1].last) for one, other in pairwise(chosen)]
    return [*steps, values[chosen[-1]]]


def _shape(values: Sequence[ChartValue], begin: int, end: int) -> set[int]:
    part = range(begin, end)
    lowest = min(part, key=lambda number: values[number].low or 0)
    highest = max(part, key=lambda number: values[number].high or 0)
    return {begin, end - 1, lowest, highest}
