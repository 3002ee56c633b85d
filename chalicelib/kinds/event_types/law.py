"""Event types for law: regulations, and legal action against a party."""

from chalicelib.domain.values import QuantityType, TextType
from chalicelib.kinds.declaration import EventType, Property, Qualifier, Shape
from chalicelib.kinds.event_types.fields import AMOUNT, DEADLINE, JURISDICTION
from chalicelib.kinds.properties.measure_table import MEASURE_CODES
from chalicelib.kinds.vocabularies.event_codes import LEGAL_ACTIONS

REGULATION = EventType(
    "regulation",
    "A general rule is proposed, adopted or repealed.",
    {
        "slug": "eu-ai-act-general-purpose-models",
        "type": "regulation",
        "title": "EU AI Act: duties for general-purpose models",
        "date": "2025-08-02",
        "status": {"value": "in_force", "valid": "2025-08-02/.."},
        "participants": [
            {"value": "company/european-union", "role": "authority"},
            {"value": {"text": "providers of general-purpose AI models"}, "role": "target"},
        ],
        "law": "Regulation (EU) 2024/1689",
        "jurisdiction": "EU",
        "threshold": [{"value": {"amount": "1e25", "unit": "FLOP", "bound": "over"}, "measure": "training_compute"}],
        "penalty": [
            {
                "value": {"amount": "15e6", "unit": "EUR", "bound": "at_most"},
                "condition": "whichever is higher",
            },
            {
                "value": {"amount": "3", "unit": "%", "bound": "at_most"},
                "condition": "of worldwide annual turnover, if that is higher",
            },
        ],
        "evidence": {"source": "source/eu-ai-act", "basis": "record_of_truth"},
    },
    (
        Property(
            "law",
            TextType(max_length=300),
            "The law or bill, by name or number.",
            "Regulation (EU) 2024/1689",
        ),
        JURISDICTION,
        Property(
            "threshold",
            QuantityType(
                (
                    "computation",
                    "parameter",
                    "money",
                    "user",
                    "device",
                    "power",
                    "token",
                    "percent",
                    "factor",
                    "*/time",
                )
            ),
            "Size from which the rule applies.",
            [{"value": {"amount": "1e25", "unit": "FLOP", "bound": "over"}, "measure": "training_compute"}],
            shape=Shape.PER_QUALIFIERS,
            qualifiers=(Qualifier("measure", MEASURE_CODES.type, "What is measured.", required=True),),
        ),
        Property(
            "penalty",
            QuantityType(("money", "percent", "time", "calendar")),
            "Penalty for breaking the rule.",
            [
                {"amount": "15e6", "unit": "EUR", "bound": "at_most"},
                {"amount": "3", "unit": "%", "bound": "at_most"},
            ],
            shape=Shape.MANY,
        ),
    ),
    ("authority", "target"),
)

LEGAL_ACTION = EventType(
    "legal_action",
    "An authority, a court or a party takes legal action against somebody.",
    {
        "slug": "garante-blocks-deepseek",
        "type": "legal_action",
        "title": "Italy's Garante blocks DeepSeek",
        "date": "2025-01-30",
        "status": {"value": "in_force", "valid": "2025-01-30/.."},
        "participants": [
            {"value": "company/garante", "role": "authority"},
            {"value": "company/deepseek", "role": "target"},
        ],
        "cause": ["event/garante-asks-deepseek"],
        "action": "block",
        "jurisdiction": "IT",
        "grounds": ["data protection", "insufficient answers to the authority"],
        "deadline": {"missing": "none"},
        "amount": {"missing": "none"},
        "evidence": {
            "source": "source/garante-order",
            "speaker": "company/garante",
            "basis": "record_of_truth",
        },
    },
    (
        Property("action", LEGAL_ACTIONS.type, "Type of legal action.", "block"),
        JURISDICTION,
        Property(
            "grounds",
            TextType(max_length=300),
            "A reason given for the action.",
            ["data protection"],
            shape=Shape.MANY,
        ),
        DEADLINE,
        AMOUNT,
    ),
    ("target", "authority", "counterparty"),
)
