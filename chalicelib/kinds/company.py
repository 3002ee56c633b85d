"""Companies, including labs, divisions, governments, regulators, funds and publishers."""

from chalicelib.domain.values import CountryType, DateType, FlagType, MonthDayType, RefType, TextType, UrlType
from chalicelib.kinds.declaration import Kind, Property, Qualifier, Shape
from chalicelib.kinds.properties.common import COMMON, NAMED
from chalicelib.kinds.properties.market_properties import COMPETES_WITH, RATINGS, figures_of
from chalicelib.kinds.vocabularies.codes import COMPANY_STATUSES, OFFICES, ORGANISATION_TYPES

ORGANISATION_TYPE = Property(
    "organisation_type",
    ORGANISATION_TYPES.type,
    "Type of organisation.",
    "lab",
    lasting=True,
    filterable=True,
)

COUNTRY = Property(
    "country",
    CountryType(),
    "Country where it is based: ISO 3166-1 alpha-2, or EU.",
    "CN",
    filterable=True,
)

FOUNDED = Property("founded", DateType(), "Founding date.", "2023-07")

FOUNDERS = Property(
    "founders",
    RefType(("person", "company")),
    "Founders, one value each.",
    ["person/liang-wenfeng"],
    shape=Shape.MANY,
)

PARENT = Property(
    "parent",
    RefType(("company",)),
    "The company that owns it or that it is part of.",
    "company/high-flyer",
    lasting=True,
    filterable=True,
)

OFFICERS = Property(
    "officers",
    RefType(("person",)),
    "Officers, by role.",
    [
        {"value": "person/liang-wenfeng", "role": "chief_executive"},
        {"value": "person/alexandr-wang", "role": "lead", "interim": False, "title": "Chief AI Officer"},
    ],
    shape=Shape.PER_QUALIFIERS,
    lasting=True,
    qualifiers=(
        Qualifier("role", OFFICES.type, "Role of the officer.", required=True),
        Qualifier("interim", FlagType(), "Whether the officer serves only until another is found.", comparable=False),
        Qualifier("title", TextType(max_length=120), "Title in the company's own words.", comparable=False),
    ),
)

WEBSITE = Property("website", UrlType(), "Official website.", "https://www.deepseek.com/", lasting=True)

LISTED_AS = Property(
    "listed_as",
    RefType(("instrument",)),
    "Its publicly traded shares.",
    ["instrument/nvda"],
    shape=Shape.MANY,
    lasting=True,
)

FISCAL_YEAR_END = Property(
    "fiscal_year_end",
    MonthDayType(),
    "Last day of its fiscal year; of a year of 52 or 53 weeks, the nearest end of a month.",
    "--01-31",
    lasting=True,
)

STATUS = Property(
    "status", COMPANY_STATUSES.type, "Status of the company.", "active", lasting=True, filterable=True, usual="active"
)

FIGURES = figures_of(
    "company",
    [
        {
            "value": {"amount": "130.5e9", "unit": "USD"},
            "measure": "revenue",
            "accounting": "gaap",
            "period": "2024-02/2025-01",
        },
        {"value": {"amount": "14e9", "unit": "USD"}, "measure": "run_rate", "valid": "2026-02"},
    ],
)

COMPANY = Kind(
    "company",
    "companies",
    "A company, lab, division, government body, fund or publisher.",
    (
        *NAMED,
        ORGANISATION_TYPE,
        STATUS,
        COUNTRY,
        FOUNDED,
        FOUNDERS,
        PARENT,
        OFFICERS,
        COMPETES_WITH,
        WEBSITE,
        LISTED_AS,
        FISCAL_YEAR_END,
        FIGURES,
        RATINGS,
        *COMMON,
    ),
    {
        "slug": "mistral-ai",
        "name": "Mistral AI",
        "aliases": ["Mistral"],
        "organisation_type": "company",
        "country": "FR",
        "founded": "2023-04",
        "founders": ["person/arthur-mensch", "person/guillaume-lample", "person/timothee-lacroix"],
        "parent": {"missing": "none"},
        "officers": [{"value": "person/arthur-mensch", "role": "chief_executive", "valid": "2023-04/.."}],
        "competes_with": ["company/openai", {"value": "company/meta", "evidence": {"basis": "opinion"}}],
        "website": "https://mistral.ai/",
        "figures": [
            {
                "value": {"amount": "11.7e9", "unit": "EUR"},
                "measure": "valuation",
                "valid": "2025-09",
                "evidence": {"speaker": {"text": "Mistral AI"}, "basis": "self_reported"},
            }
        ],
        "identifiers": [
            {"value": "mistralai", "scheme": "huggingface"},
            {"value": "mistralai", "scheme": "github"},
        ],
        "remarks": [
            {
                "value": {"text": "Seen as Europe's answer to the American labs.", "language": "en"},
                "topic": "competition",
                "about": "company/openai",
                "evidence": {"basis": "opinion"},
            }
        ],
        "evidence": {"source": "source/encyclopedia-mistral", "basis": "third_party_report"},
    },
    distinguished_by=("organisation_type", "country", "parent"),
)
