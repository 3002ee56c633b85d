"""The figure of a chart: its title, legend, picture, key, events, notes and table."""

import re
from collections.abc import Iterator

from markupsafe import Markup

from chalicelib.api.pages.charts.chart_data import Chart, Drawing
from chalicelib.api.pages.charts.data_table import data_table, link
from chalicelib.api.pages.charts.description import axis_title, describe, notes_of
from chalicelib.api.pages.charts.drawing.dot_chart import dot_height, dot_lines
from chalicelib.api.pages.charts.drawing.end_labels import MAX_NAME, breadth, drawn_labels, end_labels
from chalicelib.api.pages.charts.drawing.event_marks import event_marks, shown_events
from chalicelib.api.pages.charts.drawing.marks import definitions, mark
from chalicelib.api.pages.charts.drawing.plane import grid, plane_of, value_labels
from chalicelib.api.pages.charts.drawing.point_chart import point_lines
from chalicelib.api.pages.charts.drawing.step_chart import step_lines
from chalicelib.api.pages.charts.drawing.style import gutter_classes
from chalicelib.api.pages.charts.drawing.svg import Attributes, clean, element, joined
from chalicelib.api.pages.charts.drawing.time_axis import time_axis

_ID = re.compile(r"[a-z][a-z0-9-]*")


def figure(chart: Chart, chart_id: str) -> Markup:
    """Return a chart as HTML with SVG; the id is unique on its page: small letters, digits and hyphens.

    Raises ValueError for another id, and for a chart without a number.
    """
    if not _ID.fullmatch(chart_id):
        raise ValueError(f"not an id: {chart_id!r}")
    if not chart.drawn_lines:
        raise ValueError("a chart needs a number")
    picture, classes = _dated(chart, chart_id) if chart.is_dated else _undated(chart, chart_id)
    title = element("span", {"class": "chart-title"}, chart.title)
    caption = element("figcaption", {}, title, " ", element("span", {"class": "chart-unit"}, axis_title(chart)))
    below = [*_key(chart, chart_id), *_events(chart), *_notes(chart), data_table(chart)]
    return element("figure", {"class": f"chart {classes}", "id": chart_id}, caption, picture, *below)


def _dated(chart: Chart, chart_id: str) -> tuple[Markup, str]:
    """Return the legend and the picture of a chart over time, and the classes that make room beside it."""
    plane = plane_of(chart)
    labels = end_labels(chart, plane)
    lines = point_lines if chart.drawing is Drawing.POINTS else step_lines
    parts = [grid(plane), event_marks(chart, plane), lines(chart, plane, chart_id)]
    picture = _picture(chart, chart_id, plane.height, *parts, drawn_labels(chart_id, labels, plane))
    left = max(map(len, value_labels(plane)))
    classes = gutter_classes(
        left,
        right=max(len(label.number) for label in labels),
        wide=max(len(label.number) + breadth(label.name) for label in labels),
    )
    return joined([*_legend(chart, chart_id), picture]), classes


def _undated(chart: Chart, chart_id: str) -> tuple[Markup, str]:
    return _picture(chart, chart_id, dot_height(chart), dot_lines(chart, chart_id)), "chart-undated"


def _picture(chart: Chart, chart_id: str, height: int, *parts: Markup) -> Markup:
    title, desc = f"{chart_id}-title", f"{chart_id}-desc"
    names = [element("title", {"id": title}, chart.title), element("desc", {"id": desc}, describe(chart))]
    has_disputes = any(value.sides for value in chart.drawn_values)
    marks = definitions(chart_id, [number for number, _ in chart.marked_lines], has_disputes=has_disputes)
    attributes: Attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "role": "img",
        "aria-labelledby": f"{title} {desc}",
        "width": "100%",
        "height": height,
        "class": "chart-picture",
    }
    return element("div", {"class": "chart-frame"}, element("svg", attributes, *names, marks, *parts))


def _legend(chart: Chart, chart_id: str) -> Iterator[Markup]:
    """Yield the legend of several lines. A wide screen shows the names beside the lines, unless one is too long."""
    lines = chart.marked_lines
    if len(lines) > 1:
        items = [element("li", {}, _swatch(chart_id, number), line.label) for number, line in lines]
        always = " chart-always" if any(breadth(clean(line.label).strip()) > MAX_NAME for _, line in lines) else ""
        yield element("ul", {"class": f"chart-legend{always}"}, *items)


def _swatch(chart_id: str, number: int) -> Markup:
    line = element("path", {"d": "M0 7H28", "class": f"chart-line chart-{number}"})
    return _small(line, mark(chart_id, number, x=14, y=7))


def _small(*parts: Markup) -> Markup:
    return element("svg", {"width": 28, "height": 14, "aria-hidden": "true", "class": "chart-swatch"}, *parts)


def _key(chart: Chart, chart_id: str) -> Iterator[Markup]:
    """Yield the key of what is drawn otherwise: disputes, hedged values, ranges and unknown days."""
    values = list(chart.drawn_values)
    items = []
    if any(value.sides for value in values):
        items.append((_dispute_swatch(chart, chart_id), "sources disagree"))
    if any(value.is_hedged for value in values) and chart.is_dated and chart.drawing is Drawing.STEPS:
        dashed = element("path", {"d": "M0 7H28", "class": "chart-line chart-hedged"})
        items.append((_small(dashed), "expected, rumoured or alleged"))
    if any(value.is_range for value in values):
        box: Attributes = {"width": 28, "height": 10, "y": 2, "class": "chart-range"}
        items.append((_small(element("rect", box)), "a range"))
    if chart.is_dated and any(value.first is None for value in values):
        items.append(
            (
                _small(element("path", {"d": "M0 7H28", "class": "chart-line"})),
                "begins without a mark: the day is unknown",
            )
        )
    if items:
        yield element("ul", {"class": "chart-key"}, *(element("li", {}, swatch, text) for swatch, text in items))


def _dispute_swatch(chart: Chart, chart_id: str) -> Markup:
    if chart.is_dated and chart.drawing is Drawing.POINTS:
        return _small(element("circle", {"cx": 14, "cy": 7, "r": 6, "class": "chart-ring"}))
    box: Attributes = {"width": 28, "height": 12, "y": 1, "fill": f"url(#{chart_id}-hatch)"}
    return _small(element("rect", {**box, "class": "chart-outline"}))


def _events(chart: Chart) -> Iterator[Markup]:
    events = shown_events(chart, time_axis(chart)) if chart.events and chart.is_dated else []
    if events:
        items = (element("li", {}, f"{event.stated}: ", link(event.title)) for event in events)
        yield element("ol", {"class": "chart-events"}, *items)


def _notes(chart: Chart) -> Iterator[Markup]:
    if notes := notes_of(chart):
        yield element("p", {"class": "chart-note"}, " ".join(notes))
