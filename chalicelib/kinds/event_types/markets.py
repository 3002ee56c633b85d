"""Event types for markets: moves of shares, indexes, charts and prices."""

from chalicelib.domain.values import QuantityType, RefType
from chalicelib.kinds.declaration import EventType, Property
from chalicelib.kinds.event_types.fields import INSTRUMENT
from chalicelib.kinds.vocabularies.market_codes import PRICE_DIRECTIONS, PRICE_TIERS

_PRICE = QuantityType(("money/*", "money"))
_LEVEL = QuantityType(("points", "money"))

_REPORT = {"source": "source/market-report", "basis": "third_party_report"}


def _change_field(example: dict[str, str]) -> Property:
    kinds = QuantityType(("percent", "points", "factor", "money", "money/*"))
    return Property("change", kinds, "Size of the move; negative for a fall.", example)


STOCK_MOVE = EventType(
    "stock_move",
    "A share price rises or falls.",
    {
        "slug": "nvidia-shares-fall-on-deepseek",
        "type": "stock_move",
        "title": "Nvidia shares fall after DeepSeek's success",
        "date": "2025-01-27",
        "status": "completed",
        "participants": [{"value": "company/nvidia", "role": "issuer"}],
        "cause": [{"value": "model/deepseek-v3", "evidence": {"basis": "opinion"}}],
        "instrument": "instrument/nvda",
        "change": {"amount": "-16.97", "unit": "%"},
        "price_before": {"amount": "142.62", "unit": "USD"},
        "price_after": {"amount": "118.42", "unit": "USD"},
        "market_cap_change": {"amount": "-593e9", "unit": "USD", "bound": "about"},
        "records": [
            {
                "value": {"text": "Largest one-day loss of any company in history.", "language": "en"},
                "measure": "market_cap_change",
            }
        ],
        "evidence": _REPORT,
    },
    (
        INSTRUMENT,
        _change_field({"amount": "2.71", "unit": "%"}),
        Property(
            "price_before",
            QuantityType(("money",)),
            "Price before the move.",
            {"missing": "unknown"},
        ),
        Property(
            "price_after",
            QuantityType(("money",)),
            "Price after the move.",
            {"amount": "94.60", "unit": "EUR"},
        ),
        Property(
            "market_cap_change",
            QuantityType(("money",)),
            "Change in market capitalisation; negative for a loss.",
            {"amount": "-593e9", "unit": "USD"},
        ),
    ),
    ("issuer",),
)

INDEX_MOVE = EventType(
    "index_move",
    "A share index rises or falls.",
    {
        "slug": "nasdaq-100-falls-on-deepseek",
        "type": "index_move",
        "title": "Nasdaq-100 falls after DeepSeek's success",
        "date": "2025-01-27",
        "status": "completed",
        "participants": [{"value": "company/nasdaq", "role": "publisher"}],
        "instrument": "instrument/nasdaq-100",
        "change": {"amount": "-3", "unit": "%", "bound": "about"},
        "value_before": {"missing": "unknown"},
        "value_after": {"missing": "unknown"},
        "evidence": _REPORT,
    },
    (
        INSTRUMENT,
        _change_field({"amount": "3.25", "unit": "%"}),
        Property("value_before", _LEVEL, "Index level before the move.", {"missing": "unknown"}),
        Property("value_after", _LEVEL, "Index level after the move.", {"amount": "21127", "unit": "point"}),
    ),
    ("publisher",),
)

CHART_RANK = EventType(
    "chart_rank",
    "A product rises or falls in a published ranking.",
    {
        "slug": "deepseek-app-tops-apple-us-chart",
        "type": "chart_rank",
        "title": "DeepSeek app first in Apple's US free chart",
        "date": "2025-01-26",
        "status": "completed",
        "participants": [
            {"value": "product/deepseek-app", "role": "subject"},
            {"value": "company/deepseek", "role": "owner"},
            {"value": "company/apple", "role": "publisher"},
        ],
        "chart": "product/apple-us-free-app-chart",
        "rank_before": {"amount": "6", "unit": "rank"},
        "rank_after": {"amount": "1", "unit": "rank"},
        "evidence": _REPORT,
    },
    (
        Property(
            "chart",
            RefType(("product",)),
            "The ranking.",
            "product/apple-us-free-app-chart",
            filterable=True,
        ),
        Property("rank_before", QuantityType(("rank",)), "Rank before the move.", {"amount": "6", "unit": "rank"}),
        Property("rank_after", QuantityType(("rank",)), "Rank after the move.", {"amount": "1", "unit": "rank"}),
    ),
    ("subject", "owner", "publisher"),
)

PRICE_CHANGE = EventType(
    "price_change",
    "A provider changes a price; one event for each direction and tier.",
    {
        "slug": "deepseek-v3-output-price-rises",
        "type": "price_change",
        "title": "DeepSeek raises the output price of V3",
        "date": "2025-02-08",
        "status": "completed",
        "participants": [
            {"value": "company/deepseek", "role": "actor"},
            {"value": "model/deepseek-v3", "role": "subject"},
        ],
        "change": {"value": {"amount": "293", "unit": "%"}, "evidence": {"basis": "derived"}},
        "price_before": {"amount": "0.28", "unit": "USD/Mtok"},
        "price_after": {"amount": "1.10", "unit": "USD/Mtok"},
        "direction": "output",
        "tier": "standard",
        "evidence": {"source": "source/deepseek-price-page", "basis": "record_of_truth"},
    },
    (
        _change_field({"amount": "-50", "unit": "%"}),
        Property("price_before", _PRICE, "Price before the change.", {"amount": "0.28", "unit": "USD/Mtok"}),
        Property("price_after", _PRICE, "Price after the change.", {"amount": "1.10", "unit": "USD/Mtok"}),
        Property("direction", PRICE_DIRECTIONS.type, "What the price applies to.", "output"),
        Property("tier", PRICE_TIERS.type, "Service tier of the price.", "standard"),
    ),
    ("actor", "subject"),
)
