"""Event types for deals: funding rounds, payments, acquisitions, partnerships and investment plans."""

from chalicelib.domain.values import QuantityType, RefType, TextType
from chalicelib.kinds.declaration import EventType, Property, Qualifier, Shape
from chalicelib.kinds.event_types.fields import (
    AMOUNT,
    CAPACITY,
    CONDITIONS,
    DEADLINE,
    ENDS,
    PARTS,
    PURPOSE,
    REGION,
    SECURITY,
    SHARES,
    STARTS,
)
from chalicelib.kinds.vocabularies.event_codes import ACQUISITION_FORMS, PAYMENT_MEANS, STAGES, VALUATIONS

_BEFORE_OR_AFTER = Qualifier("money", VALUATIONS.type, "What the valuation includes, if stated.")

FUNDING_ROUND = EventType(
    "funding_round",
    "A company raises money, for shares or as a loan, or its owners sell shares.",
    {
        "slug": "mistral-series-c",
        "type": "funding_round",
        "title": "Mistral AI raises 1.7 billion euros, led by ASML",
        "date": "2025-09-09",
        "status": "completed",
        "participants": [
            {"value": {"text": "Mistral AI"}, "role": "company"},
            {"value": "company/asml", "role": "lead_investor"},
            {"value": {"text": "Andreessen Horowitz"}, "role": "investor"},
        ],
        "amount": {"amount": "1.7e9", "unit": "EUR"},
        "valuation": [{"value": {"amount": "11.7e9", "unit": "EUR"}, "money": "post"}],
        "stage": "series_c",
        "parts": [
            {"value": {"amount": "1.3e9", "unit": "EUR"}, "party": "company/asml"},
            {
                "value": {"amount": "11", "unit": "%", "bound": "about"},
                "party": "company/asml",
                "way": "gets",
                "condition": "fully diluted",
            },
            {"value": {"amount": "1", "unit": "seat"}, "party": "company/asml", "way": "gets"},
        ],
        "share_price": {"missing": "unknown"},
        "shares": {"missing": "unknown"},
        "evidence": {"source": "source/asml-post", "speaker": "company/asml", "basis": "self_reported"},
    },
    (
        AMOUNT,
        Property(
            "valuation",
            QuantityType(("money",), sign="+"),
            "Valuation of the company.",
            [{"value": {"amount": "340e9", "unit": "USD", "bound": "at_most"}, "money": "post"}],
            shape=Shape.PER_QUALIFIERS,
            qualifiers=(_BEFORE_OR_AFTER,),
        ),
        Property("stage", STAGES.type, "Stage of the round.", "series_e"),
        PARTS,
        SECURITY,
        Property(
            "share_price",
            QuantityType(("money/share",), sign="+"),
            "Price of a share.",
            {"amount": "526", "unit": "USD/share"},
        ),
        SHARES,
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
        "share": [{"value": {"amount": "25", "unit": "%"}, "of": "SoftBank's part of the round"}],
        "conditions": {"missing": "none"},
        "deadline": {"missing": "unknown"},
        "starts": {"missing": "none"},
        "evidence": {
            "source": "source/softbank-filing",
            "speaker": "company/softbank",
            "basis": "self_reported",
        },
    },
    (
        AMOUNT,
        Property(
            "share",
            QuantityType(("percent",), sign="+"),
            "Share of something that is paid, such as of sales.",
            [{"value": {"amount": "15", "unit": "%"}, "of": "revenue from H20 chips in China"}],
            shape=Shape.PER_QUALIFIERS,
            qualifiers=(Qualifier("of", TextType(max_length=200), "What it is a share of."),),
        ),
        CONDITIONS,
        STARTS,
        PARTS,
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
        "stake": {"missing": "unknown"},
        "amount": {"missing": "unknown"},
        "valuation": [
            {"value": {"amount": "40e9", "unit": "USD", "bound": "about"}, "money": "equity", "of": "product/tiktok"}
        ],
        "parts": [{"value": {"missing": "unknown"}, "party": {"text": "ByteDance"}, "way": "gets"}],
        "shares": {"missing": "unknown"},
        "payment_means": {"missing": "unknown"},
        "conditions": "China approves the sale",
        "region": "US",
        "evidence": {"source": "source/tiktok-report", "basis": "third_party_report"},
    },
    (
        Property("form", ACQUISITION_FORMS.type, "What is acquired.", "stake"),
        Property(
            "stake",
            QuantityType(("percent",), sign="+"),
            "Share of the company that changes hands.",
            {"amount": "49", "unit": "%"},
        ),
        AMOUNT,
        Property(
            "valuation",
            QuantityType(("money",), sign="+"),
            "Valuation on which the deal is based.",
            [
                {"value": {"amount": "80e9", "unit": "USD"}, "money": "equity", "of": "company/openai"},
                {"value": {"amount": "45e9", "unit": "USD"}, "money": "enterprise", "of": {"text": "X"}},
            ],
            shape=Shape.PER_QUALIFIERS,
            qualifiers=(
                _BEFORE_OR_AFTER,
                Qualifier("of", RefType(("company", "product")), "Whose valuation it is, if not the target's."),
            ),
        ),
        PARTS,
        SHARES,
        Property("payment_means", PAYMENT_MEANS.type, "Means of payment.", "cash"),
        CONDITIONS,
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
            {"value": "company/openai", "role": "customer"},
            {"value": "company/nvidia", "role": "supplier"},
        ],
        "purpose": "Nvidia systems for OpenAI's next generation of infrastructure",
        "amount": {
            "value": {"amount": "100e9", "unit": "USD", "bound": "at_most"},
            "condition": "as each gigawatt is put to use",
        },
        "capacity": {"amount": "10", "unit": "GW", "bound": "at_least"},
        "starts": "2026-07/2026-12",
        "ends": {"missing": "unknown"},
        "parts": [
            {"value": {"amount": "100e9", "unit": "USD", "bound": "at_most"}, "party": "company/nvidia"},
            {"value": {"missing": "unknown"}, "party": "company/openai"},
        ],
        "conditions": "Both sign a definitive agreement",
        "evidence": {
            "source": "source/openai-nvidia-post",
            "speaker": "company/openai",
            "basis": "self_reported",
        },
    },
    (PURPOSE, AMOUNT, CAPACITY, STARTS, ENDS, PARTS, CONDITIONS),
    ("partner", "customer", "supplier"),
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
        "starts": "2025-01-21",
        "ends": "2029~",
        "parts": [{"value": {"amount": "100e9", "unit": "USD"}, "party": {"text": "all investors, in the first step"}}],
        "conditions": {"missing": "unknown"},
        "evidence": {"source": "source/stargate-post", "speaker": "company/openai", "basis": "self_reported"},
    },
    (AMOUNT, PURPOSE, CAPACITY, STARTS, ENDS, PARTS, CONDITIONS),
    ("investor", "partner", "venture", "customer", "supplier"),
)
