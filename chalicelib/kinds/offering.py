"""Offerings: a model as somebody offers it, under its own id."""

from chalicelib.domain.values import DateType, RefType
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.properties.common import COMMON, NAME
from chalicelib.kinds.properties.market_properties import usage_of
from chalicelib.kinds.properties.offered import (
    CONTEXT_WINDOW,
    DATA_RETENTION,
    DOCUMENTS,
    ENDS,
    FEATURES_PROPERTY,
    LIMITS_PROPERTY,
    MAX_OUTPUT,
    MODALITIES_PROPERTY,
    NUMERIC_FORMAT,
    OPEN_WEIGHTS,
    REGIONS,
    TRAINS_ON_DATA,
    successor_of,
)
from chalicelib.kinds.properties.prices import PRICES
from chalicelib.kinds.vocabularies.codes import MODEL_STATUSES

OFFERING = Kind(
    "offering",
    "offerings",
    "A model as somebody offers it, under its own id.",
    (
        NAME,
        Property(
            "model",
            RefType(("model",)),
            "The model behind it; of an id that always points at the newest, the model of that time.",
            "model/deepseek-v3",
            lasting=True,
            filterable=True,
        ),
        Property(
            "provider",
            RefType(("company", "product")),
            "Company or product that offers it.",
            "company/deepseek",
            filterable=True,
        ),
        Property(
            "family",
            RefType(("model",)),
            "The family that its provider or a catalogue puts it in: a model, or words.",
            {"text": "deepseek"},
            lasting=True,
        ),
        Property("released", DateType(), "Date of first availability.", "2024-12-26"),
        Property("status", MODEL_STATUSES.type, "Release status.", "available", lasting=True, filterable=True),
        Property(
            "updated",
            DateType(),
            "Date on which what is behind the id was last changed.",
            "2025-12-01",
            lasting=True,
        ),
        ENDS,
        successor_of("offering", "model", example="model/deepseek-v3"),
        PRICES,
        OPEN_WEIGHTS,
        Property(
            "knowledge_cutoff",
            DateType(),
            "End date of the training data of the model behind it.",
            "2024-07",
            lasting=True,
        ),
        CONTEXT_WINDOW,
        MAX_OUTPUT,
        LIMITS_PROPERTY,
        FEATURES_PROPERTY,
        MODALITIES_PROPERTY,
        NUMERIC_FORMAT,
        REGIONS,
        DATA_RETENTION,
        TRAINS_ON_DATA,
        usage_of("offering"),
        DOCUMENTS,
        *COMMON,
    ),
    {
        "slug": "deepseek-chat",
        "name": "deepseek-chat",
        "model": {"value": "model/deepseek-v3", "valid": "2024-12-26/.."},
        "provider": "company/deepseek",
        "status": "deprecated",
        "ends": "../2026-07-24",
        "prices": [
            {"value": {"amount": "0.28", "unit": "USD/Mtok"}, "direction": "input"},
            {"value": {"amount": "0.42", "unit": "USD/Mtok"}, "direction": "output"},
        ],
        "context_window": {"amount": "128000", "unit": "token"},
        "max_output": {"amount": "8000", "unit": "token"},
        "features": [
            {"value": True, "feature": "tool_calls"},
            {"value": False, "feature": "reasoning"},
        ],
        "modalities": [{"value": "text", "direction": "input"}, {"value": "text", "direction": "output"}],
        "identifiers": [{"value": "deepseek-chat", "scheme": "api"}],
        "evidence": {"source": "source/deepseek-price-page", "basis": "record_of_truth"},
    },
    order="released",
    distinguished_by=("model", "provider"),
    is_searched=False,
)
