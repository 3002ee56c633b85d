"""Dots: where no source names a day, each value is a mark on a track, with a band where it is disputed or a range."""

from collections.abc import Iterator

from markupsafe import Markup

from chalicelib.api.pages.charts.chart_data import Chart, ChartLine, ChartValue
from chalicelib.api.pages.charts.end_labels import value_label
from chalicelib.api.pages.charts.marks import hatched, mark
from chalicelib.api.pages.charts.number_labels import tick_labels
from chalicelib.api.pages.charts.plane import WIDTH, across, path
from chalicelib.api.pages.charts.scale import ValueScale, value_scale
from chalicelib.api.pages.charts.step_chart import BOUND_SIGNS
from chalicelib.api.pages.charts.svg import Attribute, element, joined, percent, pixels

_ROW = 42  # pixels of a line: its label above, its track below
_TRACK, _TEXT = 30, 12  # pixels from the top of a row
_BAND = 12
_BELOW = 28
_MIDDLE = "0.32em"
_FROM_HERE_ON_THE_LEFT = 0.6  # of the width: a number is before its mark, or it would leave the picture
_ROOM = 12  # pixels from a mark to its number
_SOME_TICKS = 7


def dot_height(chart: Chart) -> int:
    """Return the height of the picture."""
    return _ROW * len(chart.drawn_lines) + _BELOW


def dot_lines(chart: Chart, chart_id: str) -> Markup:
    """Draw a row for each line, above an axis of numbers."""
    scale = value_scale(chart.numbers())
    rows = [
        part
        for number, line in enumerate(chart.drawn_lines, 1)
        for part in _row(chart_id, number, line, chart.unit, scale)
    ]
    return joined([_axis(chart, scale), *rows])


def _axis(chart: Chart, scale: ValueScale) -> Markup:
    bottom = _ROW * len(chart.drawn_lines)
    ticks = scale.ticks if len(scale.ticks) <= _SOME_TICKS else scale.ticks[::2]
    upright = "".join(f"M{across(scale.at(tick))} 0V{bottom}" for tick in ticks)
    tracks = "".join(f"M0 {_ROW * row + _TRACK}H{WIDTH}" for row in range(len(chart.drawn_lines)))
    box = {"viewBox": f"0 0 {WIDTH} {dot_height(chart)}", "preserveAspectRatio": "none", "class": "chart-stretched"}
    lines = [path(upright, "chart-grid"), path(tracks, "chart-base")]
    ground = element("svg", {**box, "width": "100%", "height": dot_height(chart)}, *lines)
    texts = [
        element("text", {"x": percent(scale.at(tick)), "y": bottom + 20, "class": "chart-day"}, label)
        for tick, label in zip(ticks, tick_labels(ticks, chart.unit), strict=True)
    ]
    return joined([ground, *texts])


def _row(chart_id: str, number: int, line: ChartLine, unit: str, scale: ValueScale) -> Iterator[Markup]:
    top = _ROW * (number - 1)
    yield element("text", {"x": 0, "y": top + _TEXT, "class": "chart-row"}, line.label)
    for value in line.drawn:
        yield from _dot(chart_id, number, value, top + _TRACK, scale)
        yield _number(value, unit, top + _TRACK, scale)


def _dot(chart_id: str, number: int, value: ChartValue, y: int, scale: ValueScale) -> Iterator[Markup]:
    low, high = value.extent or (None, None)
    if low is not None and high is not None and low != high:
        box: dict[str, Attribute] = {
            "x": percent(scale.at(low)),
            "width": percent(scale.at(high) - scale.at(low)),
            "y": y - _BAND // 2,
            "height": _BAND,
        }
        yield hatched(chart_id, number, box) if value.sides else _range(number, box)
    if not value.is_range and value.low is not None:
        yield mark(chart_id, number, x=percent(scale.at(value.low)), y=y)


def _range(number: int, box: dict[str, Attribute]) -> Markup:
    return element("rect", {**box, "class": f"chart-range chart-{number}"})


def _number(value: ChartValue, unit: str, y: int, scale: ValueScale) -> Markup:
    """Write the number beside its mark or band, on the side that has room."""
    low, high = (scale.at(number) for number in value.extent or (scale.low, scale.low))
    is_left = high > _FROM_HERE_ON_THE_LEFT
    text = f"{BOUND_SIGNS.get(value.bound or '', '')}{value_label(value, unit)}"
    place: dict[str, Attribute] = {
        "x": percent(low if is_left else high),
        "y": pixels(y),
        "dx": -_ROOM if is_left else _ROOM,
        "dy": _MIDDLE,
        "class": f"chart-now {'chart-before' if is_left else 'chart-behind'}",
    }
    return element("text", place, text)
