"""The plots of an entity: its prices over time, with the events on the price of an instrument."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from chalicelib.api.http.asking import ApiAnswer, ask
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.pages.charts.builders import ChartFrame, chart_events, charts_of
from chalicelib.api.pages.charts.chart_data import Drawing
from chalicelib.api.pages.charts.figure import figure
from chalicelib.api.pages.words.value_words import label_of
from chalicelib.api.series.series import series

MAX_STEPS = 100
MAX_PLOTS = 6


class Plots(NamedTuple):
    """The figures of a page, and the answer from which they are drawn; None if there is nothing to draw."""

    figures: Markup
    answer: ApiAnswer | None


def plots_of(
    call: Call, view: Mapping[str, Any], events: Sequence[Mapping[str, Any]], href: Callable[[str], str]
) -> Plots:
    """Return the plots of an entity whose view has prices, or whose price is a series: one call."""
    name = _plotted(call, view)
    if name is None:
        return Plots(Markup(), None)
    clocks = {name: call.query[name] for name in ("known_at", "published_before")}
    until = min(filter(None, (call.query["valid_at"], *clocks.values(), call.world.now())))[:10]
    path, is_series = {**call.path, "property": name}, name not in view["facts"]
    whole = {"scope": ""} if is_series else {}  # to look for other scopes of a series takes two calls more
    found = ask(series, call, f"{label_of(name)} over time", whole, path=path, to=until, limit=MAX_STEPS, **clocks)
    frame = ChartFrame(
        label_of(name),
        date.fromisoformat(until),
        href,
        chart_events(events, href) if is_series else (),
        is_cut=found.body["next"] is not None,
        drawing=Drawing.POINTS if is_series else Drawing.STEPS,
    )
    charts = charts_of(found.body["items"], frame)[:MAX_PLOTS]
    return Plots(Markup().join(figure(chart, f"plot-{number}") for number, chart in enumerate(charts, 1)), found)


def _plotted(call: Call, view: Mapping[str, Any]) -> str | None:
    """Return the property that is drawn: the prices on record, or the series that the kind declares."""
    if "prices" in view["facts"]:
        return "prices"
    return next((each.name for each in call.kind.properties if each.series), None)
