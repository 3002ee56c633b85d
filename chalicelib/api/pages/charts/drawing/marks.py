"""Marks of lines: each line has a colour and a shape, so that nobody needs to see the colour."""

from collections.abc import Iterable

from markupsafe import Markup

from chalicelib.api.pages.charts.drawing.svg import Attributes, element, joined

_CIRCLE = "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
SHAPES = (
    _CIRCLE,
    "M-3.5-3.5h7v7h-7z",  # a square
    "M0-4.8 4.6 3.4h-9.2z",  # a triangle
    "M0-5 5 0 0 5-5 0z",  # a diamond
    "M0 4.8 4.6-3.4h-9.2z",  # a triangle on its head
    "M-3.8-3.8 3.8 3.8M3.8-3.8-3.8 3.8",  # a cross
    "M0-5V5M-5 0H5",  # a plus
    _CIRCLE,  # a ring
)
_HATCH = 6  # pixels between the lines of the hatch


def definitions(chart_id: str, numbers: Iterable[int], *, has_disputes: bool) -> Markup:
    """Define the marks of some lines, which count from 1, and the hatch of disputes."""
    shapes = [
        element(
            "path",
            {"id": mark_id(chart_id, number), "d": SHAPES[number - 1], "class": f"chart-mark chart-{number}"},
        )
        for number in numbers
    ]
    return element("defs", {}, *shapes, *([_hatch(chart_id)] if has_disputes else []))


def mark_id(chart_id: str, number: int) -> str:
    """Name the mark of a line."""
    return f"{chart_id}-mark-{number}"


def mark(chart_id: str, number: int, *, x: str | int, y: str | int) -> Markup:
    """Draw the mark of a line at a place."""
    return element("use", {"href": f"#{mark_id(chart_id, number)}", "x": x, "y": y})


def hatched(chart_id: str, number: int, box: Attributes) -> Markup:
    """Draw the band of a dispute: in the colour of its line, and hatched."""
    tinted = element("rect", {**box, "class": f"chart-band chart-{number}"})
    return joined([tinted, element("rect", {**box, "fill": f"url(#{chart_id}-hatch)"})])


def _hatch(chart_id: str) -> Markup:
    sizes: Attributes = {"width": _HATCH, "height": _HATCH, "patternUnits": "userSpaceOnUse"}
    line = element("path", {"d": f"M0 0V{_HATCH}", "class": "chart-hatch"})
    return element("pattern", {"id": f"{chart_id}-hatch", **sizes, "patternTransform": "rotate(45)"}, line)
