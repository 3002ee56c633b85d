"""Two catalogues of offerings as bodies for the operations: every row of LiteLLM, and one file of models.dev."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.litellm_prices import litellm_prices, plain

Body = dict[str, Any]

LITELLM = "litellm/model_prices-1.80.0.json.gz"
MODELS_DEV = "models-dev/api-2026-06-30.json.gz"
SAMPLE = "sample_spec"  # a row of LiteLLM that explains the others

LITELLM_FEATURES = {
    "supports_function_calling": "tool_calls",
    "supports_parallel_function_calling": "parallel_tool_calls",
    "supports_tool_choice": "tool_choice",
    "supports_response_schema": "structured_output",
    "supports_reasoning": "reasoning",
    "supports_system_messages": "system_prompt",
    "supports_prompt_caching": "prompt_caching",
    "supports_native_streaming": "streaming",
    "supports_assistant_prefill": "prefill",
    "supports_web_search": "web_search",
    "supports_url_context": "url_context",
    "supports_computer_use": "computer_use",
}
LITELLM_INPUTS = {
    "supports_vision": "image",
    "supports_image_input": "image",
    "supports_embedding_image_input": "image",
    "supports_pdf_input": "pdf",
    "supports_audio_input": "audio",
    "supports_video_input": "video",
}
LITELLM_LIMITS = {
    "rpm": ("requests", "request/minute"),
    "rpd": ("requests", "request/day"),
    "tpm": ("tokens", "token/minute"),
    "max_images_per_prompt": ("images", "image"),
    "max_video_length": ("video_length", "hour"),
    "max_audio_length_hours": ("audio_length", "hour"),
    "max_pdf_size_mb": ("file_size", "MB"),
    "output_vector_size": ("output_dimensions", "dimension"),
}
MODELS_DEV_FEATURES = {
    "tool_call": "tool_calls",
    "reasoning": "reasoning",
    "temperature": "temperature",
    "structured_output": "structured_output",
    "attachment": "attachments",
}
MODELS_DEV_PRICES: Mapping[str, Mapping[str, str]] = {
    "input": {"direction": "input"},
    "output": {"direction": "output"},
    "reasoning": {"direction": "reasoning"},
    "cache_read": {"direction": "cached_input"},
    "cache_write": {"direction": "cache_write"},
    "input_audio": {"direction": "input", "modality": "audio"},
    "output_audio": {"direction": "output", "modality": "audio"},
}
MODELS_DEV_STATUSES = {"alpha": "preview", "beta": "preview", "deprecated": "deprecated"}


def litellm_offerings(data: Path, source: str) -> Iterator[Body]:
    """Yield the body of every row of LiteLLM but the sample."""
    slugs: set[str] = set()
    for key, row in _read(data / LITELLM).items():
        if key != SAMPLE:
            yield _with_slug(key, slugs) | _litellm_body(key, row) | {"evidence": _said(source)}


def models_dev_offerings(data: Path, source: str, *, file: str = MODELS_DEV) -> Iterator[Body]:
    """Yield the body of every model of every provider in one file of models.dev."""
    slugs: set[str] = set()
    for provider, entry in _read(data / file).items():
        for key, row in entry["models"].items():
            name = f"{provider}/{key}"
            body = _models_dev_body(name, row, entry["name"])
            yield _with_slug(name, slugs) | body | {"evidence": _said(source)}


def _litellm_body(key: str, row: Mapping[str, Any]) -> Body:
    body: Body = {
        "name": key,
        "provider": {"text": row["litellm_provider"]},
        "identifiers": [{"value": key, "scheme": "litellm"}],
        "prices": [*litellm_prices(row)],
        "features": _flags(row, LITELLM_FEATURES),
        "limits": [_limit(row[name], *limit) for name, limit in LITELLM_LIMITS.items() if name in row],
        "modalities": [*_litellm_modalities(row)],
        "regions": [_region(row, each) for each in row.get("supported_regions", ())],
    }
    for name, tokens in (("context_window", "max_input_tokens"), ("max_output", "max_output_tokens")):
        if row.get(tokens):
            body[name] = _tokens(row[tokens])
    if "deprecation_date" in row:
        body["ends"] = row["deprecation_date"]
    if str(row.get("source", "")).startswith("http"):
        body["documents"] = [{"value": row["source"], "document_type": "docs"}]
    return _without_empty_lists(body)


def _litellm_modalities(row: Mapping[str, Any]) -> Iterator[Body]:
    """Yield what it takes and makes: listed, or named by a flag."""
    flags = [modality for flag, modality in LITELLM_INPUTS.items() if row.get(flag) is True]
    outputs = [*row.get("supported_output_modalities", ()), *(["audio"] if row.get("supports_audio_output") else [])]
    for direction, found in (("input", [*row.get("supported_modalities", ()), *flags]), ("output", outputs)):
        yield from ({"value": each, "direction": direction} for each in dict.fromkeys(found))


def _region(row: Mapping[str, Any], region: str) -> str:
    cloud = "gcp" if row["litellm_provider"].startswith(("vertex", "gemini")) else "aws"
    return region if region == "global" else f"{cloud}:{region}"


def _models_dev_body(name: str, row: Mapping[str, Any], provider: str) -> Body:
    body: Body = {
        "name": row["name"],
        "provider": {"text": provider},
        "released": row["release_date"],
        "identifiers": [{"value": name, "scheme": "models_dev"}, {"value": row["id"], "scheme": "api"}],
        "prices": [*_models_dev_prices(row)],
        "features": _flags(row, MODELS_DEV_FEATURES),
        "limits": [_limit(row["limit"]["input"], "input_tokens", "token")] if "input" in row["limit"] else [],
        "modalities": [
            {"value": each, "direction": direction}
            for direction, listed in row["modalities"].items()
            for each in dict.fromkeys(listed)
        ],
    }
    for field, tokens in (("context_window", "context"), ("max_output", "output")):
        if row["limit"].get(tokens):
            body[field] = _tokens(row["limit"][tokens])
    if row.get("status") in MODELS_DEV_STATUSES:
        body["status"] = MODELS_DEV_STATUSES[row["status"]]
    return _without_empty_lists(body)


def _models_dev_prices(row: Mapping[str, Any]) -> Iterator[Body]:
    """Yield its prices: plain, above a length of the input, and of its fast mode."""
    cost = row.get("cost", {})
    yield from _costs(cost)
    for tier in cost.get("tiers", ()):
        yield from _costs(tier, above={"amount": str(tier["tier"]["size"]), "unit": "token"})
    if "tiers" not in cost:  # a single tier is repeated under this name, even if it begins elsewhere
        yield from _costs(cost.get("context_over_200k", {}), above={"amount": "200000", "unit": "token"})
    for mode, entry in row.get("experimental", {}).get("modes", {}).items():
        yield from _costs(entry.get("cost", {}), tier=mode)


def _costs(cost: Mapping[str, Any], **more: Any) -> Iterator[Body]:
    for name, qualifiers in MODELS_DEV_PRICES.items():
        if name in cost:
            yield {"value": {"amount": plain(Decimal(cost[name])), "unit": "USD/Mtok"}, **qualifiers, **more}


def _flags(row: Mapping[str, Any], features: Mapping[str, str]) -> list[Body]:
    return [{"value": row[flag], "feature": feature} for flag, feature in features.items() if flag in row]


def _limit(amount: Decimal | int, limit: str, unit: str) -> Body:
    value = {"amount": plain(Decimal(amount)), "unit": unit}
    # Limits in a minute and in a day hold at once, though one unit converts into the other.
    return {"value": value, "limit": limit, **({"condition": "in any day"} if unit.endswith("/day") else {})}


def _tokens(count: Decimal | int) -> Body:
    return {"amount": plain(Decimal(count)), "unit": "token"}


def _without_empty_lists(body: Body) -> Body:
    return {name: each for name, each in body.items() if each != []}


def _with_slug(key: str, slugs: set[str]) -> Body:
    """Make a slug of a key; of two keys that give the same one, the second is numbered."""
    slug = re.sub("[^a-z0-9._-]+", "-", key.lower()).strip("-._")[:76]
    number = 1
    while (numbered := slug if number == 1 else f"{slug}-{number}") in slugs:
        number += 1
    slugs.add(numbered)
    return {"slug": numbered}


def _said(source: str) -> Body:
    return {"source": source, "basis": "third_party_report"}


def _read(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file, parse_float=Decimal)
