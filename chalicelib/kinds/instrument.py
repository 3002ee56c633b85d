"""Financial instruments: shares, their listings, and indexes."""

from chalicelib.domain.values import CurrencyType, QuantityType, RefType
from chalicelib.kinds.declaration import Kind, Property
from chalicelib.kinds.properties.common import COMMON, NAMED
from chalicelib.kinds.vocabularies.codes import INSTRUMENT_TYPES

INSTRUMENT = Kind(
    "instrument",
    "instruments",
    "A share, a share's listing on one venue, or an index.",
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
            "The company that issued the share or publishes the index.",
            "company/nvidia",
            filterable=True,
        ),
        Property("venue", RefType(("company",)), "Trading venue.", {"text": "Nasdaq"}),
        Property("currency", CurrencyType(), "Currency in which it is quoted.", "USD"),
        Property(
            "price",
            QuantityType(("money", "points")),
            "Price; for an index, its level.",
            {"amount": "118.42", "unit": "USD"},
            lasting=True,
            series=True,
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
