"""Products: apps, services, chips, stores, platforms and charts."""

from chalicelib.domain.values import DateType, RefType
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.kinds.properties.common import COMMON, NAMED
from chalicelib.kinds.properties.market_properties import COMPETES_WITH, PLAN_PRICES, USAGE
from chalicelib.kinds.vocabularies.codes import PRODUCT_STATUSES, PRODUCT_TYPES

PRODUCT = Kind(
    "product",
    "products",
    "An app, service, chip, store, platform or chart.",
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
        ),
        Property(
            "runs_on",
            RefType(("model", "product")),
            "A model or product that it is built on.",
            ["model/gpt-4"],
            shape=Shape.MANY,
            lasting=True,
        ),
        PLAN_PRICES,
        USAGE,
        COMPETES_WITH,
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
