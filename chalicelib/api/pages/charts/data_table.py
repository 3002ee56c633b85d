"""The table of a chart: the same values, for those who do not see the drawing."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from chalicelib.api.pages.charts.chart_data import Chart, ChartLine, ChartLink, ChartSide, ChartValue, Drawing
from chalicelib.api.pages.charts.drawing.svg import Attributes, element, joined

_UNKNOWN_DAY = "unknown"
_STILL = "open"


def data_table(chart: Chart) -> Markup:
    """Return all values of a chart as a table that unfolds; a column in which nothing is said is left out."""
    found = [(line, value) for line in chart.lines for value in line.values]
    named = _COLUMNS[_DAYS if chart.drawing is Drawing.DOTS else 0 :]
    columns = [column for column in named if any(column.cell(line, value) for line, value in found)]
    if len(chart.lines) > 1:
        columns.insert(0, _LINE)
    titles = (column.title.format(unit=chart.unit) for column in columns)
    head = joined(element("th", {"scope": "col"}, title) for title in titles)
    rows = joined(element("tr", {}, *(each.element(line, value) for each in columns)) for line, value in found)
    table = element(
        "table",
        {},
        element("caption", {}, chart.title),
        element("thead", {}, element("tr", {}, head)),
        element("tbody", {}, rows),
    )
    scrolled: Attributes = {"class": "chart-scroll", "tabindex": 0, "role": "region", "aria-label": chart.title}
    summary = element("summary", {}, f"Table of {len(found)} {'value' if len(found) == 1 else 'values'}")
    return element("details", {"class": "chart-data"}, summary, element("div", scrolled, table))


def _day(day: date | None, otherwise: str) -> str:
    return otherwise if day is None else day.isoformat()


def _remarks(value: ChartValue) -> Iterator[str]:
    if value.certainty != "asserted":
        yield value.certainty
    if value.sides:
        yield f"disputed: {', '.join(map(_side, value.sides))}"


def _side(side: ChartSide) -> str:
    sources = f" ({', '.join(side.sources)})" if side.sources else ""
    return f"{'not ' if side.is_denied else ''}{side.words}{sources}"


class _Column(NamedTuple):
    """A column: its title, the text or link of a value in it."""

    title: str
    cell: Callable[[ChartLine, ChartValue], str]
    css: str = ""

    def element(self, line: ChartLine, value: ChartValue) -> Markup:
        if self is _LINE:
            return element("th", {"scope": "row"}, self.cell(line, value))
        return element("td", {"class": self.css} if self.css else {}, self.cell(line, value))


def link(text: ChartLink) -> Markup:
    """Return a text, as a link if it has an address."""
    return joined([text.text]) if text.href is None else element("a", {"href": text.href}, text.text)


_LINE = _Column("line", lambda line, _: line.label)
_DAYS = 2  # columns, which values of one moment do not have
_COLUMNS = (
    _Column("from", lambda _, value: _day(value.first, _UNKNOWN_DAY), "chart-date"),
    _Column("to", lambda _, value: _day(value.last, _STILL), "chart-date"),
    _Column("value ({unit})", lambda _, value: value.words, "chart-value"),
    _Column("remark", lambda _, value: "; ".join(_remarks(value))),
    _Column("source", lambda _, value: link(value.source) if value.source else ""),
)
