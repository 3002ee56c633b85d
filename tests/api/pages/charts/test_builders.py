"""Charts are built of the steps that the series of an entity returns."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.api.pages.charts.builders import ChartFrame, chart_events, charts_of, compared_charts
from chalicelib.api.pages.charts.chart_data import Chart, Drawing
from chalicelib.api.pages.charts.figure import figure
from tests.api.conftest import EVIDENCE, Client, a_fact, a_source, an_event
from tests.api.pages.charts.made_charts import TODAY, drawn, texts_of, with_class
from tests.api.snapshots import filled_once

FRAME = ChartFrame("Prices of o3", TODAY, href=lambda ref: f"/{ref}")


def a_price(amount: str, unit: str = "USD/Mtok", **more: Any) -> dict[str, Any]:
    return {"value": {"amount": amount, "unit": unit}, **more}


@pytest.fixture
@filled_once
def o3(client: Client) -> Client:
    """A model whose price fell by 80 % on 10 June 2025."""
    prices = [
        a_price("10", direction="input", valid="2025-04-16"),
        a_price("40", direction="output", valid="2025-04-16"),
    ]
    client.create("models", {"slug": "o3", "name": "o3", "evidence": EVIDENCE, "prices": prices})
    record(
        client,
        a_price("2", direction="input", valid="2025-06-10"),
        a_price("8", direction="output", valid="2025-06-10"),
    )
    return client


def record(client: Client, *prices: dict[str, Any], model: str = "o3", source: str = "report") -> None:
    body = {"evidence": {**EVIDENCE, "source": f"source/{source}"}, "prices": list(prices)}
    answer = client.patch(f"/v1/models/{model}", body)
    assert answer.status == 200, answer.text


def steps(client: Client, model: str = "o3") -> Any:
    return client.get(f"/v1/models/{model}/series/prices?limit=100").json["items"]


def shown(chart: Chart) -> dict[str, list[tuple[str | None, ...]]]:
    """Return the values of each line, with their days."""
    return {
        line.label: [
            (value.words, *(None if day is None else day.isoformat() for day in (value.first, value.last)))
            for value in line.values
        ]
        for line in chart.lines
    }


def test_a_price_that_fell_is_a_step_of_each_direction(o3: Client) -> None:
    (chart,) = charts_of(steps(o3), FRAME)

    assert (chart.title, chart.unit_meaning) == ("Prices of o3", "US Dollar per million tokens")
    assert shown(chart) == {
        "input": [("10", "2025-04-16", "2025-06-09"), ("2", "2025-06-10", None)],
        "output": [("40", "2025-04-16", "2025-06-09"), ("8", "2025-06-10", None)],
    }
    assert "/source/report" in figure(chart, "prices")


def test_bands_are_lines_in_order_of_their_start(o3: Client) -> None:
    size = {"amount": "200000", "unit": "token"}
    record(
        o3, a_price("4", direction="input", above=size), a_price("2", direction="input", up_to=size, valid="2026-01-01")
    )

    (chart,) = charts_of(steps(o3), FRAME)

    assert [line.label for line in chart.lines] == ["input", "input, above 200k", "output"]


def test_prices_in_units_that_convert_are_in_one_chart_in_the_unit_of_most(o3: Client) -> None:
    record(o3, a_price("0.0005", "USD/ktok", direction="cached_input"), a_price("10", "USD/kcall", item="web_search"))

    (chart,) = charts_of(steps(o3), FRAME)

    assert shown(chart)["cached input"] == [("0.5", None, None)]


def test_more_lines_than_can_be_told_apart_are_parted_by_tier(o3: Client) -> None:
    tiers = ("batch", "flex", "priority", "fast")
    record(
        o3,
        *(a_price("1", direction=way, tier=tier, valid="2026-01-01") for tier in tiers for way in ("input", "output")),
    )

    charts = charts_of(steps(o3), FRAME)

    assert [chart.title for chart in charts] == [f"Prices of o3: {tier} tier" for tier in ("standard", *tiers)]
    assert {tuple(line.label for line in chart.lines) for chart in charts} == {("input", "output")}
    assert {tuple(line.mark for line in chart.lines) for chart in charts} == {(1, 2)}


def test_the_default_tier_is_not_named_beside_others(o3: Client) -> None:
    record(o3, a_price("1", direction="input", tier="batch"))

    (chart,) = charts_of(steps(o3), FRAME)

    assert [line.label for line in chart.lines] == ["input", "input, batch tier", "output"]


def test_lines_that_a_condition_or_hours_set_apart_say_so(o3: Client) -> None:
    record(o3, a_price("1", direction="input", hours="16:30-00:30 Z", valid="2026-01-01"))

    (chart,) = charts_of(steps(o3), FRAME)

    assert "input, at 16:30-00:30 Z" in [line.label for line in chart.lines]


def test_lines_of_which_one_has_nothing_special_say_what_they_have_in_common(o3: Client) -> None:
    record(o3, a_price("7", direction="reasoning", hours="16:30-00:30 Z"), a_price("9", direction="reasoning"))
    record(o3, a_price("20", "USD/month"), a_price("30", "USD/month", plan="Plus"))
    items = [step for step in steps(o3) if step["qualifiers"].get("direction") not in {"input", "output"}]

    charts = charts_of(items, FRAME)

    assert {chart.title: [line.label for line in chart.lines] for chart in charts} == {
        "Prices of o3: reasoning": ["reasoning", "reasoning, at 16:30-00:30 Z"],
        "Prices of o3": ["general", "plan Plus"],
    }


def test_sellers_of_one_price_each_are_lines_of_one_chart(o3: Client) -> None:
    record(o3, *(a_price("1", direction="input", provider={"text": f"Seller {number}"}) for number in range(9)))

    charts = charts_of(steps(o3), FRAME)

    assert [(chart.title, len(chart.lines)) for chart in charts] == [
        ("Prices of o3: input", 10),
        ("Prices of o3: output", 1),
    ]
    assert {line.mark for chart in charts for line in chart.lines} == {None}


def test_charts_of_two_units_have_titles_that_differ(o3: Client) -> None:
    record(o3, a_price("3", "EUR/Mtok", direction="input", valid="2026-01-01"))

    charts = charts_of(steps(o3), FRAME)

    assert [chart.title for chart in charts] == ["Prices of o3", "Prices of o3: input"]
    record(o3, a_price("9", "EUR/Mtok", direction="output", valid="2026-01-01"))
    assert {chart.title for chart in charts_of(steps(o3), FRAME)} == {
        "Prices of o3 in USD/Mtok",
        "Prices of o3 in EUR/Mtok",
    }


def test_a_property_without_numbers_has_no_chart(o3: Client) -> None:
    assert o3.patch("/v1/models/o3", {"status": "available", "evidence": EVIDENCE}).status == 200
    items = o3.get("/v1/models/o3/series/status").json["items"]

    assert len(items) == 1
    assert charts_of(items, FRAME) == []


def test_a_dispute_has_the_sides_of_the_series(o3: Client) -> None:
    o3.create("sources", a_source("other"))
    record(o3, a_price("3", direction="input", valid="2025-06-10"), source="other")

    (chart,) = charts_of(steps(o3), FRAME)

    (_, disputed) = chart.lines[0].values
    assert sorted((side.words, side.sources) for side in disputed.sides) == [
        ("2", ("source/report",)),
        ("3", ("source/other",)),
    ]
    assert disputed.extent == (Decimal(2), Decimal(3))
    assert len(with_class(drawn(chart), "chart-band")) == 1


def test_ranges_bounds_and_errors_keep_their_words(o3: Client) -> None:
    record(
        o3,
        {"value": {"low": "1", "high": "3", "unit": "USD/Mtok"}, "direction": "cached_input", "valid": "2026-01-01"},
        {"value": {"amount": "5", "unit": "USD/Mtok", "bound": "at_most"}, "direction": "cache_write"},
        {"value": {"amount": "6", "unit": "USD/Mtok", "plus_minus": "50 %"}, "direction": "reasoning"},
    )

    (chart,) = charts_of(steps(o3), FRAME)

    assert shown(chart)["cached input"] == [("1 to 3", "2026-01-01", None)]
    assert shown(chart)["cache write"] == [("at most 5", None, None)]
    assert shown(chart)["reasoning"] == [("6 ± 50 %", None, None)]
    numbers = {line.label: (line.values[-1].low, line.values[-1].high) for line in chart.lines}
    assert (numbers["cached input"], numbers["reasoning"]) == (
        (Decimal(1), Decimal(3)),
        (Decimal(3), Decimal(9)),
    )


def test_an_unknown_price_is_in_the_table_of_its_line(o3: Client) -> None:
    unknown = {"value": {"missing": "unknown"}, "direction": "input", "valid": "2026-01-01"}
    record(o3, unknown, {"value": {"missing": "unknown"}, "direction": "citation"})

    (chart,) = charts_of(steps(o3), FRAME)

    assert shown(chart)["input"][-1] == ("unknown", "2026-01-01", None)
    assert "unknown" in texts_of(drawn(chart), "td")


def test_a_single_value_without_a_day_makes_no_chart(client: Client) -> None:
    client.create(
        "models", {"slug": "o3", "name": "o3", "evidence": EVIDENCE, "prices": [a_price("1", direction="input")]}
    )

    assert charts_of(steps(client), FRAME) == []
    assert charts_of([], FRAME) == []


def test_compared_models_have_a_chart_for_each_price_that_two_of_them_have(o3: Client) -> None:
    prices = [a_price("1", direction="input", valid="2025-01-01"), a_price("0.1", direction="cached_input")]
    o3.create("models", {"slug": "o4", "name": "o4", "evidence": EVIDENCE, "prices": prices})

    (chart,) = compared_charts([("o3", steps(o3)), ("o4", steps(o3, "o4"))], ChartFrame("Prices", TODAY))

    assert chart.title == "Prices: input"
    assert list(shown(chart)) == ["o3", "o4"]


def test_a_compared_model_has_the_same_mark_on_all_charts(o3: Client) -> None:
    prices = [a_price("1", direction="input"), a_price("3", direction="output")]
    o3.create("models", {"slug": "o4", "name": "o4", "evidence": EVIDENCE, "prices": prices[:1]})
    o3.create("models", {"slug": "o5", "name": "o5", "evidence": EVIDENCE, "prices": prices})

    charts = compared_charts([(slug, steps(o3, slug)) for slug in ("o3", "o4", "o5")], ChartFrame("Prices", TODAY))

    assert [[(line.label, line.mark) for line in chart.lines] for chart in charts] == [
        [("o3", 1), ("o4", 2), ("o5", 3)],
        [("o3", 1), ("o5", 3)],
    ]


def test_the_price_of_a_share_is_a_line_with_its_events(client: Client) -> None:
    client.create("instruments", {"slug": "nvda", "name": "Nvidia", "evidence": EVIDENCE})
    days = {"2025-01-24": "142.62", "2025-01-27": "118.42"}
    facts = [
        a_fact("instrument/nvda", "price", a_price(amount, "USD")["value"], valid=f"{day}/{day}")
        for day, amount in days.items()
    ]
    assert client.post("/v1/facts", {"facts": facts}).status == 201
    client.create("events", an_event("fall", type="stock_move", instrument="instrument/nvda", date="2025-01-27"))
    client.create(
        "events", an_event("undated", type="stock_move", instrument="instrument/nvda", date={"missing": "unknown"})
    )
    events = chart_events(client.get("/v1/instruments/nvda/timeline").json["items"], lambda ref: f"/{ref}")
    items = client.get("/v1/instruments/nvda/series/price").json["items"]

    (chart,) = charts_of(items, ChartFrame("Price of Nvidia", TODAY, events=events, drawing=Drawing.POINTS))

    assert [(event.first, event.title.href) for event in chart.events] == [(date(2025, 1, 27), "/event/fall")]
    assert texts_of(drawn(chart), "li") == ["2025-01-27: The fall"]


def test_an_event_of_a_month_is_never_on_its_first_day() -> None:
    (event,) = chart_events([{"ref": "event/launch", "title": "Launch", "date": "2025-02~"}])

    assert (event.first, event.last, event.stated) == (date(2025, 2, 1), date(2025, 2, 28), "2025-02~")


def test_a_chart_of_a_part_of_a_series_says_so(o3: Client) -> None:
    (chart,) = charts_of(steps(o3), ChartFrame("Prices of o3", TODAY, is_cut=True))

    assert "Only the first values are drawn." in texts_of(drawn(chart), "p")
