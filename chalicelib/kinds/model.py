"""Models: families and exact versions, with their capabilities, prices and training."""

from chalicelib.domain.values import DateType, FlagType, LicenseType, QuantityType, RefType, TextType
from chalicelib.kinds.declaration import Kind, Property, Qualifier, Shape
from chalicelib.kinds.properties.common import COMMON, NAMED
from chalicelib.kinds.properties.market_properties import COMPETES_WITH, TOKEN_PRICES, USAGE
from chalicelib.kinds.vocabularies.codes import ARCHITECTURES, EXTENTS, LEVELS, MODALITIES, MODEL_STATUSES

BENCHMARK = RefType(("benchmark",))

_LIFE = (
    Property(
        "developer",
        RefType(("company", "person")),
        "Company or person that developed it.",
        ["company/deepseek"],
        shape=Shape.MANY,
        filterable=True,
    ),
    Property("family", RefType(("model",)), "The family that it belongs to.", "model/deepseek-v3"),
    Property("level", LEVELS.type, "Whether it is a family or an exact version.", "version", filterable=True),
    Property(
        "based_on",
        RefType(("model",)),
        "A model that it was fine-tuned or distilled from.",
        ["model/deepseek-v3"],
        shape=Shape.MANY,
    ),
    Property("released", DateType(), "Date of first availability.", "2025-01-20"),
    Property("status", MODEL_STATUSES.type, "Release status.", "available", lasting=True, filterable=True),
    Property(
        "license",
        LicenseType(),
        "Licence: an SPDX expression, a declared word, or words.",
        "MIT",
        lasting=True,
        label=True,
    ),
    Property(
        "open_weights",
        FlagType(),
        "Whether its weights can be downloaded.",
        example=True,
        lasting=True,
        filterable=True,
    ),
)

_BUILD = (
    Property(
        "architecture",
        ARCHITECTURES.type,
        "Its architecture.",
        ["mixture_of_experts", "transformer"],
        shape=Shape.MANY,
    ),
    Property("modalities", MODALITIES.type, "Types of input and output.", ["text", "code"], shape=Shape.MANY),
    Property(
        "parameters",
        QuantityType(("parameter",)),
        "Number of parameters.",
        {"amount": "671e9", "unit": "parameter"},
    ),
    Property(
        "active_parameters",
        QuantityType(("parameter",)),
        "Number of parameters active for each token.",
        {"amount": "37e9", "unit": "parameter"},
    ),
    Property(
        "context_window",
        QuantityType(("token",)),
        "Size of the context window.",
        {"amount": "128000", "unit": "token"},
        lasting=True,
    ),
    Property(
        "max_output",
        QuantityType(("token",)),
        "Maximum length of one response.",
        {"amount": "8000", "unit": "token"},
        lasting=True,
    ),
    Property("knowledge_cutoff", DateType(), "End date of its training data.", "2024-07"),
)

_TRAINING = (
    Property(
        "training_cost",
        QuantityType(("money",)),
        "Cost of training.",
        {"amount": "5.576e6", "unit": "USD"},
    ),
    Property(
        "training_compute",
        QuantityType(("computation",)),
        "Operations used in training.",
        {"amount": "3e24", "unit": "FLOP", "bound": "about"},
    ),
    Property(
        "training_tokens",
        QuantityType(("token",)),
        "Number of tokens it was trained on.",
        {"amount": "14.8e12", "unit": "token"},
    ),
    Property(
        "training_hardware",
        RefType(("product",)),
        "Hardware it was trained on: a chip, or words.",
        ["product/nvidia-h800", {"text": "older Nvidia GPUs"}],
        shape=Shape.MANY,
    ),
)

SCORES = Property(
    "scores",
    QuantityType(("percent", "score", "points", "factor", "rank")),
    "Benchmark results.",
    [
        {
            "value": {"amount": "88.5", "unit": "%"},
            "benchmark": "benchmark/mmlu",
            "metric": "exact match",
            "setting": "5-shot",
        }
    ],
    shape=Shape.PER_QUALIFIERS,
    lasting=True,
    qualifiers=(
        Qualifier("benchmark", BENCHMARK, "The benchmark.", required=True),
        Qualifier("metric", TextType(max_length=80), "The metric, if the benchmark has several."),
        Qualifier("setting", TextType(max_length=200), "Test settings: shots, tools, effort."),
    ),
    wide=True,
)

OUTPERFORMS = Property(
    "outperforms",
    RefType(("model", "product")),
    "A model or product that it is claimed to outperform.",
    [
        {"value": "model/gpt-4", "extent": "nearly_all"},
        {"value": "model/llama", "extent": "most", "benchmark": "benchmark/mmlu"},
    ],
    shape=Shape.MANY,
    qualifiers=(
        Qualifier("extent", EXTENTS.type, "How much of the comparison the claim applies to."),
        Qualifier("benchmark", BENCHMARK, "The benchmark, if one is named."),
    ),
)

MODEL = Kind(
    "model",
    "models",
    "A model family, or one exact version.",
    (
        *NAMED,
        *_LIFE,
        *_BUILD,
        *_TRAINING,
        TOKEN_PRICES,
        SCORES,
        OUTPERFORMS,
        USAGE,
        COMPETES_WITH,
        *COMMON,
    ),
    {
        "slug": "llama-3.1-405b",
        "name": "Llama 3.1 405B",
        "aliases": ["Llama 3.1", "Meta-Llama-3.1-405B"],
        "developer": ["company/meta"],
        "family": "model/llama",
        "level": "version",
        "released": "2024-07-23",
        "status": {"value": "available", "valid": "2024-07-23/.."},
        "license": "LicenseRef-Llama-3.1",
        "open_weights": True,
        "architecture": ["dense", "transformer"],
        "modalities": ["text"],
        "parameters": {"amount": "405e9", "unit": "parameter"},
        "context_window": {"amount": "128000", "unit": "token"},
        "knowledge_cutoff": "2023-12",
        "training_cost": {"missing": "unknown"},
        "training_compute": {"amount": "3.8e25", "unit": "FLOP"},
        "training_tokens": {"amount": "15.6e12", "unit": "token"},
        "training_hardware": [{"value": "product/nvidia-h100", "evidence": {"quote": "up to 16K H100 GPUs"}}],
        "prices": [
            {
                "value": {"amount": "3.50", "unit": "USD/Mtok"},
                "direction": direction,
                "provider": {"text": "Together AI"},
                "evidence": {
                    "source": "source/together-price-page",
                    "speaker": {"text": "Together AI"},
                    "basis": "record_of_truth",
                },
            }
            for direction in ("input", "output")
        ],
        "scores": [
            {"value": {"amount": "87.3", "unit": "%"}, "benchmark": "benchmark/mmlu", "setting": "5-shot"},
            {
                "value": {"amount": "88.6", "unit": "%"},
                "benchmark": "benchmark/mmlu",
                "setting": "0-shot, CoT",
            },
        ],
        "competes_with": [{"value": "model/gpt-4", "evidence": {"quote": "on par with leading language models"}}],
        "identifiers": [{"value": "meta-llama/Llama-3.1-405B", "scheme": "huggingface"}],
        "evidence": {"source": "source/llama-3-paper", "speaker": "company/meta", "basis": "self_reported"},
    },
    order="released",
    distinguished_by=("level", "developer", "released"),
)
