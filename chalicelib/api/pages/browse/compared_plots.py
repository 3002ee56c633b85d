"""The plots of a comparison: the amounts of a moment side by side, or prices over time."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from chalicelib.api.http.asking import ApiAnswer, ask
from chalicelib.api.http.routing.clocks import CLOCKS
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.pages.charts.builders import ChartFrame, compared_charts
from chalicelib.api.pages.charts.chart_data import Chart
from chalicelib.api.pages.charts.figure import figure
from chalicelib.api.pages.charts.moment_charts import moment_charts
from chalicelib.api.pages.frame import Links
from chalicelib.api.series.several_series import several_series

MAX_PLOTS = 6


def drawn_comparison(call: Call, body: Mapping[str, Any]) -> Markup:
    """Draw the amounts that two or more of the entities have, in the order of the rows."""
    return _drawn(moment_charts(body, _until(call), _links(call).entity))


def ask_for_prices(call: Call, refs: str) -> ApiAnswer:
    """Return the prices of the entities over time: one call, and one for each entity. Raises BadParameter."""
    clocks = {name: call.query[name] for name in ("known_at", "published_before")}
    path = {"property": "prices"}
    return ask(several_series, call, "Prices over time", path=path, refs=refs, to=_until(call).isoformat(), **clocks)


def drawn_prices(call: Call, names: Mapping[str, str], history: ApiAnswer) -> Markup:
    """Draw each price that two or more of the entities have over time."""
    steps: dict[str, list[Any]] = {}
    for step in history.body["items"]:
        steps.setdefault(step["ref"], []).append(step)
    entities = [(names.get(ref, ref), found) for ref, found in steps.items()]
    is_cut = history.body["next"] is not None
    return _drawn(compared_charts(entities, ChartFrame("Prices", _until(call), _links(call).entity, is_cut=is_cut)))


def _drawn(charts: Sequence[Chart]) -> Markup:
    figures = (figure(chart, f"plot-{number}") for number, chart in enumerate(charts[:MAX_PLOTS], 1))
    return Markup().join(figures)


def _until(call: Call) -> date:
    """Return the day of the moment that the page shows."""
    return date.fromisoformat(min(filter(None, (*map(call.query.get, CLOCKS), call.world.now())))[:10])


def _links(call: Call) -> Links:
    return Links(call.base, {name: call.query[name] for name in CLOCKS if call.query[name]})
