"""The prices of a row of LiteLLM's price map, as values of the property `prices`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chalicelib.local.catalogues.files import Number
from chalicelib.local.catalogues.lines import Body, amount


class PriceField(NamedTuple):
    """A field of a row: the unit of its prices, how many of the row's units are one of those, and the qualifiers."""

    unit: str
    times: int
    qualifiers: Mapping[str, str]


def _per_token(direction: str, **qualifiers: str) -> PriceField:
    return PriceField("USD/Mtok", 1_000_000, {"direction": direction, **qualifiers})


def _each(unit: str, **qualifiers: str) -> PriceField:
    return PriceField(f"USD/{unit}", 1, qualifiers)


FIELDS: Mapping[str, PriceField] = {
    "input_cost_per_token": _per_token("input"),
    "output_cost_per_token": _per_token("output"),
    "output_cost_per_reasoning_token": _per_token("reasoning"),
    "citation_cost_per_token": _per_token("citation"),
    "cache_read_input_token_cost": _per_token("cached_input"),
    "input_cost_per_token_cache_hit": _per_token("cached_input"),
    "cache_creation_input_token_cost": _per_token("cache_write"),
    "input_cost_per_audio_token": _per_token("input", modality="audio"),
    "output_cost_per_audio_token": _per_token("output", modality="audio"),
    "cache_read_input_audio_token_cost": _per_token("cached_input", modality="audio"),
    "cache_creation_input_audio_token_cost": _per_token("cache_write", modality="audio"),
    "input_cost_per_image_token": _per_token("input", modality="image"),
    "output_cost_per_image_token": _per_token("output", modality="image"),
    "cache_read_input_image_token_cost": _per_token("cached_input", modality="image"),
    "input_cost_per_character": PriceField("USD/Mchar", 1_000_000, {"direction": "input"}),
    "output_cost_per_character": PriceField("USD/Mchar", 1_000_000, {"direction": "output"}),
    "input_cost_per_pixel": PriceField("USD/Mpixel", 1_000_000, {"direction": "input"}),
    "output_cost_per_pixel": PriceField("USD/Mpixel", 1_000_000, {"direction": "output"}),
    "input_cost_per_image": _each("image", direction="input"),
    "output_cost_per_image": _each("image", direction="output"),
    "input_cost_per_second": _each("second", direction="input"),
    "output_cost_per_second": _each("second", direction="output"),
    "input_cost_per_video_per_second": _each("second", direction="input", modality="video"),
    "output_cost_per_video_per_second": _each("second", direction="output", modality="video"),
    "input_cost_per_audio_per_second": _each("second", direction="input", modality="audio"),
    "input_cost_per_query": _each("query", direction="input"),
    "input_cost_per_request": _each("request", direction="input"),
    "ocr_cost_per_page": _each("page"),
    "annotation_cost_per_page": _each("page", item="annotation"),
    "code_interpreter_cost_per_session": _each("session", item="code_interpreter"),
}

# The suffixes of the names of fields: the tier, the start of a band, the lifetime of a cache entry, the picture.
SUFFIXES: Mapping[str, Mapping[str, Any]] = {
    "_batches": {"tier": "batch"},
    "_batch_requests": {"tier": "batch"},
    "_priority": {"tier": "priority"},
    "_flex": {"tier": "flex"},
    "_above_128k_tokens": {"above": {"amount": "128000", "unit": "token"}},
    "_above_200k_tokens": {"above": {"amount": "200000", "unit": "token"}},
    "_above_8s_interval": {"above": {"amount": "8", "unit": "second"}},
    "_above_15s_interval": {"above": {"amount": "15", "unit": "second"}},
    "_above_1hr": {"lifetime": "PT1H"},
    "_premium_image": {"quality": "premium"},
    "_above_512_and_512_pixels": {"size": "above 512x512"},
    "_above_1024_and_1024_pixels": {"size": "above 1024x1024"},
    "_above_512_and_512_pixels_and_premium_image": {"size": "above 512x512", "quality": "premium"},
    "_above_1024_and_1024_pixels_and_premium_image": {"size": "above 1024x1024", "quality": "premium"},
}

# Databricks units, a price list beside the one in dollars, have no unit here.
WITHOUT_A_UNIT = re.compile("_(dbu|db)_cost_")


class UnknownPrice(ValueError):
    """A row has a price under a name that the tables here lack."""


def litellm_prices(row: Mapping[str, Any]) -> Iterator[Body]:
    """Yield every price of a row but those in Databricks units. Raises UnknownPrice for a name that is not known."""
    for name, cost in row.items():
        if name == "search_context_cost_per_query":
            yield from _search_prices(cost)
        elif name == "tiered_pricing":
            yield from (price for tier in cost for price in _tier_prices(tier))
        elif is_price(name) and not WITHOUT_A_UNIT.search(name):
            yield _price(name, cost)


def is_price(name: str) -> bool:
    """Return whether a field of a row is a price."""
    return "_cost" in name or name == "tiered_pricing"


def _price(name: str, cost: Number, **more: Any) -> Body:
    base = next((each for each in sorted(FIELDS, key=len, reverse=True) if name.startswith(each)), None)
    suffix = name.removeprefix(base) if base else name
    if base is None or (suffix and suffix not in SUFFIXES):
        raise UnknownPrice(name)
    field = FIELDS[base]
    stated = {"as_stated": cost.text} if field.times != 1 else {}
    return {
        "value": amount(cost * field.times, field.unit),
        **field.qualifiers,
        **SUFFIXES.get(suffix, {}),
        **more,
        **stated,
    }


def _search_prices(costs: Mapping[str, Number]) -> Iterator[Body]:
    for name, cost in costs.items():
        yield {
            "value": amount(cost, "USD/query"),
            "item": "web_search",
            "size": name.removeprefix("search_context_size_"),
        }


def _tier_prices(tier: Mapping[str, Any]) -> Iterator[Body]:
    """Yield the prices of one band: of so many tokens of input, or of so many results (the first is one more)."""
    unit, (first, last) = ("token", tier["range"]) if "range" in tier else ("result", tier["max_results_range"])
    above = first if unit == "token" or not first else first - 1
    counted = "input" if unit == "token" else "output"
    band: Body = {"up_to": amount(last, unit), "banded_by": counted}
    if above:
        band["above"] = amount(above, unit)
    for name, cost in tier.items():
        if is_price(name):
            yield _price(name, cost, **band)
