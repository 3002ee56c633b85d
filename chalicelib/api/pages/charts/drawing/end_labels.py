"""Labels at the ends of lines, on the right of the plane: the last number and, where there is room, the name."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple
from unicodedata import east_asian_width

from markupsafe import Markup

from chalicelib.api.pages.charts.chart_data import Chart, ChartValue
from chalicelib.api.pages.charts.drawing.marks import mark
from chalicelib.api.pages.charts.drawing.number_labels import digits_of, number_label
from chalicelib.api.pages.charts.drawing.plane import Plane
from chalicelib.api.pages.charts.drawing.svg import clean, element, pixels

MAX_NAME = 28  # characters; the legend has the whole name
_APART = 18  # pixels from one label to the next
_DIGITS = 5  # of a number that has so many, such as the price of a share
_MIDDLE = "0.32em"


class EndLabel(NamedTuple):
    """The label of a line: its number among the lines, the height of its end, and its texts."""

    line: int
    y: float
    number: str
    name: str


def end_labels(chart: Chart, plane: Plane) -> list[EndLabel]:
    """Return a label for each line; one that has the chart alone needs no name."""
    has_names = len(chart.drawn_lines) > 1
    return [
        EndLabel(
            number,
            _height(line.drawn[-1], plane),
            value_label(line.drawn[-1], chart.unit, digits=digits_of(plane.scale.ticks)),
            short_name(line.label) if has_names else "",
        )
        for number, line in chart.marked_lines
    ]


def value_label(value: ChartValue, unit: str, *, digits: int = _DIGITS) -> str:
    """Return the number of a value, or both of a range, as a short label of at least five digits, if it has them."""
    if value.low is None or value.high is None:
        return ""
    low = number_label(value.low, unit, digits=max(digits, _DIGITS))
    return f"{low}–{number_label(value.high, unit, digits=max(digits, _DIGITS))}" if value.is_range else low


def short_name(label: str, *, most: int = MAX_NAME) -> str:
    """Return a name that has room beside a chart."""
    name = clean(label).strip()
    ends = list(accumulate(map(_breadth, name)))
    if not ends or ends[-1] <= most:
        return name
    return f"{name[: sum(end < most for end in ends)].rstrip()}…"


def breadth(text: str) -> int:
    """Return how much room a text takes, in letters; a Chinese character takes two."""
    return sum(map(_breadth, text))


def _breadth(letter: str) -> int:
    return 2 if east_asian_width(letter) in "WF" else 1


def drawn_labels(chart_id: str, labels: Sequence[EndLabel], plane: Plane) -> Markup:
    """Draw labels so that none covers another; a fine line leads to a label that had to move."""
    ordered = sorted(labels, key=lambda label: (label.y, label.line))
    heights = spread([label.y for label in ordered], low=plane.top, high=plane.bottom)
    parts = [part for label, y in zip(ordered, heights, strict=True) for part in _drawn_label(chart_id, label, y)]
    return element("svg", {"x": "100%", "class": "chart-stretched"}, *parts)


def _drawn_label(chart_id: str, label: EndLabel, y: float) -> list[Markup]:
    moved = [element("path", {"d": f"M0 {pixels(label.y)}L12 {pixels(y)}", "class": "chart-lead"})]
    texts = [element("tspan", {"class": "chart-now"}, label.number)]
    if label.name:
        texts.append(element("tspan", {"class": "chart-name", "dx": 5}, label.name))
    return [
        *(moved if abs(label.y - y) > 1 else []),
        mark(chart_id, label.line, x=18, y=pixels(y)),
        element("text", {"x": 28, "y": pixels(y), "dy": _MIDDLE}, *texts),
    ]


def _height(value: ChartValue, plane: Plane) -> float:
    low, high = value.low, value.high
    return plane.bottom if low is None or high is None else (plane.y(low) + plane.y(high)) / 2


def spread(heights: Sequence[float], *, low: float, high: float) -> list[float]:
    """Move ascending heights as little as it takes for 18 pixels between two, from the top down, then up again."""
    found = list[float]()
    for height in heights:
        found.append(max(height, found[-1] + _APART) if found else max(height, low))
    limit = high
    for place in range(len(found) - 1, -1, -1):
        found[place] = min(found[place], limit)
        limit = found[place] - _APART
    return found
