"""The catalogues as files: the prices and limits of models.dev and LiteLLM, the MMLU table of Epoch AI, and the truths.

They are in `../shared/data` beside the checkout, or in the folder that `AIFACTS_DATA` names. A public clone lacks them.
"""

import csv
import gzip
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("AIFACTS_DATA") or ROOT.parent / "shared" / "data")
LAST = "2025-11-15"
LITELLM = "model_prices-1.80.0.json.gz"
PRICES = {"input": "input", "output": "output", "cache_read": "cached_input", "cache_write": "cache_write"}
LITELLM_PRICES = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cached_input",
    "cache_creation_input_token_cost": "cache_write",
}
LIMITS = {"context": "context_window", "output": "max_output"}
PRICE_TRUTHS = ("price-conflicts", "price-agree")
LIMIT_TRUTHS = ("limit-conflicts", "limit-agree")
LITELLM_LIMITS = {"max_input_tokens": "context_window", "max_output_tokens": "max_output"}

Body = dict[str, Any]


class Statement(NamedTuple):
    """One number of a catalogue: the property, the direction of a price (else empty), and the amount."""

    property: str
    direction: str
    amount: Decimal


@dataclass(frozen=True)
class Edition:
    """The statements of a catalogue on one day, by offer: `provider model`."""

    source: Body
    valid: str | None
    offers: Mapping[str, frozenset[Statement]] = field(default_factory=dict)


def models_dev(data: Path) -> Iterator[Edition]:
    """Read the snapshots of models.dev up to LAST, oldest first."""
    for path in sorted((data / "models-dev").glob("api-*.json.gz")):
        day = path.name.removeprefix("api-").removesuffix(".json.gz")
        if day > LAST:
            return
        offers = {
            f"{provider} {model}": frozenset(_models_dev_statements(row))
            for provider, entry in _json(path).items()
            for model, row in entry["models"].items()
        }
        yield Edition(_edition("models-dev", day, title="models.dev"), day, offers)


def litellm(data: Path, offers: frozenset[str]) -> Edition:
    """Read the rows of LiteLLM's price map that are about one of these offers, joined as the truths join them."""
    keys = {row["litellm_key"]: f"{row['provider']} {row['model']}" for row in _all_truths(data)}
    rows = _json(data / "litellm" / LITELLM)
    found = {
        offer: frozenset(_litellm_statements(rows[key]))
        for key, offer in keys.items()
        if offer in offers and key in rows
    }
    return Edition(_edition("litellm", "2025-11", title="LiteLLM"), None, found)


def _models_dev_statements(row: Mapping[str, Any]) -> Iterator[Statement]:
    cost, limit = row.get("cost", {}), row.get("limit", {})
    yield from (Statement("prices", name, Decimal(cost[key])) for key, name in PRICES.items() if key in cost)
    yield from (Statement(name, "", Decimal(limit[key])) for key, name in LIMITS.items() if limit.get(key))


def _litellm_statements(row: Mapping[str, Any]) -> Iterator[Statement]:
    for key, name in LITELLM_PRICES.items():
        if _is_number(row.get(key)):
            yield Statement("prices", name, Decimal(row[key]) * 1_000_000)
    for key, name in LITELLM_LIMITS.items():
        if _is_number(row.get(key)) and row[key]:
            yield Statement(name, "", Decimal(row[key]))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _all_truths(data: Path) -> list[Mapping[str, Any]]:
    return [row for name in (*PRICE_TRUTHS, *LIMIT_TRUTHS) for row in read_truth(data, name)]


@cache
def read_truth(data: Path, name: str) -> list[Mapping[str, Any]]:
    """Read the pairs of a truth file."""
    return [json.loads(line) for line in (data / "truth" / f"truth-{name}.jsonl").read_text().splitlines()]


def read_mmlu(data: Path) -> list[dict[str, str]]:
    """Read the rows of the MMLU table that name a model and have a score."""
    with (data / "benchmarks" / "external_benchmark_mmlu.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["Model version"].strip() and row["EM"].strip()]


def _json(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file, parse_float=Decimal)


def _edition(catalogue: str, day: str, *, title: str) -> Body:
    return {
        "slug": f"{catalogue}-{day}",
        "title": f"{title} of {day}",
        "publisher": {"text": title},
        "published": day,
        "derived_from": f"source/{catalogue}",
    }
