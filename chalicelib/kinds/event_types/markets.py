"""Event types for markets: moves of shares, indexes, charts and prices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.values import QuantityType, RefType
from chalicelib.kinds.declaration import EventType, Property, Shape
from chalicelib.kinds.event_types.fields import INSTRUMENT
from chalicelib.kinds.properties.prices import MONEY, PRICE_QUALIFIERS, PRICES, band_faults, price_faults
from chalicelib.kinds.vocabularies.market_codes import PRICE_DIRECTIONS, PRICE_TIERS

_SHARE_PRICE = QuantityType(("money",), sign="+")
_LEVEL = QuantityType(("points", "money"), sign="+")
_RANK = QuantityType(("rank",), sign="+", whole=True)

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
            _SHARE_PRICE,
            "Price before the move.",
            {"missing": "unknown"},
        ),
        Property(
            "price_after",
            _SHARE_PRICE,
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
    daily_by="instrument",
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
    daily_by="instrument",
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
        Property("rank_before", _RANK, "Rank before the move.", {"amount": "6", "unit": "rank"}),
        Property("rank_after", _RANK, "Rank after the move.", {"amount": "1", "unit": "rank"}),
    ),
    ("subject", "owner", "publisher"),
    daily_by="chart",
)


def _price_field(name: str, meaning: str, **amount: str) -> Property:
    """Declare a field of a price change, one per qualifiers of a price."""
    return Property(
        name,
        QuantityType(MONEY, sign="+"),
        meaning,
        _price_examples(amount),
        shape=Shape.PER_QUALIFIERS,
        qualifiers=PRICE_QUALIFIERS,
        check=price_faults,
    )


def _price_examples(value: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return examples that show each qualifier of a price; `value` is one in percent."""
    return [{**each, "value": value} if each["value"]["unit"] == "%" else each for each in PRICES.example]


def _closed(name: str) -> str:
    return (
        f"`{name}` is no field of an event any more; write it with each price, such as "
        f'{{"value": {{"amount": "1.10", "unit": "USD/Mtok"}}, "direction": "output", "tier": "standard"}}.'
    )


PRICE_CHANGE = EventType(
    "price_change",
    "A provider changes prices; one value for each direction, tier and band.",
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
        "change": [
            {
                "value": {"amount": "293", "unit": "%"},
                "direction": "output",
                "tier": "standard",
                "evidence": {"basis": "derived"},
            }
        ],
        "price_before": [
            {"value": {"amount": "0.28", "unit": "USD/Mtok"}, "direction": "output"},
            {"value": {"amount": "0.14", "unit": "USD/Mtok"}, "direction": "input"},
        ],
        "price_after": [
            {"value": {"amount": "1.10", "unit": "USD/Mtok"}, "direction": "output"},
            {"value": {"amount": "0.27", "unit": "USD/Mtok"}, "direction": "input"},
        ],
        "evidence": {"source": "source/deepseek-price-page", "basis": "record_of_truth"},
    },
    (
        replace(
            _change_field({"amount": "-50", "unit": "%"}),
            example=[{**each, "value": {"amount": "-50", "unit": "%"}} for each in PRICES.example],
            shape=Shape.PER_QUALIFIERS,
            qualifiers=PRICE_QUALIFIERS,
            check=band_faults,
        ),
        _price_field("price_before", "Prices before the change.", amount="0.28", unit="USD/image"),
        _price_field("price_after", "Prices after the change.", amount="0.20", unit="USD/image"),
        Property(
            "direction", PRICE_DIRECTIONS.type, "What the price applies to.", "output", closed=_closed("direction")
        ),
        Property("tier", PRICE_TIERS.type, "Service tier of the price.", "standard", closed=_closed("tier")),
    ),
    ("actor", "subject"),
)
