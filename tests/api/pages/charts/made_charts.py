"""Charts and their parts that the tests of charts make, and what they read in the drawings."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from chalicelib.api.pages.charts.chart_data import Chart, ChartEvent, ChartLine, ChartLink, ChartSide, ChartValue
from chalicelib.api.pages.charts.figure import figure

TODAY = date(2026, 11, 29)
SVG = "{http://www.w3.org/2000/svg}"
AMOUNTS = st.builds(
    lambda digits, power, sign: Decimal(sign * digits).scaleb(power),
    st.integers(0, 10**6),
    st.integers(-60, 54),
    st.sampled_from([1, 1, 1, -1]),
)
TEXTS = st.text(max_size=40) | st.sampled_from(
    ["</svg><script>alert(1)</script>", '" onload="x', "\0\x1b", "&amp;", "\ud800"]
)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(2023, 1, 1), date(2027, 12, 31))


def a_value(amount: str, first: str | None = None, last: str | None = None, **more: Any) -> ChartValue:
    """Return a value from one day to another."""
    number = Decimal(amount)
    days = [None if day is None else date.fromisoformat(day) for day in (first, last)]
    return ChartValue(**{"words": amount, "low": number, "high": number, "first": days[0], "last": days[1], **more})


def a_side(amount: str, **more: Any) -> ChartSide:
    """Return a side of a dispute."""
    return ChartSide(amount, Decimal(amount), Decimal(amount), **more)


def a_chart(*lines: ChartLine, **more: Any) -> Chart:
    """Return a chart of prices."""
    given = {
        "title": "Prices of o3",
        "unit": "USD/Mtok",
        "unit_meaning": "US Dollar per million tokens",
        "until": TODAY,
    }
    return Chart(**{**given, "lines": lines, **more})


def a_line(*values: ChartValue, label: str = "input") -> ChartLine:
    """Return a line."""
    return ChartLine(label, values)


def an_event(day: str, last: str | None = None, title: str = "It fell") -> ChartEvent:
    """Return an event of a day, or of some days."""
    return ChartEvent(
        date.fromisoformat(day), date.fromisoformat(last or day), day, ChartLink(title, "/events/it-fell")
    )


def drawn(chart: Chart, chart_id: str = "prices") -> ET.Element:
    """Draw a chart and parse it: it is well-formed XML."""
    return ET.fromstring(figure(chart, chart_id))  # noqa: S314  of our own making


def texts_of(root: ET.Element, name: str) -> list[str]:
    """List the texts of the elements with a name, inside a picture or outside."""
    return ["".join(each.itertext()) for each in root.iter() if each.tag.removeprefix(SVG) == name]


def with_class(root: ET.Element, css: str) -> list[ET.Element]:
    """List the elements that have a class."""
    return [each for each in root.iter() if css in (each.get("class") or "").split()]


@st.composite
def lines(draw: DrawFn) -> ChartLine:
    """Draw a line with any values: of known and unknown days, ranges, disputed, hedged, or without a number."""
    days = sorted(draw(st.sets(DAYS, max_size=6)))
    ends: list[tuple[date | None, date | None]] = [*pairwise(days)] or [(days[0] if days else None, None)]
    if draw(st.booleans()):
        ends = [(None, ends[0][1]), *ends[1:]]
    if draw(st.booleans()):
        ends = [*ends[:-1], (ends[-1][0], None)]
    return ChartLine(draw(TEXTS), tuple(draw(_values(*each)) for each in ends))


@st.composite
def _values(draw: DrawFn, first: date | None, last: date | None) -> ChartValue:
    low, high = sorted(draw(st.tuples(AMOUNTS, AMOUNTS)))
    is_range, is_unknown = draw(st.booleans()), draw(st.integers(0, 9)) == 0
    sides = tuple(
        ChartSide(draw(TEXTS), each, each, draw(st.booleans())) for each in draw(st.lists(AMOUNTS, max_size=2))
    )
    return ChartValue(
        words=draw(TEXTS),
        low=None if is_unknown else low,
        high=None if is_unknown else high if is_range else low,
        first=first,
        last=last,
        bound=draw(st.sampled_from([None, "about", "over", "no bound"])),
        certainty=draw(st.sampled_from(["asserted", "expected", "rumoured", "alleged"])),
        sides=sides,
        source=ChartLink(draw(TEXTS), draw(st.none() | TEXTS)),
    )
