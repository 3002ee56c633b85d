"""Steps: each value holds until the next one. Hedged values are dashed, and disputes hatched."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from chalicelib.api.pages.charts.chart_data import Chart, ChartLine, ChartValue
from chalicelib.api.pages.charts.drawing.marks import hatched, mark
from chalicelib.api.pages.charts.drawing.plane import Plane, across, path
from chalicelib.api.pages.charts.drawing.svg import Attributes, element, joined, percent, pixels
from chalicelib.api.pages.charts.drawing.thinning import thinned

BOUND_SIGNS = {"about": "≈", "nearly": "≲", "under": "<", "over": ">", "at_most": "≤", "at_least": "≥"}
MAX_MARKS = 40  # of a line; more would hide it
_THINNEST = 12  # pixels of a band
_SAME_DAY = 1e-9


class _Drawn(NamedTuple):
    """A step on the plane: where it begins and ends across, and its height."""

    value: ChartValue
    begin: float
    end: float
    y: float

    @property
    def is_dashed(self) -> bool:
        return self.value.is_hedged

    def follows(self, other: "_Drawn | None") -> bool:
        return other is not None and not other.value.is_range and abs(other.end - self.begin) < _SAME_DAY


def step_lines(chart: Chart, plane: Plane, chart_id: str) -> Markup:
    """Draw the bands of all lines, then the lines, then their marks."""
    lines = [(number, _steps(line, plane)) for number, line in chart.marked_lines]
    bands = (band for number, steps in lines for band in _bands(chart_id, number, steps, plane))
    paths = (each for number, steps in lines for each in _paths(number, steps))
    marks = (each for number, steps in lines for each in _marks(chart_id, number, steps))
    return joined([*bands, plane.stretched(*paths), *marks])


def _steps(line: ChartLine, plane: Plane) -> list[_Drawn]:
    return [
        _Drawn(value, *plane.span(value), (plane.y(value.low) + plane.y(value.high)) / 2)
        for value in thinned(line, is_stepped=True)
        if value.low is not None and value.high is not None
    ]


def _bands(chart_id: str, number: int, steps: list[_Drawn], plane: Plane) -> Iterator[Markup]:
    for step in steps:
        if step.value.sides and step.value.extent:
            yield hatched(chart_id, number, _box(step, plane, step.value.extent))
        if step.value.is_range and step.value.low is not None and step.value.high is not None:
            box = _box(step, plane, (step.value.low, step.value.high))
            yield element("rect", {**box, "class": f"chart-range chart-{number}"})


def _box(step: _Drawn, plane: Plane, numbers: tuple[Decimal, Decimal]) -> Attributes:
    low, high = map(plane.y, numbers)
    height = max(low - high, _THINNEST)
    return {
        "x": percent(step.begin),
        "width": percent(step.end - step.begin),
        "y": pixels((low + high - height) / 2),
        "height": pixels(height),
    }


def _paths(number: int, steps: list[_Drawn]) -> Iterator[Markup]:
    """Draw one path for what is asserted, and a dashed one for what is expected, rumoured or alleged."""
    drawn: dict[bool, list[str]] = {False: [], True: []}
    before: _Drawn | None = None
    for step in steps:
        if not step.value.is_range:
            drawn[step.is_dashed].append(_piece(step, before))
        before = step
    yield path("".join(drawn[False]), f"chart-line chart-{number}")
    yield path("".join(drawn[True]), f"chart-line chart-hedged chart-{number}")


def _piece(step: _Drawn, before: _Drawn | None) -> str:
    y, end = pixels(step.y), across(step.end)
    if before is None or not step.follows(before):
        return f"M{across(step.begin)} {y}H{end}"
    if before.is_dashed is step.is_dashed:
        return f"V{y}H{end}"
    return f"M{across(step.begin)} {pixels(before.y)}V{y}H{end}"


def _marks(chart_id: str, number: int, steps: list[_Drawn]) -> Iterator[Markup]:
    """Mark where a value begins, if a source names the day; a bound has its sign above."""
    for step in steps if len(steps) <= MAX_MARKS else ():
        x = percent(step.begin)
        if step.value.first is not None:
            yield mark(chart_id, number, x=x, y=pixels(step.y))
        if step.value.bound in BOUND_SIGNS:
            sign = BOUND_SIGNS[step.value.bound]
            yield element("text", {"x": x, "y": pixels(step.y), "dx": 7, "dy": -5, "class": "chart-sign"}, sign)
