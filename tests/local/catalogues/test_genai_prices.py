"""How the package genai-prices is read: dated prices, hours, tiers, bands and other ids."""

from dataclasses import replace
from datetime import UTC, date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from genai_prices import types
from genai_prices.data import providers

from chalicelib.local.catalogues.files import BadCatalogue, CatalogueFile
from chalicelib.local.catalogues.mappings.genai_prices import genai_prices_ends, genai_prices_lines, provided_lines
from chalicelib.local.catalogues.report import Report

Body = dict[str, Any]
TODAY = date(2026, 6, 1)


def provider(*models: types.ModelInfo, name: str = "openai") -> types.Provider:
    return types.Provider(id=name, name=name.title(), api_pattern="https://example.com", models=[*models])


def model(prices: Any, **members: Any) -> types.ModelInfo:
    return types.ModelInfo(
        **{"id": "m-1", "match": types.ClauseEquals("m-1"), "name": "M 1", **members, "prices": prices}
    )


def priced(amount: str) -> types.ModelPrice:
    return types.ModelPrice(input_mtok=Decimal(amount))


def since(*day: int) -> types.StartDateConstraint:
    return types.StartDateConstraint(start_date=date(*day))


def offering(*, report: Report | None = None, prices: Any, **members: Any) -> Body:
    lines = provided_lines([provider(model(prices, **members))], report or Report(), release="1.2", today=TODAY)
    return next(line.body for line in lines if line.body["kind"] == "offering")


def test_prices_that_begin_on_a_day_hold_until_the_day_before_the_next() -> None:
    dated = [
        types.ConditionalPrice(prices=priced("3")),
        types.ConditionalPrice(constraint=since(2026, 3, 1), prices=priced("2")),
        types.ConditionalPrice(constraint=since(2026, 5, 1), prices=priced("1")),
    ]

    prices = offering(prices=dated)["prices"]

    assert [(each["value"]["amount"], each["valid"]) for each in prices] == [
        ("3", "../2026-02-28"),
        ("2", "2026-03-01/2026-04-30"),
        ("1", "2026-05-01/.."),
    ]


def test_prices_at_hours_stand_beside_those_of_all_day() -> None:
    peak = types.TimeOfDateConstraint(start_time=time(0, 30, tzinfo=UTC), end_time=time(16, 30, tzinfo=UTC))
    prices = [types.ConditionalPrice(prices=priced("1")), types.ConditionalPrice(constraint=peak, prices=priced("2"))]

    always, at_hours = offering(prices=prices)["prices"]

    assert "hours" not in always
    assert at_hours["hours"] == "00:30-16:30 Z"


def test_bands_tiers_and_lifetimes_are_qualifiers() -> None:
    tiered = types.TieredPrices(base=Decimal("3"), tiers=[types.Tier(start=200000, price=Decimal("6"))])
    batch = types.PriceVariant(when={"processing": "batch"}, prices=priced("1.5"), constraint=since(2026, 1, 1))
    prices = types.ModelPrice(input_mtok=tiered, cache_write_1h_mtok=Decimal("6"))

    found = offering(prices=prices, price_variants=[batch])["prices"]

    assert found == [
        {"value": {"amount": "3", "unit": "USD/Mtok"}, "direction": "input"},
        {
            "value": {"amount": "6", "unit": "USD/Mtok"},
            "direction": "input",
            "above": {"amount": "200000", "unit": "token"},
        },
        {"value": {"amount": "6", "unit": "USD/Mtok"}, "direction": "cache_write", "lifetime": "PT1H"},
        {
            "value": {"amount": "1.5", "unit": "USD/Mtok"},
            "direction": "input",
            "tier": "batch",
            "valid": "2026-01-01/..",
        },
    ]


def test_a_price_in_another_unit_keeps_the_words_of_the_package() -> None:
    (page,) = offering(prices=types.ModelPrice(input_document_kpages=Decimal("1.50")))["prices"]

    assert page["value"] == {"amount": "0.0015", "unit": "USD/page"}
    assert page["evidence"] == {"as_stated": "1.5 per 1000"}


def test_other_ids_are_identifiers_and_rules_for_ids_are_counted() -> None:
    report = Report()
    match = types.ClauseOr([types.ClauseEquals("m-1"), types.ClauseEquals("m-one"), types.ClauseStartsWith("m-1-")])

    body = offering(prices=priced("1"), match=match, report=report)

    assert [each["value"] for each in body["identifiers"]] == ["m-1", "m-one"]
    assert report.left_out == {("genai-prices.match.starts_with", "a rule for ids, not an id"): 1}


def test_a_unit_without_a_place_is_counted() -> None:
    report = Report()

    offering(prices=types.ModelPrice(input_text_messages_kcount=Decimal("1")), report=report)

    assert ("genai-prices.input_text_messages_kcount", "a price in a unit that has no place") in report.left_out


def test_a_release_was_printed_on_the_last_day_of_its_prices_or_later() -> None:
    dated = [
        types.ConditionalPrice(prices=priced("3")),
        types.ConditionalPrice(constraint=since(2026, 5, 1), prices=priced("2")),
        types.ConditionalPrice(constraint=since(2027, 1, 1), prices=priced("1")),
    ]

    lines = [line.body for line in provided_lines([provider(model(dated))], Report(), release="1.2", today=TODAY)]

    assert lines[1]["slug"] == "genai-prices-1.2"
    assert lines[1]["published"] == "2026-05-01/.."
    assert lines[1]["derived_from"] == "source/genai-prices"
    assert lines[1]["license"] == "MIT"


def test_of_the_installed_package_no_value_is_refused() -> None:
    report = Report(stops=True)
    some = [replace(each, models=each.models[::15]) for each in providers]  # all take ten seconds

    lines = [*provided_lines(some, report, release="1.2", today=TODAY)]

    assert report.entities["offering"] > 150
    assert [name for name, _ in report.left_out if name.startswith("offering.")] == []
    assert {line.body["kind"] for line in lines} == {"source", "company", "product", "offering"}


def test_its_last_line_has_the_digest_of_the_installed_package() -> None:
    (end,) = genai_prices_ends([])

    assert end.body.keys() == {"kind", "slug", "title", "sha256", "if_exists"}


def test_it_takes_no_file() -> None:
    with pytest.raises(BadCatalogue, match="installed package; name no file"):
        [*genai_prices_lines([CatalogueFile(Path("data.py"))], Report())]
