"""Marks of events: a line at the day of each, and a number above that the list below the chart explains."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from chalicelib.api.pages.charts.chart_data import Chart, ChartEvent
from chalicelib.api.pages.charts.drawing.plane import Plane, across, path
from chalicelib.api.pages.charts.drawing.svg import element, joined, percent
from chalicelib.api.pages.charts.drawing.time_axis import TimeAxis

_NARROWEST = 210  # pixels of a plane on a telephone
_AROUND = 14  # pixels of a mark beside its text
_OF_A_LETTER = 8
_HEIGHT, _Y = 20, 2


class _Numbered(NamedTuple):
    """An event with its number, and where its days begin and end."""

    number: int
    event: ChartEvent
    begin: float
    end: float

    @property
    def middle(self) -> float:
        return (self.begin + self.end) / 2


def shown_events(chart: Chart, axis: TimeAxis) -> list[ChartEvent]:
    """List the events of the days that a chart shows, the earliest first: the order of their numbers."""
    shown = (event for event in chart.events if axis.shows(event.first, event.last))
    return sorted(shown, key=lambda event: (event.first, event.last, event.ref))


def event_marks(chart: Chart, plane: Plane) -> Markup:
    """Draw a line for an event of one day, a band for a longer one, and a number above; near numbers share a mark."""
    events = [
        _Numbered(number, event, plane.axis.at(event.first), plane.axis.after(event.last))
        for number, event in enumerate(shown_events(chart, plane.axis), 1)
    ]
    if not events:
        return Markup("")
    top, days = _Y + _HEIGHT, [each for each in events if each.event.first == each.event.last]
    lines = "".join(f"M{across(each.middle)} {top}V{plane.bottom}" for each in days)
    bands = "".join(
        f"M{across(each.begin)} {top}H{across(each.end)}V{plane.bottom}H{across(each.begin)}z"
        for each in events
        if each not in days
    )
    drawn = plane.stretched(path(bands, "chart-days"), path(lines, "chart-event"))
    return joined([drawn, *(_pill(group) for group in _groups(events))])


def _groups(events: Sequence[_Numbered]) -> Iterator[list[_Numbered]]:
    """Yield events whose marks would cover each other on a narrow screen together."""
    group = list[_Numbered]()
    for each in sorted(events, key=lambda event: event.number):
        if group and each.middle - _middle(group) > (_breadth(group) + _breadth([each])) / 2 / _NARROWEST:
            yield group
            group = []
        group.append(each)
    yield group


def _middle(group: Sequence[_Numbered]) -> float:
    return (group[0].middle + group[-1].middle) / 2


def _breadth(group: Sequence[_Numbered]) -> float:
    return _AROUND + _OF_A_LETTER * len(_text(group))


def _text(group: Sequence[_Numbered]) -> str:
    first, last = group[0].number, group[-1].number
    return str(first) if first == last else f"{first}–{last}"


def _pill(group: Sequence[_Numbered]) -> Markup:
    breadth = max(_breadth(group) - 4, _HEIGHT)
    box = {"x": -breadth / 2, "y": _Y, "width": breadth, "height": _HEIGHT, "rx": _HEIGHT // 2}
    text = element("text", {"y": _Y + _HEIGHT / 2, "dy": "0.34em", "class": "chart-pill"}, _text(group))
    x = percent(_middle(group))
    return element("svg", {"x": x, "class": "chart-stretched"}, element("rect", {**box, "class": "chart-pill"}), text)
