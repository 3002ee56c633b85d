"""Builds charts of a comparison, as `/v1/compare` answers it: the values of one moment, side by side."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.api.pages.charts.chart_data import (
    MAX_DRAWN_LINES,
    Chart,
    ChartLine,
    ChartLink,
    ChartSide,
    ChartValue,
    Drawing,
)
from chalicelib.api.pages.charts.slots import DEFAULTS
from chalicelib.api.pages.charts.step_values import Href, bound_of, ends_in, no_pages, value_in_words
from chalicelib.api.pages.charts.trait_words import band_apart, property_in_words, trait_in_words
from chalicelib.domain.facts.evidence import Certainty
from chalicelib.domain.values import known_unit

CERTAINTIES = {each.value for each in Certainty}
_FEWEST = 2  # entities with a number


def moment_charts(comparison: Mapping[str, Any], until: date, href: Href = no_pages) -> list[Chart]:
    """Return a chart for each row in one unit in which two or more entities have a number, in the order of the rows.

    An entity has the same mark on all charts.
    """
    labels = [each.get("label") or each["ref"] for each in comparison["entities"]]
    charts = (_chart(row, labels, until, href) for row in comparison["rows"] if row["unit"] is not None)
    return [chart for chart in charts if len(chart.drawn_lines) >= _FEWEST]


def _chart(row: Mapping[str, Any], labels: list[str], until: date, href: Href) -> Chart:
    unit = row["unit"]
    lines = [
        ChartLine(label, (_value(cell, unit, href),), number if len(labels) <= MAX_DRAWN_LINES else None)
        for number, (label, cell) in enumerate(zip(labels, row["cells"], strict=True), 1)
        if cell is not None
    ]
    traits = ", ".join(_traits(row))
    name = property_in_words(row["property"])
    return Chart(
        title=f"{name}: {traits}" if traits else name,
        unit=unit,
        unit_meaning=known_unit(unit).meaning,
        lines=tuple(lines),
        until=until,
        drawing=Drawing.DOTS,
    )


def _traits(row: Mapping[str, Any]) -> Iterator[str]:
    given = band_apart(row["qualifiers"]) | {name: row[name] for name in ("scope", "period", "condition")}
    for name, value in given.items():
        if value is not None and value != DEFAULTS.get(name):
            yield trait_in_words(name, value)


def _value(cell: Mapping[str, Any], unit: str, href: Href) -> ChartValue:
    """Return the value of a cell; of a dispute the comparison has the side that is shown."""
    shown, source = cell["value"], cell["sources"][0]
    low, high = ends_in(shown, unit)
    words = value_in_words(shown, unit)
    return ChartValue(
        words=words,
        low=low,
        high=high,
        bound=bound_of(shown),
        certainty=cell["hedged"] if cell["hedged"] in CERTAINTIES else Certainty.ASSERTED.value,
        sides=(ChartSide(words, low, high),) if cell["disputed"] else (),
        source=ChartLink(source, href(source)),
    )
