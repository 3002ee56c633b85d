"""The table of a chart: the same values, for those who do not see the drawing."""

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from chalicelib.api.pages.charts.chart_data import Chart, ChartLine, ChartLink, ChartSide, ChartValue
from chalicelib.api.pages.charts.svg import element, joined

UNKNOWN_DAY = "unknown"
STILL = "open"


def data_table(chart: Chart) -> Markup:
    """Return all values of a chart as a table that unfolds."""
    has_lines = len(chart.lines) > 1
    columns = [*(["line"] if has_lines else []), "from", "to", f"value ({chart.unit})", "remark", "source"]
    head = joined(element("th", {"scope": "col"}, column) for column in columns)
    rows = joined(_row(line, value, has_lines=has_lines) for line in chart.lines for value in line.values)
    table = element(
        "table",
        {},
        element("caption", {}, chart.title),
        element("thead", {}, element("tr", {}, head)),
        element("tbody", {}, rows),
    )
    count = sum(len(line.values) for line in chart.lines)
    summary = element("summary", {}, f"Table of {count} {'value' if count == 1 else 'values'}")
    scrolled = element("div", {"class": "chart-scroll", "tabindex": "0", "role": "region"} | _named(chart), table)
    return element("details", {"class": "chart-data"}, summary, scrolled)


def _named(chart: Chart) -> dict[str, str]:
    return {"aria-label": f"Values: {chart.title}"}


def _row(line: ChartLine, value: ChartValue, *, has_lines: bool) -> Markup:
    cells = [
        element("td", {}, _day(value.first, UNKNOWN_DAY)),
        element("td", {}, _day(value.last, STILL)),
        element("td", {"class": "chart-value"}, value.words),
        element("td", {}, "; ".join(_remarks(value))),
        element("td", {}, link(value.source) if value.source else ""),
    ]
    return element("tr", {}, *([element("th", {"scope": "row"}, line.label)] if has_lines else []), *cells)


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


def link(text: ChartLink) -> Markup:
    """Return a text, as a link if it has an address."""
    return joined([text.text]) if text.href is None else element("a", {"href": text.href}, text.text)
