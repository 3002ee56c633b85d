"""Points: a value of a day, joined by a line where no long time is between them; disputes are bars."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from markupsafe import Markup

from chalicelib.api.pages.charts.chart_data import Chart, ChartLine, ChartValue
from chalicelib.api.pages.charts.drawing.marks import mark
from chalicelib.api.pages.charts.drawing.plane import Plane, across, path
from chalicelib.api.pages.charts.drawing.svg import element, joined, percent, pixels
from chalicelib.api.pages.charts.drawing.thinning import thinned

MAX_MARKS = 60  # of a line; more would hide it
_LONG_GAP = 6  # times the usual one
_SHORT_GAP = 10  # days: holidays do not break a line


class _Point(NamedTuple):
    """A value on the plane: where it begins and ends across, and its height.

    A value of a single day, and one without an end, is in the middle of its first day.
    """

    value: ChartValue
    begin: float
    end: float
    y: float


def point_lines(chart: Chart, plane: Plane, chart_id: str) -> Markup:
    """Draw the bars of disputes, then the lines, then the marks of values."""
    lines = [(number, _points(line, plane)) for number, line in chart.marked_lines]
    bars = (bar for number, points in lines for bar in _bars(number, points, plane))
    paths = (path(_joined_points(points), f"chart-line chart-{number}") for number, points in lines)
    marks = (each for number, points in lines for each in _marks(chart_id, number, points))
    return joined([*bars, plane.stretched(*paths), *marks])


def _points(line: ChartLine, plane: Plane) -> list[_Point]:
    found = []
    for value in thinned(line, is_stepped=False):
        if value.low is not None and value.high is not None:
            begin, end = plane.span(value)
            if value.first is not None and value.last in {None, value.first}:
                begin = end = (plane.axis.at(value.first) + plane.axis.after(value.first)) / 2
            found.append(_Point(value, begin, end, (plane.y(value.low) + plane.y(value.high)) / 2))
    return found


def _joined_points(points: Sequence[_Point]) -> str:
    longest = _longest_gap(points)
    pieces, before = list[str](), None
    for point in points:
        is_joined = before is not None and _gap(before, point) <= longest
        pieces.append(f"{'L' if is_joined else 'M'}{across(point.begin)} {pixels(point.y)}")
        if point.end > point.begin:
            pieces.append(f"H{across(point.end)}")
        before = point
    return "".join(pieces)


def _gap(one: _Point, other: _Point) -> int:
    """Return the days from one value to another."""
    return (other.value.first - one.value.last).days if other.value.first and one.value.last else 0


def _longest_gap(points: Sequence[_Point]) -> float:
    gaps = [_gap(one, other) for one, other in pairwise(points)]
    return max(_LONG_GAP * median(gaps), _SHORT_GAP) if gaps else _SHORT_GAP


def _bars(number: int, points: Sequence[_Point], plane: Plane) -> Iterator[Markup]:
    """Draw a bar from the lowest to the highest number of what is disputed or a range."""
    for point in points:
        extent = point.value.extent
        if extent is not None and extent[0] != extent[1]:
            x = percent((point.begin + point.end) / 2)
            ends = {"y1": pixels(plane.y(extent[0])), "y2": pixels(plane.y(extent[1]))}
            yield element("line", {"x1": x, "x2": x, **ends, "class": f"chart-bar chart-{number}"})


def _marks(chart_id: str, number: int, points: Sequence[_Point]) -> Iterator[Markup]:
    """Mark each value, or of many the disputed ones, whose mark has a ring."""
    for point in points:
        x, y = percent((point.begin + point.end) / 2), pixels(point.y)
        if point.value.sides:
            yield element("circle", {"cx": x, "cy": y, "r": 8, "class": "chart-ring"})
        if len(points) <= MAX_MARKS or point.value.sides:
            yield mark(chart_id, number, x=x, y=y)
