"""Products: apps, services, chips, stores, platforms, charts, data sets and data centres."""

from chalicelib.domain.values import DateType, LicenseType, RefType, TextType
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.kinds.properties.common import COMMON, NAMED
from chalicelib.kinds.properties.market_properties import COMPETES_WITH, figures_of, usage_of
from chalicelib.kinds.properties.offered import (
    DATA_RETENTION,
    DOCUMENTS,
    ENDS,
    FEATURES_PROPERTY,
    LIMITS_PROPERTY,
    REGIONS,
    TRAINS_ON_DATA,
    successor_of,
)
from chalicelib.kinds.properties.prices import PRICES
from chalicelib.kinds.vocabularies.codes import PRODUCT_STATUSES, PRODUCT_TYPES

PRODUCT = Kind(
    "product",
    "products",
    "An app, service, chip, store, platform, chart, data set or data centre.",
    (
        *NAMED,
        Property("product_type", PRODUCT_TYPES.type, "Type of product.", "app", filterable=True),
        Property(
            "owner",
            RefType(("company", "person")),
            "Company or person that makes or operates it.",
            ["company/openai"],
            shape=Shape.MANY,
            lasting=True,
            filterable=True,
        ),
        Property("released", DateType(), "Date of first availability.", "2022-11-30"),
        Property(
            "status",
            PRODUCT_STATUSES.type,
            "Release status.",
            "available",
            lasting=True,
            filterable=True,
            usual="available",
        ),
        Property(
            "runs_on",
            RefType(("model", "product")),
            "A model or product that it is built on.",
            ["model/gpt-4"],
            shape=Shape.MANY,
            lasting=True,
        ),
        ENDS,
        successor_of("product", "model", example="product/chatgpt"),
        Property("license", LicenseType(), "Licence.", "CC-BY-4.0", lasting=True, label=True),
        REGIONS,
        Property(
            "place", TextType(max_length=200), "Where it is, for a data centre or another building.", "Abilene, Texas"
        ),
        PRICES,
        FEATURES_PROPERTY,
        LIMITS_PROPERTY,
        DATA_RETENTION,
        TRAINS_ON_DATA,
        figures_of(
            "product",
            [
                {"value": {"amount": "1.2", "unit": "GW"}, "measure": "power", "valid": "2026-07"},
                {
                    "value": {"amount": "5e9", "unit": "USD"},
                    "measure": "revenue",
                    "accounting": "ifrs",
                    "period": "2025",
                },
            ],
        ),
        usage_of("product"),
        COMPETES_WITH,
        DOCUMENTS,
        *COMMON,
    ),
    {
        "slug": "chatgpt",
        "name": "ChatGPT",
        "product_type": "app",
        "owner": ["company/openai"],
        "released": "2022-11-30",
        "status": "available",
        "runs_on": [{"value": "model/gpt-4", "valid": "2023-03-14/.."}],
        "prices": [{"value": {"amount": "20", "unit": "USD/month"}, "plan": "Plus", "valid": "2023-02-01/.."}],
        "usage": [
            {
                "value": {"amount": "400e6", "unit": "user", "bound": "over"},
                "measure": "weekly_users",
                "valid": "2025-02",
                "evidence": {"basis": "self_reported", "speaker": "company/openai"},
            }
        ],
        "records": [
            {
                "value": {"text": "Fastest-growing consumer application in history.", "language": "en"},
                "measure": "monthly_users",
                "evidence": {"basis": "third_party_report"},
            }
        ],
        "identifiers": [{"value": "6448311069", "scheme": "app_store"}],
        "evidence": {"source": "source/chatgpt-report", "basis": "third_party_report"},
    },
    order="released",
    distinguished_by=("product_type", "owner"),
)
