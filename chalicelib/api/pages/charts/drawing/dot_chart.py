"""Dots: values of one moment or without days. Each is a mark on a track, with a band if disputed or a range."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from chalicelib.api.pages.charts.chart_data import Chart, ChartLine, ChartValue
from chalicelib.api.pages.charts.drawing.end_labels import short_name, value_label
from chalicelib.api.pages.charts.drawing.marks import hatched, mark
from chalicelib.api.pages.charts.drawing.number_labels import tick_labels
from chalicelib.api.pages.charts.drawing.plane import WIDTH, across, path, stretched
from chalicelib.api.pages.charts.drawing.scale import ValueScale, value_scale
from chalicelib.api.pages.charts.drawing.step_chart import BOUND_SIGNS
from chalicelib.api.pages.charts.drawing.svg import Attributes, element, joined, percent

_ROW = 46  # pixels of a line: its label above, its track below
_TRACK, _TEXT = 32, 15  # pixels from the top of a row
_BAND = 12
_BOX: Attributes = {"height": _BAND}
_NARROWEST = 0.08  # of the width: a narrower band would hide behind its mark
_BELOW = 28
_MIDDLE = "0.32em"
_FROM_HERE_ON_THE_LEFT = 0.6  # of the width: a number is before its mark, or it would leave the picture
_ROOM = 12  # pixels from a mark to its number
_NEAR_AN_END = 0.07
_MAX_NAME = 40  # characters that a narrow screen has room for; the table has the whole name
_MOST_TICKS = 5  # their labels are side by side


def dot_height(chart: Chart) -> int:
    """Return the height of the picture."""
    return _ROW * len(chart.drawn_lines) + _BELOW


def dot_lines(chart: Chart, chart_id: str) -> Markup:
    """Draw a row for each line, above an axis of numbers."""
    scale = value_scale(chart.numbers())
    rows = [
        part
        for place, (number, line) in enumerate(chart.marked_lines)
        for part in _row(chart_id, number, line, _Row(place * _ROW, chart.unit, scale))
    ]
    return joined([_axis(chart, scale), *rows])


def _axis(chart: Chart, scale: ValueScale) -> Markup:
    bottom = _ROW * len(chart.drawn_lines)
    ticks = scale.ticks[:: -(-len(scale.ticks) // _MOST_TICKS)]
    upright = "".join(f"M{across(scale.at(tick))} 0V{bottom}" for tick in ticks)
    tracks = "".join(f"M0 {_ROW * row + _TRACK}H{WIDTH}" for row in range(len(chart.drawn_lines)))
    lines = [path(upright, "chart-grid"), path(tracks, "chart-grid")]
    ground = stretched(dot_height(chart), *lines)
    texts = [
        element("text", {"x": percent(scale.at(tick)), "y": bottom + 20, "class": _anchor(scale.at(tick))}, label)
        for tick, label in zip(ticks, tick_labels(ticks, chart.unit), strict=True)
    ]
    return joined([ground, *texts])


def _anchor(share: float) -> str:
    """Return the class of a label of the axis: those near an end stay inside."""
    return "chart-behind" if share < _NEAR_AN_END else "chart-before" if share > 1 - _NEAR_AN_END else "chart-day"


class _Row(NamedTuple):
    """A row: its top, and the unit and the scale of its numbers."""

    top: int
    unit: str
    scale: ValueScale


def _row(chart_id: str, number: int, line: ChartLine, row: _Row) -> Iterator[Markup]:
    yield element("text", {"x": 0, "y": row.top + _TEXT, "class": "chart-halo"}, short_name(line.label, most=_MAX_NAME))
    value = line.drawn[-1]  # there are others only if a source names a day
    yield from _dot(chart_id, number, value, row.top + _TRACK, row.scale)
    yield _number(value, row)


def _dot(chart_id: str, number: int, value: ChartValue, y: int, scale: ValueScale) -> Iterator[Markup]:
    low, high = value.extent or (None, None)
    if low is not None and high is not None and (low != high or value.sides):
        begin, end = scale.at(low), scale.at(high)
        draw = partial(hatched, chart_id) if value.sides else _range
        if end - begin < _NARROWEST:
            at: Attributes = {"x": percent((begin + end) / 2), "class": "chart-stretched"}
            yield element("svg", at, draw(number, {**_BOX, "x": -_BAND, "y": y - _BAND // 2, "width": 2 * _BAND}))
        else:
            yield draw(number, {**_BOX, "x": percent(begin), "y": y - _BAND // 2, "width": percent(end - begin)})
    if not value.is_range and value.low is not None:
        yield mark(chart_id, number, x=percent(scale.at(value.low)), y=y)


def _range(number: int, box: Attributes) -> Markup:
    return element("rect", {**box, "class": f"chart-range chart-{number}"})


def _number(value: ChartValue, row: _Row) -> Markup:
    """Write the number beside its mark or band, on the side that has room."""
    low, high = (row.scale.at(number) for number in value.extent or (row.scale.low, row.scale.low))
    is_left = high > _FROM_HERE_ON_THE_LEFT
    room = _ROOM + (_BAND if (value.sides or low < high) and high - low < _NARROWEST else 0)
    text = f"{BOUND_SIGNS.get(value.bound or '', '')}{value_label(value, row.unit)}"
    place: Attributes = {
        "x": percent(low if is_left else high),
        "y": row.top + _TRACK,
        "dx": -room if is_left else room,
        "dy": _MIDDLE,
        "class": f"chart-now chart-halo{' chart-before' if is_left else ''}",
    }
    return element("text", place, text)
