"""Models: families and exact versions, with their capabilities, prices and training."""

from chalicelib.domain.values import DateType, LicenseType, QuantityType, RefType, TextType
from chalicelib.kinds.declaration import Kind, Property, Qualifier, Shape
from chalicelib.kinds.properties.common import COMMON, NAMED
from chalicelib.kinds.properties.market_properties import COMPETES_WITH, figures_of, usage_of
from chalicelib.kinds.properties.measure_table import MEASURE_CODES, MEASURES
from chalicelib.kinds.properties.measures import measure_faults, quantity_of
from chalicelib.kinds.properties.offered import (
    CONTEXT_WINDOW,
    DOCUMENTS,
    ENDS,
    FEATURES_PROPERTY,
    LIMITS_PROPERTY,
    MAX_OUTPUT,
    MODALITIES_PROPERTY,
    NUMERIC_FORMAT,
    OPEN_WEIGHTS,
    successor_of,
)
from chalicelib.kinds.properties.prices import PRICES
from chalicelib.kinds.properties.results import OUTPERFORMS, SCORES
from chalicelib.kinds.vocabularies.codes import ARCHITECTURES, LEVELS, MODEL_STATUSES

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
    Property(
        "status", MODEL_STATUSES.type, "Release status.", "available", lasting=True, filterable=True, usual="available"
    ),
    Property(
        "license",
        LicenseType(),
        "Licence: an SPDX expression, a declared word, or words.",
        "MIT",
        lasting=True,
        label=True,
    ),
    OPEN_WEIGHTS,
    ENDS,
    successor_of("model", example="model/deepseek-v3"),
    Property(
        "license_threshold",
        quantity_of(MEASURES.values()),
        "Size of the user from which other terms of the licence hold; `condition` says which.",
        [
            {
                "value": {"amount": "20e6", "unit": "USD", "bound": "over"},
                "measure": "revenue",
                "period": "P1M",
                "condition": "must show the name",
            }
        ],
        shape=Shape.PER_QUALIFIERS,
        qualifiers=(Qualifier("measure", MEASURE_CODES.type, "What is measured.", required=True),),
        check=measure_faults,
    ),
    Property(
        "classification",
        TextType(max_length=120),
        "Class that a framework puts it in, by framework.",
        [{"value": "ASL-3", "framework": "Responsible Scaling Policy"}],
        shape=Shape.PER_QUALIFIERS,
        lasting=True,
        label=True,
        qualifiers=(
            Qualifier("framework", TextType(max_length=120), "The law or policy that classes.", required=True),
        ),
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
    MODALITIES_PROPERTY,
    Property(
        "parameters",
        QuantityType(("parameter",), sign="+", whole=True),
        "Number of parameters.",
        {"amount": "671e9", "unit": "parameter"},
    ),
    Property(
        "active_parameters",
        QuantityType(("parameter",), sign="+", whole=True),
        "Number of parameters active for each token.",
        {"amount": "37e9", "unit": "parameter"},
    ),
    CONTEXT_WINDOW,
    MAX_OUTPUT,
    Property("knowledge_cutoff", DateType(), "End date of its training data.", "2024-07"),
    NUMERIC_FORMAT,
    Property(
        "tasks",
        TextType(max_length=80),
        "A task that it was made for.",
        ["protein folding"],
        shape=Shape.MANY,
    ),
    FEATURES_PROPERTY,
    LIMITS_PROPERTY,
)

_TRAINING = (
    Property(
        "training_cost",
        QuantityType(("money",), sign="+"),
        "Cost of training.",
        {"amount": "5.576e6", "unit": "USD"},
    ),
    Property(
        "training_compute",
        QuantityType(("computation",), sign="+"),
        "Operations used in training.",
        {"amount": "3e24", "unit": "FLOP", "bound": "about"},
    ),
    Property(
        "training_tokens",
        QuantityType(("token",), sign="+", whole=True),
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
    Property(
        "trained_on",
        RefType(("product",)),
        "Data that it was trained on: a data set, or words.",
        ["product/common-crawl", {"text": "licensed images"}],
        shape=Shape.MANY,
    ),
)

FIGURES = figures_of(
    "model",
    [
        {"value": {"amount": "128", "unit": "expert"}, "measure": "experts"},
        {"value": {"amount": "16000", "unit": "GPU", "bound": "about"}, "measure": "chips", "accounting": "adjusted"},
    ],
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
        PRICES,
        SCORES,
        OUTPERFORMS,
        FIGURES,
        usage_of("model"),
        COMPETES_WITH,
        DOCUMENTS,
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
