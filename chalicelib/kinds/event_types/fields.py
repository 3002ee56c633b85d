"""The fields that several event types share."""

from chalicelib.domain.values import CountryType, DateType, QuantityType, RefType, RegionType, TextType
from chalicelib.kinds.declaration import Property, Qualifier, Shape
from chalicelib.kinds.properties.counts import count_faults
from chalicelib.kinds.vocabularies.event_codes import PART_WAYS

INSTRUMENT = Property(
    "instrument",
    RefType(("instrument",)),
    "The share or index that moved.",
    "instrument/alibaba-xetra",
    filterable=True,
)

SECURITY = Property(
    "instrument",
    RefType(("instrument",)),
    "The shares, bonds, loan or warrant that is issued, sold or listed.",
    "instrument/nvda",
    filterable=True,
)

AMOUNT = Property(
    "amount",
    QuantityType(("money",), sign="+"),
    "Amount of money.",
    {"amount": "6.6e9", "unit": "USD"},
)

CAPACITY = Property(
    "capacity",
    QuantityType(("power", "device", "computation"), sign="+"),
    "Capacity to be built or supplied: electric power, or a number of chips.",
    {"amount": "10", "unit": "GW"},
)

PURPOSE = Property(
    "purpose", TextType(max_length=500, prose=True), "Stated purpose.", "AI data centres in the United States"
)

CONDITIONS = Property(
    "conditions",
    TextType(max_length=1000, prose=True),
    "Conditions that must be met.",
    "OpenAI becomes a for-profit company by the end of the year",
)

PARTS = Property(
    "parts",
    QuantityType(("money", "percent", "share", "seat", "power", "device"), sign="+"),
    "What single parties give or get: money, a share in percent, shares, seats on the board, power, chips.",
    [
        {"value": {"amount": "1.3e9", "unit": "EUR"}, "party": "company/asml", "way": "gives"},
        {"value": {"amount": "11", "unit": "%"}, "party": "company/asml", "way": "gets"},
    ],
    shape=Shape.PER_QUALIFIERS,
    qualifiers=(
        Qualifier("party", RefType(("company", "person", "product")), "The party.", required=True),
        Qualifier("way", PART_WAYS.type, "Whether the party gives or gets it.", default="gives"),
    ),
    check=count_faults,
)

SHARES = Property(
    "shares",
    QuantityType(("share",), sign="+", whole=True),
    "Number of shares.",
    {"amount": "160e6", "unit": "share", "bound": "at_most"},
)

AFFECTED = Property(
    "affected",
    QuantityType(("user", "person", "work", "record", "device"), sign="+", whole=True),
    "How many users, people, works, records or devices it affects.",
    [{"amount": "500000", "unit": "work", "bound": "about"}],
    shape=Shape.MANY,
)

STARTS = Property("starts", DateType(), "When what was agreed starts.", "2026-07/2026-12")

ENDS = Property("ends", DateType(), "When it ends.", "2030-12")

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
