"""LiteLLM's price map: each row as an offering under its key, or under the id that its provider's API is asked with.

docs/catalogues.md has the mapping as a table. A file has no dates; you say of which day it is. The first file says
nothing of when its values began; in a later one, what changed holds from its day.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.values import parse_date
from chalicelib.local.catalogues.editions import Edition, Row, lines_of
from chalicelib.local.catalogues.files import BadCatalogue, CatalogueFile, Number
from chalicelib.local.catalogues.lines import (
    Body,
    Fields,
    Line,
    Publication,
    Slugs,
    amount,
    flags,
    without_empty,
)
from chalicelib.local.catalogues.mappings.litellm_prices import WITHOUT_A_UNIT, UnknownPrice, is_price, litellm_prices
from chalicelib.local.catalogues.mappings.providers import provider_lines, provider_value
from chalicelib.local.catalogues.report import Report

PUBLICATION = Publication(
    "litellm-prices",
    "LiteLLM's price map",
    "https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json",
    "BerriAI",
    "MIT",
    "LiteLLM, https://github.com/BerriAI/litellm. Copyright (c) 2023 Berri AI. MIT licence.",
)

EXPECTED = (
    "an object {key: {litellm_provider, mode, input_cost_per_token ...}}, as model_prices_and_context_window.json"
)
SAMPLE = "sample_spec"  # a row that explains the others


class Named(NamedTuple):
    """How LiteLLM names the offers of a provider: the provider's id at models.dev, and what precedes the API's id."""

    provider: str
    prefix: str


# A key without its prefix is the id that the provider's API is asked with: the same offering as in other catalogues.
# The keys of all other providers are LiteLLM's own, and stay offerings apart.
NAMES = {
    "anthropic": Named("anthropic", ""),
    "azure": Named("azure", "azure/"),
    "bedrock": Named("amazon-bedrock", ""),
    "bedrock_converse": Named("amazon-bedrock", ""),
    "cerebras": Named("cerebras", "cerebras/"),
    "dashscope": Named("alibaba", "dashscope/"),
    "deepseek": Named("deepseek", "deepseek/"),
    "fireworks_ai": Named("fireworks-ai", "fireworks_ai/"),
    "gemini": Named("google", "gemini/"),
    "groq": Named("groq", "groq/"),
    "mistral": Named("mistral", "mistral/"),
    "moonshot": Named("moonshotai", "moonshot/"),
    "openai": Named("openai", ""),
    "perplexity": Named("perplexity", "perplexity/"),
    "together_ai": Named("togetherai", "together_ai/"),
    "vercel_ai_gateway": Named("vercel", "vercel_ai_gateway/"),
    "vertex_ai-language-models": Named("google-vertex", ""),
    "xai": Named("xai", "xai/"),
}

FEATURES = {
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
INPUTS = {
    "supports_vision": "image",
    "supports_image_input": "image",
    "supports_embedding_image_input": "image",
    "supports_pdf_input": "pdf",
    "supports_audio_input": "audio",
    "supports_video_input": "video",
}
LIMITS = {
    "rpm": ("requests", "request/minute"),
    "rpd": ("requests", "request/day"),
    "tpm": ("tokens", "token/minute"),
    "max_images_per_prompt": ("images", "image"),
    "max_video_length": ("video_length", "hour"),
    "max_audio_length_hours": ("audio_length", "hour"),
    "max_pdf_size_mb": ("file_size", "MB"),
    "output_vector_size": ("output_dimensions", "dimension"),
}
WINDOWS = {"context_window": "max_input_tokens", "max_output": "max_output_tokens"}
OTHERS = {"litellm_provider", "supported_modalities", "supported_output_modalities", "supports_audio_output"}
MAPPED = {*FEATURES, *INPUTS, *LIMITS, *WINDOWS.values(), *OTHERS, "supported_regions", "deprecation_date", "source"}


def litellm_lines(files: Sequence[CatalogueFile], report: Report) -> Iterator[Line]:
    """Yield the lines of price maps, oldest first. Raises BadCatalogue."""
    read = [(file, _map(file)) for file in sorted(files, key=lambda file: file.day)]
    yield PUBLICATION.root()
    yield from (PUBLICATION.dated(file) for file, _ in read)
    for file, rows in read:
        keys = [row["litellm_provider"] for key, row in rows.items() if _is_row(key, row)]
        stated = {NAMES[key].provider: key for key in dict.fromkeys(keys) if key in NAMES}
        yield from provider_lines(stated, _evidence(file))
    slugs = Slugs()
    editions = (
        Edition(_evidence(file), file.day, _rows(file, rows, slugs, report), valid=file.day if number else None)
        for number, (file, rows) in enumerate(read)
    )
    yield from lines_of("offering", editions, report)
    yield from litellm_ends(files)


def litellm_ends(files: Sequence[CatalogueFile]) -> list[Line]:
    """Return the last line of each file."""
    return [PUBLICATION.end(file.day, file.sha256) for file in files]


def _evidence(file: CatalogueFile) -> Body:
    return {"source": f"source/{PUBLICATION.slug_of(file.day)}", "basis": "third_party_report"}


def _map(file: CatalogueFile) -> Mapping[str, Any]:
    rows = file.json_object(EXPECTED)
    if not any(_is_row(key, row) for key, row in rows.items()):
        raise BadCatalogue(f"{file.path}: no row has a text `litellm_provider`. Expected {EXPECTED}.")
    return rows


def _is_row(key: str, row: Any) -> bool:
    return key != SAMPLE and isinstance(row, dict) and isinstance(row.get("litellm_provider"), str)


def _rows(file: CatalogueFile, rows: Mapping[str, Any], slugs: Slugs, report: Report) -> Iterator[Row]:
    for key, row in rows.items():
        place = f"{file.path.name}, /{key.replace('/', '~1')}"
        if key == SAMPLE:
            report.leave_out(f"litellm.{SAMPLE}", "explains the other rows")
            continue
        if not _is_row(key, row):
            report.cannot_read(place, "a row is an object with a text `litellm_provider`")
            continue
        try:
            fields = _fields(key, row)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            what = f"a price of an unknown name: {error}" if isinstance(error, UnknownPrice) else repr(error)
            report.cannot_read(place, f"not a row as LiteLLM describes one: {what}")
            continue
        _count_left_out(row, report)
        yield Row(_slug(key, row, slugs), fields, place)


def _count_left_out(row: Mapping[str, Any], report: Report) -> None:
    for name in row.keys() - MAPPED:
        if WITHOUT_A_UNIT.search(name):
            report.leave_out(f"litellm.{name}", "a price in Databricks units")
        elif not is_price(name):
            report.leave_out(f"litellm.{name}", "no property")


def _slug(key: str, row: Mapping[str, Any], slugs: Slugs) -> str:
    named = NAMES.get(row["litellm_provider"])
    if named is not None and key.startswith(named.prefix):
        return slugs.of(named.provider, key.removeprefix(named.prefix))
    return slugs.of("litellm", key)


def _fields(key: str, row: Mapping[str, Any]) -> Fields:
    provider = row["litellm_provider"]
    named = NAMES.get(provider)
    ids = [{"value": key, "scheme": "litellm"}]
    if named is not None and key.startswith(named.prefix):
        ids.append({"value": key.removeprefix(named.prefix), "scheme": "api"})
    source = str(row.get("source", ""))
    return without_empty(
        {
            "name": [{"value": key}],
            "provider": [{"value": provider_value(named.provider if named else "", provider)}],
            "identifiers": ids,
            "prices": [*litellm_prices(row)],
            "features": flags(row, FEATURES),
            "limits": [_limit(row[name], *limit) for name, limit in LIMITS.items() if name in row],
            "modalities": [*_modalities(row)],
            "regions": [{"value": _region(row, each)} for each in row.get("supported_regions", ())],
            "ends": [_date(row["deprecation_date"])] if "deprecation_date" in row else [],
            "documents": [{"value": source, "document_type": "docs"}] if source.startswith("http") else [],
            **{name: [_tokens(row[field])] for name, field in WINDOWS.items() if isinstance(row.get(field), Number)},
        }
    )


def _tokens(count: Number) -> Body:
    return {"value": amount(count, "token")}


def _date(text: str) -> Body:
    return {"value": text} if parse_date(text) else {"value": {"missing": "unknown"}, "as_stated": text}


def _limit(count: Number, limit: str, unit: str) -> Body:
    # Limits in a minute and in a day hold at once, though one unit converts into the other.
    in_a_day = {"condition": "in any day"} if unit.endswith("/day") else {}
    return {"value": amount(count, unit), "limit": limit, **in_a_day}


def _modalities(row: Mapping[str, Any]) -> Iterator[Body]:
    """Yield what it takes and makes: listed, or named by a flag."""
    inputs = [modality for flag, modality in INPUTS.items() if row.get(flag) is True]
    outputs = [*row.get("supported_output_modalities", ()), *(["audio"] if row.get("supports_audio_output") else [])]
    for direction, found in (("input", [*row.get("supported_modalities", ()), *inputs]), ("output", outputs)):
        yield from ({"value": each, "direction": direction} for each in dict.fromkeys(found))


def _region(row: Mapping[str, Any], region: str) -> str:
    cloud = "gcp" if row["litellm_provider"].startswith(("vertex", "gemini")) else "aws"
    return region if region == "global" else f"{cloud}:{region}"
