"""Financial instruments: shares, their listings, indexes, debts, rights to shares, and rates of currencies."""

from chalicelib.domain.values import CurrencyType, DateType, QuantityType, RefType
from chalicelib.kinds.declaration import Kind, Property, Shape
from chalicelib.kinds.properties.common import COMMON, NAMED
from chalicelib.kinds.properties.market_properties import RATINGS
from chalicelib.kinds.vocabularies.market_codes import BASE_RATES, INSTRUMENT_TYPES

INSTRUMENT = Kind(
    "instrument",
    "instruments",
    "A share, its listing on one venue, an index, a bond or loan, a warrant, or a currency pair.",
    (
        *NAMED,
        Property(
            "instrument_type",
            INSTRUMENT_TYPES.type,
            "Type of instrument.",
            "listing",
            filterable=True,
        ),
        Property(
            "issuer",
            RefType(("company",)),
            "The company that issued it, has to pay it back, or publishes the index.",
            "company/nvidia",
            filterable=True,
        ),
        Property("venue", RefType(("company",)), "Trading venue.", {"text": "Nasdaq"}),
        Property("currency", CurrencyType(), "Currency in which it is quoted.", "USD"),
        Property("base_currency", CurrencyType(), "Of a currency pair: the currency whose price it is.", "EUR"),
        Property(
            "price",
            QuantityType(("money", "points", "percent", "money/*", "money/money"), sign="+"),
            "Price; for an index its level, for a bond in % of par, for a swap its spread.",
            {"amount": "118.42", "unit": "USD"},
            lasting=True,
            series=True,
        ),
        Property(
            "holder",
            RefType(("company", "person")),
            "Company or person that holds it.",
            ["company/openai"],
            shape=Shape.MANY,
            lasting=True,
            filterable=True,
        ),
        Property(
            "principal",
            QuantityType(("money",), sign="+"),
            "Amount that is lent.",
            {"amount": "8.5e9", "unit": "USD"},
        ),
        Property("interest", QuantityType(("percent",)), "Interest for a year.", {"amount": "9.000", "unit": "%"}),
        Property(
            "base_rate",
            BASE_RATES.type,
            "The rate to which the spread is added.",
            "SOFR",
            lasting=True,
            filterable=True,
        ),
        Property(
            "spread",
            QuantityType(("points",)),
            "Interest above the base rate.",
            {"amount": "225", "unit": "bp"},
            lasting=True,
        ),
        Property("issued", DateType(), "Date of issue.", "2025-10-05"),
        Property("matures", DateType(), "Date on which it is due.", "2032-03"),
        RATINGS,
        Property(
            "shares",
            QuantityType(("share",), sign="+", whole=True),
            "Number of shares that it stands for or gives a right to.",
            {"amount": "160e6", "unit": "share", "bound": "at_most"},
        ),
        Property(
            "strike",
            QuantityType(("money/share",), sign="+"),
            "Price at which it gives a right to buy a share.",
            {"amount": "0.01", "unit": "USD/share"},
        ),
        Property(
            "underlying",
            RefType(("instrument",)),
            "The instrument that it is a right to, an insurance of, or a receipt for.",
            "instrument/nvda",
        ),
        *COMMON,
    ),
    {
        "slug": "baba-nyse",
        "name": "Alibaba Group, American depositary shares",
        "aliases": ["BABA"],
        "instrument_type": "listing",
        "issuer": "company/alibaba-group",
        "venue": {"text": "New York Stock Exchange"},
        "currency": "USD",
        "price": {
            "value": {"amount": "96.72", "unit": "USD"},
            "valid": "2025-01-29/2025-01-29",
            "evidence": {"source": "source/market-report", "basis": "third_party_report"},
        },
        "identifiers": [
            {"value": "XNYS:BABA", "scheme": "ticker"},
            {"value": "US01609W1027", "scheme": "isin"},
        ],
        "evidence": {"source": "source/nyse-listing", "basis": "record_of_truth"},
    },
    distinguished_by=("instrument_type", "issuer", "venue"),
)
