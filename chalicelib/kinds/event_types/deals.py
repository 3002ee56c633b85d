"""Event types for deals: funding rounds, payments, acquisitions, partnerships and investment plans."""

from chalicelib.domain.values import QuantityType, TextType
from chalicelib.kinds.declaration import EventType, Property, Qualifier, Shape
from chalicelib.kinds.event_types.fields import AMOUNT, CAPACITY, DEADLINE, PURPOSE, REGION
from chalicelib.kinds.vocabularies.event_codes import ACQUISITION_FORMS, PAYMENT_MEANS, STAGES, VALUATIONS

FUNDING_ROUND = EventType(
    "funding_round",
    "A company raises money, for shares or as a loan.",
    {
        "slug": "anthropic-series-e",
        "type": "funding_round",
        "title": "Anthropic raises a Series E",
        "date": "2025-03-03",
        "status": "completed",
        "participants": [
            {"value": "company/anthropic", "role": "company"},
            {"value": "company/lightspeed", "role": "lead_investor"},
            {"value": {"text": "Cisco Investments"}, "role": "investor"},
        ],
        "amount": {"amount": "3.5e9", "unit": "USD"},
        "valuation": [{"value": {"amount": "61.5e9", "unit": "USD"}, "money": "post"}],
        "stage": "series_e",
        "evidence": {
            "source": "source/anthropic-series-e-post",
            "speaker": "company/anthropic",
            "basis": "self_reported",
        },
    },
    (
        AMOUNT,
        Property(
            "valuation",
            QuantityType(("money",)),
            "Valuation of the company.",
            [{"value": {"amount": "340e9", "unit": "USD", "bound": "at_most"}, "money": "post"}],
            shape=Shape.PER_QUALIFIERS,
            qualifiers=(
                Qualifier("money", VALUATIONS.type, "Whether the valuation includes the new money, if stated."),
            ),
        ),
        Property("stage", STAGES.type, "Stage of the round.", "series_e"),
    ),
    ("company", "lead_investor", "investor"),
)

PAYMENT = EventType(
    "payment",
    "A payment from one party to another, such as a tranche, an instalment or a fine.",
    {
        "slug": "softbank-pays-openai-first-tranche",
        "type": "payment",
        "title": "SoftBank pays the first tranche to OpenAI",
        "date": {"value": "2025-04", "evidence": {"certainty": "expected"}},
        "status": "announced",
        "participants": [
            {"value": "company/softbank", "role": "payer"},
            {"value": "company/openai", "role": "payee"},
        ],
        "part_of": "event/openai-2025-round",
        "amount": {"amount": "10e9", "unit": "USD"},
        "conditions": {"missing": "none"},
        "deadline": {"missing": "unknown"},
        "evidence": {
            "source": "source/softbank-filing",
            "speaker": "company/softbank",
            "basis": "self_reported",
        },
    },
    (
        AMOUNT,
        Property(
            "conditions",
            TextType(max_length=1000),
            "Conditions that must be met before payment.",
            "OpenAI becomes a for-profit company by the end of the year",
        ),
        DEADLINE,
    ),
    ("payer", "payee"),
)

ACQUISITION = EventType(
    "acquisition",
    "A takeover of a company, a stake or assets, or a licence together with staff.",
    {
        "slug": "us-companies-consider-tiktok-us",
        "type": "acquisition",
        "title": "US companies consider acquiring TikTok's US business",
        "date": {"missing": "unknown"},
        "status": "considered",
        "participants": [
            {"value": {"text": "US companies"}, "role": "acquirer"},
            {"value": "product/tiktok", "role": "target"},
        ],
        "form": {
            "value": "assets",
            "evidence": {"as_stated": "acquiring or merging with TikTok's US business"},
        },
        "amount": {"missing": "unknown"},
        "payment_means": {"missing": "unknown"},
        "region": "US",
        "evidence": {"source": "source/tiktok-report", "basis": "third_party_report"},
    },
    (
        Property("form", ACQUISITION_FORMS.type, "What is acquired.", "stake"),
        Property(
            "stake",
            QuantityType(("percent",)),
            "Share of the company that changes hands.",
            {"amount": "49", "unit": "%"},
        ),
        AMOUNT,
        Property("payment_means", PAYMENT_MEANS.type, "Means of payment.", "cash"),
        REGION,
    ),
    ("target", "acquirer", "excluded", "counterparty"),
)

PARTNERSHIP = EventType(
    "partnership",
    "Two or more parties work together.",
    {
        "slug": "openai-nvidia-ten-gigawatts",
        "type": "partnership",
        "title": "OpenAI and Nvidia agree on ten gigawatts of systems",
        "date": "2025-09-22",
        "status": "announced",
        "participants": [
            {"value": "company/openai", "role": "partner"},
            {"value": "company/nvidia", "role": "partner"},
        ],
        "purpose": "Nvidia systems for OpenAI's next generation of infrastructure",
        "amount": {
            "value": {"amount": "100e9", "unit": "USD", "bound": "at_most"},
            "condition": "as each gigawatt is put to use",
        },
        "capacity": {"amount": "10", "unit": "GW", "bound": "at_least"},
        "evidence": {
            "source": "source/openai-nvidia-post",
            "speaker": "company/openai",
            "basis": "self_reported",
        },
    },
    (PURPOSE, AMOUNT, CAPACITY),
    ("partner",),
)

INVESTMENT_PLAN = EventType(
    "investment_plan",
    "A plan to invest money.",
    {
        "slug": "stargate-announced",
        "type": "investment_plan",
        "title": "Stargate: up to 500 billion dollars for data centres",
        "date": "2025-01-21",
        "status": "announced",
        "participants": [
            {"value": "company/openai", "role": "partner"},
            {"value": "company/softbank", "role": "investor"},
            {"value": "company/stargate", "role": "venture"},
        ],
        "place": "United States",
        "amount": {"value": {"amount": "500e9", "unit": "USD", "bound": "at_most"}, "period": "P4Y"},
        "purpose": "AI infrastructure",
        "capacity": {"missing": "unknown"},
        "evidence": {"source": "source/stargate-post", "speaker": "company/openai", "basis": "self_reported"},
    },
    (AMOUNT, PURPOSE, CAPACITY),
    ("investor", "partner", "venture"),
)
