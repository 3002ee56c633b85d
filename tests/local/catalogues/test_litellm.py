"""How rows of LiteLLM are read as offerings: the names of prices, bands, limits and features."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.local.catalogues.files import BadCatalogue, CatalogueFile, Number
from chalicelib.local.catalogues.mappings.litellm import litellm_lines
from chalicelib.local.catalogues.mappings.litellm_prices import UnknownPrice, litellm_prices
from chalicelib.local.catalogues.report import Report

Body = dict[str, Any]


def prices(**row: Any) -> list[Body]:
    """Read the prices of a row, without the words of the file."""
    return [{name: each for name, each in price.items() if name != "as_stated"} for price in litellm_prices(row)]


def price(amount: str, unit: str, **qualifiers: Any) -> Body:
    return {"value": {"amount": amount, "unit": unit}, **qualifiers}


def offerings(path: Path, rows: Any, *, day: str = "2025-11", report: Report | None = None) -> list[Body]:
    file = path / f"prices-{day}.json"
    file.write_text(json.dumps(rows))
    lines = litellm_lines([CatalogueFile(file, day)], report or Report())
    return [line.body for line in lines if line.body["kind"] == "offering"]


@pytest.mark.parametrize(
    ("name", "cost", "read"),
    [
        ("input_cost_per_token", "2.5e-06", price("2.5", "USD/Mtok", direction="input")),
        ("output_cost_per_token_batches", "1e-06", price("1", "USD/Mtok", direction="output", tier="batch")),
        ("output_cost_per_reasoning_token", "4e-06", price("4", "USD/Mtok", direction="reasoning")),
        ("citation_cost_per_token", "2e-06", price("2", "USD/Mtok", direction="citation")),
        ("input_cost_per_token_cache_hit", "7e-08", price("0.07", "USD/Mtok", direction="cached_input")),
        (
            "cache_creation_input_token_cost_above_1hr",
            "6e-06",
            price("6", "USD/Mtok", direction="cache_write", lifetime="PT1H"),
        ),
        (
            "input_cost_per_audio_token",
            "1.1e-05",
            price("11", "USD/Mtok", direction="input", modality="audio"),
        ),
        (
            "output_cost_per_token_above_200k_tokens",
            "2.25e-05",
            price("22.5", "USD/Mtok", direction="output", above={"amount": "200000", "unit": "token"}),
        ),
        ("input_cost_per_pixel", "1.9e-08", price("0.019", "USD/Mpixel", direction="input")),
        ("input_cost_per_character", "1.5e-05", price("15", "USD/Mchar", direction="input")),
        ("output_cost_per_second", "0.00025", price("0.00025", "USD/second", direction="output")),
        ("annotation_cost_per_page", "0.003", price("0.003", "USD/page", item="annotation")),
        (
            "output_cost_per_image_above_512_and_512_pixels_and_premium_image",
            "0.012",
            price("0.012", "USD/image", direction="output", size="above 512x512", quality="premium"),
        ),
    ],
)
def test_a_price_is_read_by_the_name_of_its_field(name: str, cost: str, read: Body) -> None:
    assert prices(**{name: Number(cost)}) == [read]


def test_a_search_has_a_price_by_the_size_of_its_context() -> None:
    costs = {"search_context_size_low": Number("0.03"), "search_context_size_high": Number("0.05")}

    assert prices(search_context_cost_per_query=costs) == [
        price("0.03", "USD/query", item="web_search", size="low"),
        price("0.05", "USD/query", item="web_search", size="high"),
    ]


def test_bands_begin_above_the_end_of_the_band_before() -> None:
    tokens = [{"input_cost_per_token": Number("5e-08"), "range": [Number("0"), Number("256000.0")]}]
    results = [{"input_cost_per_query": Number("0.025"), "max_results_range": [Number("26"), Number("100")]}]

    assert prices(tiered_pricing=tokens + results) == [
        price(
            "0.05",
            "USD/Mtok",
            direction="input",
            up_to={"amount": "256000", "unit": "token"},
            banded_by="input",
        ),
        price(
            "0.025",
            "USD/query",
            direction="input",
            up_to={"amount": "100", "unit": "result"},
            banded_by="output",
            above={"amount": "25", "unit": "result"},
        ),
    ]


def test_prices_in_databricks_units_are_left_out() -> None:
    assert prices(input_dbu_cost_per_token=Number("1e-06"), output_db_cost_per_token=Number("2e-04")) == []


@pytest.mark.parametrize("name", ["input_cost_per_haiku", "input_cost_per_token_on_sundays"])
def test_a_price_under_an_unknown_name_is_not_passed_over(name: str) -> None:
    with pytest.raises(UnknownPrice, match=name):
        prices(**{name: Number("1")})


def test_a_price_keeps_the_digits_of_the_file() -> None:
    (price,) = litellm_prices({"input_cost_per_token": Number("2.50e-06")})

    assert price["value"] == {"amount": "2.5", "unit": "USD/Mtok"}
    assert price["as_stated"] == "2.50e-06"


def test_a_row_becomes_an_offering(tmp_path: Path) -> None:
    row = {
        "litellm_provider": "vertex_ai-image-models",
        "max_input_tokens": 1000,
        "supports_function_calling": True,
        "supports_web_search": False,
        "supports_vision": True,
        "supported_output_modalities": ["text"],
        "rpm": 10,
        "deprecation_date": "2026-02-27",
        "supported_regions": ["global", "us-west2"],
        "source": "https://example.com/prices",
    }

    first, second = offerings(tmp_path, {"sample_spec": {}, "A B": row, "a/b": {"litellm_provider": "x"}})

    assert first == {
        "kind": "offering",
        "slug": "litellm-a-b",
        "name": "A B",
        "provider": {"text": "vertex_ai-image-models"},
        "features": [{"value": True, "feature": "tool_calls"}, {"value": False, "feature": "web_search"}],
        "limits": [{"value": {"amount": "10", "unit": "request/minute"}, "limit": "requests"}],
        "modalities": [{"value": "image", "direction": "input"}, {"value": "text", "direction": "output"}],
        "regions": ["global", "gcp:us-west2"],
        "context_window": {"amount": "1000", "unit": "token"},
        "ends": "2026-02-27",
        "documents": [{"value": "https://example.com/prices", "document_type": "docs"}],
        "evidence": {"source": "source/litellm-prices-2025-11", "basis": "third_party_report"},
        "if_exists": "add",
    }
    assert second["slug"] == "litellm-a-b-2"


def test_an_identifier_that_the_service_would_refuse_is_left_out_and_counted(tmp_path: Path) -> None:
    report = Report()

    offerings(tmp_path, {"A B": {"litellm_provider": "x"}}, report=report)

    assert [name for name, _ in report.left_out] == ["offering.identifiers"]


def test_a_key_of_a_known_provider_is_the_offering_that_other_catalogues_have(tmp_path: Path) -> None:
    (body,) = offerings(tmp_path, {"azure/gpt-4o": {"litellm_provider": "azure"}})

    assert body["slug"] == "azure-gpt-4o"
    assert body["provider"] == "product/azure-ai"
    assert body["identifiers"] == [{"value": "azure/gpt-4o", "scheme": "litellm"}, {"value": "gpt-4o", "scheme": "api"}]


def test_a_row_with_an_unknown_price_is_reported_with_its_place(tmp_path: Path) -> None:
    report = Report()

    (body,) = offerings(
        tmp_path,
        {"m/1": {"litellm_provider": "x", "input_cost_per_haiku": 1}, "m/2": {"litellm_provider": "x"}},
        report=report,
    )

    assert body["name"] == "m/2"
    ((place, why),) = report.unreadable
    assert place == "prices-2025-11.json, /m~11"
    assert "input_cost_per_haiku" in why


def test_a_reader_may_stop_at_the_first_row_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match=r"/m: not a row .* input_cost_per_haiku"):
        offerings(tmp_path, {"m": {"litellm_provider": "x", "input_cost_per_haiku": 1}}, report=Report(stops=True))


def test_a_file_without_a_date_asks_for_one(tmp_path: Path) -> None:
    file = tmp_path / "model_prices-1.80.0.json"
    file.write_text("{}")

    with pytest.raises(BadCatalogue, match=r"model_prices-1.80.0.json@2025-11-15"):
        [*litellm_lines([CatalogueFile(file)], Report())]


def test_a_file_of_another_shape_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match=r"prices-2025-11.json: no row has a text `litellm_provider`. Expected"):
        offerings(tmp_path, {"openai": {"models": {}}})
