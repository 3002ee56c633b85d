"""The market properties that models, products and companies share: prices, usage, competitors."""

from chalicelib.domain.values import QuantityType, RefType, RegionType, TextType
from chalicelib.kinds.declaration import Property, Qualifier, Shape
from chalicelib.kinds.vocabularies.codes import MEASURES, PRICE_DIRECTIONS, PRICE_TIERS

_MEASURED = ("user", "download", "token", "request", "money", "percent", "rank", "speed", "time", "factor")

COMPETES_WITH = Property(
    "competes_with",
    RefType(("company", "model", "product")),
    "A competitor.",
    ["model/deepseek-v3"],
    shape=Shape.MANY,
    lasting=True,
)

USAGE = Property(
    "usage",
    QuantityType(_MEASURED),
    "Usage, and performance in use, by measure.",
    [{"value": {"amount": "400e6", "unit": "user", "bound": "over"}, "measure": "weekly_users"}],
    shape=Shape.PER_QUALIFIERS,
    lasting=True,
    qualifiers=(Qualifier("measure", MEASURES.type, "What is measured.", required=True),),
    wide=True,
)

REGION = Qualifier("region", RegionType(), "Region where it applies, if not everywhere.")
PROVIDER = Qualifier("provider", RefType(("company", "product")), "The seller, if not the developer.")

TOKEN_PRICES = Property(
    "prices",
    QuantityType(("price_per_token", "price_per_unit")),
    "Prices for using it.",
    [
        {"value": {"amount": "0.55", "unit": "USD/Mtok"}, "direction": "input", "tier": "standard"},
        {
            "value": {"amount": "7.00", "unit": "USD/Mtok"},
            "direction": "output",
            "tier": "priority",
            "provider": {"text": "Together AI"},
            "region": "US",
        },
    ],
    shape=Shape.PER_QUALIFIERS,
    lasting=True,
    qualifiers=(
        Qualifier("direction", PRICE_DIRECTIONS.type, "What the price applies to.", required=True),
        Qualifier("tier", PRICE_TIERS.type, "Service tier.", default="standard"),
        PROVIDER,
        REGION,
    ),
    wide=True,
)

PLAN_PRICES = Property(
    "prices",
    QuantityType(("price_per_unit", "price_per_token", "money")),
    "Purchase and subscription prices.",
    [
        {"value": {"amount": "20", "unit": "USD/month"}, "plan": "Plus"},
        {
            "value": {"amount": "399", "unit": "INR/month"},
            "plan": "Go",
            "provider": "product/apple-app-store",
            "region": "IN",
        },
    ],
    shape=Shape.PER_QUALIFIERS,
    lasting=True,
    qualifiers=(
        Qualifier("plan", TextType(max_length=80), "The plan or variant, as its owner names it."),
        PROVIDER,
        REGION,
    ),
    wide=True,
)
