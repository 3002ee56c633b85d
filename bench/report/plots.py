"""The plots of the report, as SVG without scripts."""

import xml.etree.ElementTree as ET  # nosec B405  # only writes
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pygal
from pygal.style import CleanStyle

from bench.report.goals import OURS
from bench.report.results import Results, middle

PLAIN = {"js": [], "style": CleanStyle, "explicit_size": True}


def plots(results: Results) -> dict[str, str]:
    """Draw the plots that the results suffice for, by the names of their files."""
    drawing: dict[str, Callable[[Any], str]] = {"compared": _compared, "cold": _cold, "scale": _scale}
    return {f"{name}.svg": draw(results[name]) for name, draw in drawing.items() if results.get(name)}


def write_plots(results: Results, folder: Path) -> None:
    """Write the plots beside the report."""
    for name, drawn in plots(results).items():
        (folder / name).write_text(f"{drawn}\n", encoding="utf-8")


def _compared(compared: Mapping[str, Mapping[str, list[float]]]) -> str:
    chart = pygal.Bar(title="CPU as multiples of ours", width=1000, height=460, logarithmic=True, **PLAIN)
    chart.x_labels = list(compared)
    for name in next(iter(compared.values())):
        chart.add(name, [round(middle(rows[name]) / middle(rows[OURS]), 3) for rows in compared.values()])
    return _svg(chart)


def _cold(cold: Mapping[str, Mapping[str, list[float]]]) -> str:
    chart = pygal.HorizontalBar(title="Cold start, ms", width=1000, height=320, **PLAIN)
    for name, each in cold.items():
        chart.add(name, round(middle(each["seconds"]) * 1e3, 1))
    return _svg(chart)


def _scale(scale: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    chart = pygal.Line(title="Median CPU of a question, ms", width=1000, height=560, logarithmic=True, **PLAIN)
    chart.x_labels = [f"{int(size):,} facts" for size in scale]
    for question in next(iter(scale.values())):
        chart.add(question, [round(middle(rows[question]["cpu"]) * 1e3, 3) for rows in scale.values()])
    return _svg(chart)


def _svg(chart: Any) -> str:
    chart.uuid = "bench"  # else another one each time
    root = chart.render_tree()
    for parent in [*root.iter()]:
        for script in parent.findall("script"):
            parent.remove(script)
    return ET.tostring(root, encoding="unicode")
