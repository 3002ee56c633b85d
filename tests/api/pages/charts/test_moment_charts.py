"""Charts of a comparison: the values of one moment side by side."""

from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.api.pages.charts.chart_data import Chart
from chalicelib.api.pages.charts.moment_charts import moment_charts
from tests.api.conftest import EVIDENCE, Client, a_source
from tests.api.pages.charts.made_charts import TODAY, drawn, texts_of, with_class
from tests.api.snapshots import filled_once


@pytest.fixture
@filled_once
def models(client: Client) -> Client:
    """Three models, of which two have a price and a context window."""
    client.create("sources", a_source("other"))
    sizes = {"o3": "200000", "o4": "1e6"}
    for slug, amount in sizes.items():
        price = {"value": {"amount": amount[0], "unit": "USD/Mtok"}, "direction": "input"}
        body = {"context_window": {"amount": amount, "unit": "token"}, "prices": [price], "evidence": EVIDENCE}
        client.create("models", {"slug": slug, "name": slug, **body})
    client.create("models", {"slug": "o5", "name": "o5", "evidence": EVIDENCE})
    return client


def charts(client: Client, *slugs: str, **more: Any) -> list[Chart]:
    asked = {"refs": ",".join(f"model/{slug}" for slug in slugs), **more}
    compared = client.get(f"/v1/compare?{urlencode(asked)}").json
    return moment_charts(compared, TODAY, lambda ref: f"/{ref}")


def test_every_number_that_two_models_have_is_a_chart_with_the_same_marks(models: Client) -> None:
    found = charts(models, "o5", "o3", "o4")

    assert {chart.title: [(line.label, line.mark) for line in chart.lines] for chart in found} == {
        "Prices: input": [("o3", 2), ("o4", 3)],
        "Context window": [("o3", 2), ("o4", 3)],
    }


def test_the_values_of_a_moment_are_dots_without_days(models: Client) -> None:
    (chart,) = charts(models, "o3", "o4", properties="context_window")
    root = drawn(chart)

    assert [text.text for text in with_class(root, "chart-now")] == ["200k", "1M"]
    assert texts_of(root, "th") == ["line", "value (token)", "source", "o3", "o4"]
    assert texts_of(root, "desc") == [
        "Context window in token: o3 and o4, on 29 Nov 2026. The lowest value is 200000 (o3), the highest 1e6 (o4)."
    ]
    assert texts_of(root, "p") == []


def test_a_disputed_value_is_hatched(models: Client) -> None:
    evidence = {
        "evidence": {**EVIDENCE, "source": "source/other"},
        "context_window": {"amount": "3e5", "unit": "token"},
    }
    assert models.patch("/v1/models/o3", evidence).status == 200

    (chart,) = charts(models, "o3", "o4", properties="context_window")

    assert len(with_class(drawn(chart), "chart-band")) == 1


def test_more_entities_than_marks_have_marks_by_their_place(models: Client) -> None:
    slugs = [f"m{number}" for number in range(9)]
    for slug in slugs:
        body = {"context_window": {"amount": "1e6", "unit": "token"}, "evidence": EVIDENCE}
        models.create("models", {"slug": slug, "name": slug, **body})

    (chart,) = charts(models, "o5", *slugs)

    assert {line.mark for line in chart.lines} == {None}
    assert "8 of 9 lines are drawn; the table has all." in texts_of(drawn(chart), "p")


def test_a_comparison_without_numbers_has_no_chart(models: Client) -> None:
    assert charts(models, "o3", "o5") == []
    assert charts(models, "o3", "o4", properties="name") == []
