"""The fields that several event types share."""

from chalicelib.domain.values import CountryType, DateType, QuantityType, RefType, RegionType, TextType
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
    "Amount of money.",
    {"amount": "6.6e9", "unit": "USD"},
)

CAPACITY = Property(
    "capacity",
    QuantityType(("power", "device", "computation")),
    "Capacity to be built or supplied: electric power, or a number of chips.",
    {"amount": "10", "unit": "GW"},
)

PURPOSE = Property(
    "purpose", TextType(max_length=500, prose=True), "Stated purpose.", "AI data centres in the United States"
)

DEADLINE = Property("deadline", DateType(), "Deadline.", "2025-02-18")

REGION = Property("region", RegionType(), "Region where it applies, if not everywhere.", "IT", label=True)

JURISDICTION = Property("jurisdiction", CountryType(), "Jurisdiction: ISO 3166-1 alpha-2, or EU.", "IT")

VENUE = Property(
    "venue",
    RefType(("company", "product")),
    "Where it was said or announced.",
    {"text": "WeChat"},
)

VENUES = Property(
    "venue",
    RefType(("company", "product")),
    "A store, site or platform where it applies.",
    ["product/apple-app-store"],
    shape=Shape.MANY,
)
