"""How rows of two catalogues are read as offerings: the names of prices, bands, limits and features."""

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bench.litellm_prices import UnknownPrice, litellm_prices
from bench.offering_bodies import LITELLM, MODELS_DEV, litellm_offerings, models_dev_offerings

Body = dict[str, Any]


def prices(**row: Any) -> list[Body]:
    return [*litellm_prices(row)]


def price(amount: str, unit: str, **qualifiers: Any) -> Body:
    return {"value": {"amount": amount, "unit": unit}, **qualifiers}


def written(path: Path, rows: Any) -> Path:
    path.parent.mkdir()
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump(rows, file)
    return path.parents[1]


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
    assert prices(**{name: Decimal(cost)}) == [read]


def test_a_search_has_a_price_by_the_size_of_its_context() -> None:
    costs = {"search_context_size_low": Decimal("0.03"), "search_context_size_high": Decimal("0.05")}

    assert prices(search_context_cost_per_query=costs) == [
        price("0.03", "USD/query", item="web_search", size="low"),
        price("0.05", "USD/query", item="web_search", size="high"),
    ]


def test_bands_begin_above_the_end_of_the_band_before() -> None:
    tokens = [{"input_cost_per_token": Decimal("5e-08"), "range": [0, Decimal("256000.0")]}]
    results = [{"input_cost_per_query": Decimal("0.025"), "max_results_range": [26, 100]}]

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
    assert prices(input_dbu_cost_per_token=Decimal("1e-06"), output_db_cost_per_token=Decimal("2e-04")) == []


@pytest.mark.parametrize("name", ["input_cost_per_haiku", "input_cost_per_token_on_sundays"])
def test_a_price_under_an_unknown_name_is_not_passed_over(name: str) -> None:
    with pytest.raises(UnknownPrice, match=name):
        prices(**{name: Decimal(1)})


def test_a_row_of_litellm_becomes_an_offering(tmp_path: Path) -> None:
    row = {
        "litellm_provider": "vertex_ai-language-models",
        "max_input_tokens": 1000,
        "max_output_tokens": 0,
        "supports_function_calling": True,
        "supports_web_search": False,
        "supports_vision": True,
        "supported_output_modalities": ["text"],
        "rpm": 10,
        "deprecation_date": "2026-02-27",
        "supported_regions": ["global", "us-west2"],
        "source": "https://example.com/prices",
    }
    data = written(tmp_path / LITELLM, {"sample_spec": {}, "A B": row, "a/b": {"litellm_provider": "x"}})

    first, second = litellm_offerings(data, "source/litellm")

    assert first == {
        "slug": "a-b",
        "name": "A B",
        "provider": {"text": "vertex_ai-language-models"},
        "identifiers": [{"value": "A B", "scheme": "litellm"}],
        "features": [{"value": True, "feature": "tool_calls"}, {"value": False, "feature": "web_search"}],
        "limits": [{"value": {"amount": "10", "unit": "request/minute"}, "limit": "requests"}],
        "modalities": [{"value": "image", "direction": "input"}, {"value": "text", "direction": "output"}],
        "regions": ["global", "gcp:us-west2"],
        "context_window": {"amount": "1000", "unit": "token"},
        "ends": "2026-02-27",
        "documents": [{"value": "https://example.com/prices", "document_type": "docs"}],
        "evidence": {"source": "source/litellm", "basis": "third_party_report"},
    }
    assert second["slug"] == "a-b-2"


def test_a_model_of_models_dev_becomes_an_offering(tmp_path: Path) -> None:
    row = {
        "id": "m-1",
        "name": "M 1",
        "release_date": "2025-03",
        "reasoning": True,
        "modalities": {"input": ["text", "pdf"], "output": ["text"]},
        "limit": {"context": 1000, "output": 0, "input": 900},
        "status": "beta",
        "cost": {
            "input": 1,
            "tiers": [{"tier": {"type": "context", "size": 256000}, "input": 2}],
            "context_over_200k": {"input": 2},
        },
        "experimental": {"modes": {"fast": {"cost": {"input": 6}}}},
    }
    data = written(tmp_path / MODELS_DEV, {"p": {"name": "Provider", "models": {"m-1": row}}})

    (body,) = models_dev_offerings(data, "source/models-dev")

    above = {"amount": "256000", "unit": "token"}
    assert body["prices"] == [
        price("1", "USD/Mtok", direction="input"),
        price("2", "USD/Mtok", direction="input", above=above),
        price("6", "USD/Mtok", direction="input", tier="fast"),
    ]
    assert body["identifiers"] == [{"value": "p/m-1", "scheme": "models_dev"}, {"value": "m-1", "scheme": "api"}]
    assert body["limits"] == [{"value": {"amount": "900", "unit": "token"}, "limit": "input_tokens"}]
    assert (body["slug"], body["status"], body["released"]) == ("p-m-1", "preview", "2025-03")
    assert "max_output" not in body


def test_a_band_of_models_dev_without_a_size_begins_above_200_000_tokens(tmp_path: Path) -> None:
    row = {
        "id": "m",
        "name": "M",
        "release_date": "2025",
        "modalities": {},
        "limit": {},
        "cost": {"context_over_200k": {"output": 37.5}},
    }
    data = written(tmp_path / MODELS_DEV, {"p": {"name": "P", "models": {"m": row}}})

    (body,) = models_dev_offerings(data, "source/models-dev")

    above = {"amount": "200000", "unit": "token"}
    assert body["prices"] == [price("37.5", "USD/Mtok", direction="output", above=above)]
