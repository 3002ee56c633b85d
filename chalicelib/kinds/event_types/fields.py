"""The fields that several types of events share."""

from chalicelib.domain.values import CountryType, DateType, QuantityType, RefType, TextType
from chalicelib.kinds.declaration import Property, Shape

INSTRUMENT = Property(
    "instrument",
    RefType(("instrument",)),
    "The share or index that moved.",
    "instrument/alibaba-xetra",
    filterable=True,
)

AMOUNT = Property(
    "amount",
    QuantityType(("money",)),
    "The sum of money.",
    {"amount": "6.6e9", "unit": "USD"},
)

CAPACITY = Property(
    "capacity",
    QuantityType(("power", "device", "computation")),
    "What is to be built or supplied: electric power, or a number of chips.",
    {"amount": "10", "unit": "GW"},
)

PURPOSE = Property("purpose", TextType(max_length=500), "What it is for.", "data centres for AI in the United States")

DEADLINE = Property("deadline", DateType(), "Until when it has to be done.", "2025-02-18")

REGION = Property("region", TextType(max_length=120), "Where it holds, if not everywhere.", "Italy", label=True)

JURISDICTION = Property("jurisdiction", CountryType(), "Whose law it is: ISO 3166-1 alpha-2, or EU.", "IT")

VENUE = Property(
    "venue",
    RefType(("company", "product")),
    "Where it was said or made known.",
    {"text": "WeChat"},
)

VENUES = Property(
    "venue",
    RefType(("company", "product")),
    "A store, site or platform where it holds.",
    ["product/apple-app-store"],
    shape=Shape.MANY,
)
