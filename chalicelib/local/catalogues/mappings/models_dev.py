"""models.dev: its published `api.json`, one file or several dated ones, as offerings.

docs/catalogues.md has the mapping as a table. A file says what the catalogue held on its day.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
    texts,
    without_empty,
)
from chalicelib.local.catalogues.mappings.providers import provider_lines, provider_value
from chalicelib.local.catalogues.report import Report

PUBLICATION = Publication(
    "models-dev",
    "models.dev",
    "https://models.dev",
    "models.dev",
    "MIT",
    "models.dev, https://models.dev. Copyright (c) 2025 models.dev. MIT licence.",
)

EXPECTED = "an object {provider id: {name, models: {model id: {name, limit ...}}}}, as https://models.dev/api.json"

FEATURES = {
    "tool_call": "tool_calls",
    "reasoning": "reasoning",
    "temperature": "temperature",
    "structured_output": "structured_output",
    "attachment": "attachments",
}
PRICES: Mapping[str, Mapping[str, str]] = {
    "input": {"direction": "input"},
    "output": {"direction": "output"},
    "reasoning": {"direction": "reasoning"},
    "cache_read": {"direction": "cached_input"},
    "cache_write": {"direction": "cache_write"},
    "input_audio": {"direction": "input", "modality": "audio"},
    "output_audio": {"direction": "output", "modality": "audio"},
}
STATUSES = {"alpha": "preview", "beta": "preview", "deprecated": "deprecated"}
DATES = {"knowledge": "knowledge_cutoff", "release_date": "released", "last_updated": "updated"}
WINDOWS = {"context": "context_window", "output": "max_output"}
# Members that become no fact: they say how a library asks for the model.
NO_PLACE = ("interleaved", "provider", "reasoning_options")
MAPPED = {"id", "name", "family", "open_weights", "modalities", "limit", "cost", "status", "experimental"}


def models_dev_lines(files: Sequence[CatalogueFile], report: Report) -> Iterator[Line]:
    """Yield the lines of files of models.dev, oldest first. Raises BadCatalogue."""
    read = [(file, _providers(file)) for file in sorted(files, key=lambda file: file.day)]
    yield PUBLICATION.root()
    yield from (PUBLICATION.dated(file) for file, _ in read)
    for file, providers in read:
        yield from provider_lines({key: entry["name"] for key, entry in providers.items()}, _evidence(file))
    slugs = Slugs()
    editions = (
        Edition(_evidence(file), file.day, _rows(file, providers, slugs, report), valid=file.day)
        for file, providers in read
    )
    yield from lines_of("offering", editions, report)
    yield from models_dev_ends(files)


def models_dev_ends(files: Sequence[CatalogueFile]) -> list[Line]:
    """Return the last line of each file."""
    return [PUBLICATION.end(file.day, file.sha256) for file in files]


def _evidence(file: CatalogueFile) -> Body:
    return {"source": f"source/{PUBLICATION.slug_of(file.day)}", "basis": "third_party_report"}


def _providers(file: CatalogueFile) -> Mapping[str, Any]:
    found = file.json_object(EXPECTED)
    for key, entry in found.items():
        models = entry.get("models") if isinstance(entry, dict) else None
        if not isinstance(models, dict):
            raise BadCatalogue(f"{file.path}: {key!r} has no object `models`. Expected {EXPECTED}.")
        if not isinstance(entry.get("name"), str):
            raise BadCatalogue(f"{file.path}: {key!r} has no text `name`. Expected {EXPECTED}.")
    return found


def _rows(file: CatalogueFile, providers: Mapping[str, Any], slugs: Slugs, report: Report) -> Iterator[Row]:
    for key, entry in providers.items():
        for model, row in entry["models"].items():
            place = f"{file.path.name}, /{key}/models/{model}"
            try:
                fields = _fields(key, entry["name"], model, row)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                report.cannot_read(place, f"not a model as models.dev describes one: {error!r}")
                continue
            for name in row.keys() - MAPPED - FEATURES.keys() - DATES.keys():
                report.leave_out(f"models.dev.{name}", "no property" if name in NO_PLACE else "an unknown member")
            yield Row(slugs.of(key, model), fields, place)


def _fields(provider: str, provider_name: str, model: str, row: Mapping[str, Any]) -> Fields:
    limit = row["limit"]
    return without_empty(
        {
            "name": [{"value": row["name"]}],
            "provider": [{"value": provider_value(provider, provider_name)}],
            "identifiers": [
                {"value": f"{provider}/{model}", "scheme": "models_dev"},
                {"value": model, "scheme": "api"},
            ],
            "family": texts([row["family"]] if "family" in row else ()),
            "status": _status(row.get("status")),
            "open_weights": [{"value": row["open_weights"]}] if "open_weights" in row else [],
            "features": [*flags(row, FEATURES), *_effort(row.get("reasoning_options", ()))],
            "modalities": _modalities(row["modalities"]),
            "prices": [*_prices(row)],
            "limits": [{"value": amount(limit["input"], "token"), "limit": "input_tokens"}] if "input" in limit else [],
            **{name: [{"value": amount(limit[key], "token")}] for key, name in WINDOWS.items() if key in limit},
            **{name: [_date(row[key])] for key, name in DATES.items() if key in row},
        }
    )


def _status(status: str | None) -> list[Body]:
    return [] if status is None else [{"value": STATUSES[status], "as_stated": status}]


def _effort(options: Sequence[Mapping[str, Any]]) -> list[Body]:
    has_effort = any(option["type"] == "effort" for option in options)
    return [{"value": True, "feature": "reasoning_effort"}] if has_effort else []


def _modalities(listed: Mapping[str, Sequence[str]]) -> list[Body]:
    return [
        {"value": each, "direction": direction} for direction, some in listed.items() for each in dict.fromkeys(some)
    ]


def _date(text: str) -> Body:
    """Return a date; one that no calendar has, such as 31 February, is unknown as far as it can be read."""
    if parse_date(text) is None:
        return {"value": {"missing": "unknown"}, "as_stated": text}
    return {"value": text}


def _prices(row: Mapping[str, Any]) -> Iterator[Body]:
    """Yield its prices: plain, above a length of the input, and of its fast mode."""
    cost = row.get("cost", {})
    yield from _costs(cost)
    for tier in cost.get("tiers", ()):
        yield from _costs(tier, above=amount(tier["tier"]["size"], "token"))
    if "tiers" not in cost:  # a single tier is repeated under this name, even if it begins elsewhere
        yield from _costs(cost.get("context_over_200k", {}), above=amount(Number("200000"), "token"))
    for mode, entry in row.get("experimental", {}).get("modes", {}).items():
        yield from _costs(entry.get("cost", {}), tier=mode)


def _costs(cost: Mapping[str, Any], **more: Any) -> Iterator[Body]:
    for name, qualifiers in PRICES.items():
        if name in cost:
            yield {"value": amount(cost[name], "USD/Mtok"), **qualifiers, **more}
