"""The sentences that describe a chart, for those who do not see it, and the notes below it."""

from collections.abc import Iterator, Sequence
from datetime import date

from chalicelib.api.pages.charts.chart_data import Chart, ChartLine, ChartValue, Drawing
from chalicelib.api.pages.charts.drawing.event_marks import shown_events
from chalicelib.api.pages.charts.drawing.scale import value_scale
from chalicelib.api.pages.charts.drawing.thinning import MAX_POINTS, is_thinned
from chalicelib.api.pages.charts.drawing.time_axis import day_label, time_axis

_NO_DAY = "No source names a day."
_MANY = 6  # names in a sentence


def describe(chart: Chart) -> str:
    """Say what a chart shows, from when to when, the lowest and the highest value, and what is disputed."""
    return " ".join([_subject(chart), *_extremes(chart), *_disputes(chart), *_events(chart)])


def axis_title(chart: Chart) -> str:
    """Say what the axis of numbers counts."""
    scale = " (logarithmic)" if value_scale(chart.numbers()).is_logarithmic else ""
    return f"{chart.unit_meaning}{scale}"


def notes_of(chart: Chart) -> list[str]:
    """Say what the drawing leaves out, and where its axis begins."""
    return [*chart.notes, *_notes(chart)]


def _subject(chart: Chart) -> str:
    labels = [line.label for line in chart.drawn_lines]
    of_lines = f": {_listed(labels)}" if len(labels) > 1 else ""
    if not chart.is_dated:
        day = f", on {day_label(chart.until)}." if chart.drawing is Drawing.DOTS else f". {_NO_DAY}"
        return f"{chart.title} in {chart.unit}{of_lines}{day}"
    days = sorted(day for value in chart.drawn_values for day in (value.first, value.last) if day is not None)
    first = day_label(days[0])
    holds = any(value.last is None for value in chart.drawn_values)
    last = day_label(max(chart.until, days[0]) if holds else days[-1])
    return f"{chart.title} in {chart.unit}{of_lines}, from {first} to {last}."


def _extremes(chart: Chart) -> Iterator[str]:
    found = [(line, value) for line in chart.drawn_lines for value in line.drawn]
    lowest = min(found, key=lambda each: each[1].low or 0)
    highest = max(found, key=lambda each: each[1].high or 0)
    if lowest[1].low == highest[1].high:
        yield f"The value is {lowest[1].words} throughout."
    else:
        yield f"The lowest value is {_place(chart, *lowest)}, the highest {_place(chart, *highest)}."


def _place(chart: Chart, line: ChartLine, value: ChartValue) -> str:
    about = [line.label] if len(chart.drawn_lines) > 1 else []
    about += [f"from {day_label(value.first)}"] if value.first is not None else []
    return f"{value.words} ({', '.join(about)})" if about else value.words


def _disputes(chart: Chart) -> Iterator[str]:
    disputed = [(line, value) for line in chart.drawn_lines for value in line.drawn if value.sides]
    if not disputed:
        return
    places = [f"{line.label}{_since(value.first)}: {sides_in_words(value)}" for line, value in disputed]
    more = f"; and {len(places) - _MANY} more" if len(places) > _MANY else ""
    yield f"Sources disagree about {'; '.join(places[:_MANY])}{more}."


def _since(first: date | None) -> str:
    return "" if first is None else f" from {day_label(first)}"


def sides_in_words(value: ChartValue) -> str:
    """Return the values of the sides of a dispute."""
    return " or ".join(f"{'not ' if side.is_denied else ''}{side.words}" for side in value.sides)


def _events(chart: Chart) -> Iterator[str]:
    count = len(shown_events(chart, time_axis(chart))) if chart.events else 0
    if count:
        yield f"{count} {'event is' if count == 1 else 'events are'} marked."


def _notes(chart: Chart) -> Iterator[str]:
    if not chart.is_dated and chart.drawing is not Drawing.DOTS:
        yield _NO_DAY
    scale = value_scale(chart.numbers())
    if not scale.is_logarithmic and not scale.starts_at_zero:
        yield "The axis does not start at zero."
    if len(chart.drawn_lines) < len(drawable := [line for line in chart.lines if line.drawn]):
        yield f"{len(chart.drawn_lines)} of {len(drawable)} lines are drawn; the table has all."
    if any(is_thinned(line) for line in chart.drawn_lines):
        yield f"Of a longer line {MAX_POINTS} points are drawn, the lowest and highest among them; the table has all."
    hidden = len(chart.events) - len(shown_events(chart, time_axis(chart))) if chart.events else 0
    if hidden:
        yield f"{hidden} {'event is' if hidden == 1 else 'events are'} outside these days."


def _listed(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
