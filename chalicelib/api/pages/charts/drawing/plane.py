"""The plane of a chart: days across and numbers up, its grid and the labels of its axes.

Lengths across are shares of the width, so that text keeps its size on every screen; lengths down are pixels. Paths are
drawn in an inner picture that is stretched to the width.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from chalicelib.api.pages.charts.chart_data import Chart, ChartValue
from chalicelib.api.pages.charts.drawing.number_labels import tick_labels
from chalicelib.api.pages.charts.drawing.scale import ValueScale, value_scale
from chalicelib.api.pages.charts.drawing.svg import Attributes, element, joined, percent, pixels
from chalicelib.api.pages.charts.drawing.time_axis import TimeAxis, day_label, time_axis

WIDTH = 1000  # of the stretched picture
HEIGHT = 240
TOP, TOP_WITH_EVENTS = 10, 34
_BELOW, _BELOW_YEARS = 26, 42  # for one or two lines of labels of days
_GAP = 10
_ZERO = Decimal(0)
_MIDDLE = "0.32em"  # from the middle of a line of text to its foot


@dataclass(frozen=True)
class Plane:
    """Where days and numbers are in a chart; `top` pixels are left above for marks of events."""

    scale: ValueScale
    axis: TimeAxis
    until: date
    unit: str
    top: int = TOP

    @property
    def bottom(self) -> int:
        """The pixel of the axis of days: below the lowest number, unless that is zero."""
        return self.top + HEIGHT + (0 if self.scale.starts_at_zero else _GAP)

    @property
    def height(self) -> int:
        """The height of the picture with the labels of days."""
        return self.bottom + (_BELOW_YEARS if any(tick.year for tick in self.axis.ticks()) else _BELOW)

    @property
    def has_later(self) -> bool:
        """Whether the chart shows days after today, or after the moment of the reader's clock."""
        return self.axis.first <= self.until < self.axis.last

    def y(self, number: Decimal) -> float:
        """Return the pixel of a number."""
        return self.top + HEIGHT * (1 - self.scale.at(number))

    def span(self, value: ChartValue) -> tuple[float, float]:
        """Return the shares of the width at which a value begins and ends; one that still holds ends with the chart."""
        begin = 0.0 if value.first is None else self.axis.at(value.first)
        if value.last is not None:
            return begin, max(self.axis.after(value.last), begin)
        is_later = value.first is not None and value.first > self.until
        return begin, 1.0 if is_later else max(self.axis.after(self.until), begin)

    def stretched(self, *paths: Markup) -> Markup:
        """Return paths as a picture that is stretched to the width."""
        return stretched(self.height, *paths)


def plane_of(chart: Chart) -> Plane:
    """Return the plane that holds all numbers and days of a chart."""
    top = TOP_WITH_EVENTS if chart.events else TOP
    return Plane(value_scale(chart.numbers()), time_axis(chart), chart.until, chart.unit, top)


def across(share: float) -> str:
    """Return a share of the width in a stretched picture."""
    return pixels(WIDTH * share)


def stretched(height: int, *paths: Markup) -> Markup:
    """Return paths as a picture that is stretched to the width."""
    size: Attributes = {"viewBox": f"0 0 {WIDTH} {height}", "width": "100%", "height": height}
    return element("svg", {**size, "preserveAspectRatio": "none", "class": "chart-stretched"}, *paths)


def path(d: str, css: str) -> Markup:
    """Return a path; its line keeps its width when the picture is stretched."""
    return element("path", {"d": d, "class": css}) if d else Markup("")


def grid(plane: Plane) -> Markup:
    """Draw a line for each tick of the numbers, with its label on the left, and the ticks of days."""
    heights = [pixels(plane.y(tick)) for tick in plane.scale.ticks]
    lines = "".join(f"M0 {y}H{WIDTH}" for y in heights)
    marks = "".join(f"M{across(plane.axis.at(tick.day))} {plane.bottom}v5" for tick in plane.axis.ticks())
    now = f"M{across(plane.axis.after(plane.until))} {plane.top}V{plane.bottom}" if plane.has_later else ""
    base = pixels(plane.y(_ZERO) if plane.scale.starts_at_zero else plane.bottom)
    ground = plane.stretched(
        path(lines, "chart-grid"), path(f"M0 {base}H{WIDTH}{marks}", "chart-base"), path(now, "chart-event")
    )
    return joined([ground, *_now_text(plane), *_number_texts(heights, value_labels(plane)), *_day_texts(plane)])


def value_labels(plane: Plane) -> list[str]:
    """List the labels of the ticks of the numbers."""
    return tick_labels(plane.scale.ticks, plane.unit)


def _number_texts(heights: Sequence[str], labels: Sequence[str]) -> Iterator[Markup]:
    for y, label in zip(heights, labels, strict=True):
        yield element("text", {"x": -12, "y": y, "dy": _MIDDLE, "class": "chart-number"}, label)


def _now_text(plane: Plane) -> Iterator[Markup]:
    """Name the day after which all is expected."""
    if plane.has_later:
        place: Attributes = {"x": percent(plane.axis.after(plane.until)), "y": plane.top, "dx": -6, "dy": "0.6em"}
        yield element("text", {**place, "class": "chart-before chart-halo"}, day_label(plane.until))


def _day_texts(plane: Plane) -> Iterator[Markup]:
    for tick in plane.axis.ticks():
        x = percent(plane.axis.at(tick.day))
        yield element("text", {"x": x, "y": plane.bottom + 20, "class": "chart-day"}, tick.label)
        if tick.year:
            yield element("text", {"x": x, "y": plane.bottom + 36, "class": "chart-day"}, tick.year)
