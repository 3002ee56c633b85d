"""Event types for law: regulations, and legal action against a party."""

from chalicelib.domain.values import DateType, FlagType, QuantityType, TextType
from chalicelib.kinds.declaration import EventType, Property, Qualifier, ReadAs, Shape
from chalicelib.kinds.event_types.fields import AFFECTED, CONDITIONS, DEADLINE, JURISDICTION
from chalicelib.kinds.properties.measure_table import MEASURE_CODES, MEASURES
from chalicelib.kinds.properties.measures import measure_faults, quantity_of
from chalicelib.kinds.vocabularies.event_codes import FINALITIES, LEGAL_ACTIONS

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
        "effective": [
            {"value": "2025-08-02", "for": "general-purpose models"},
            {"value": "2027-08-02", "for": "models on the market before 2025-08-02"},
        ],
        "identifiers": [{"value": "32024R1689", "scheme": "celex"}],
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
            quantity_of(MEASURES.values()),
            "Size from which the rule applies.",
            [{"value": {"amount": "1e25", "unit": "FLOP", "bound": "over"}, "measure": "training_compute"}],
            shape=Shape.PER_QUALIFIERS,
            qualifiers=(Qualifier("measure", MEASURE_CODES.type, "What is measured.", required=True),),
            check=measure_faults,
        ),
        Property(
            "effective",
            DateType(),
            "Date from which it applies; one for each part or group that has its own.",
            [{"value": "2027-08-02", "for": "models on the market before 2025-08-02"}],
            shape=Shape.PER_QUALIFIERS,
            qualifiers=(Qualifier("for", TextType(max_length=200), "The part or group, if it has its own date."),),
        ),
        Property(
            "penalty",
            QuantityType(("money", "percent", "time", "calendar"), sign="+"),
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
    "An authority, a court or a party takes legal action; the steps of a case are events that are part of it.",
    {
        "slug": "anthropic-settles-with-authors",
        "type": "legal_action",
        "title": "Anthropic settles with authors over pirated books",
        "date": "2025-09-05",
        "status": {"value": "proposed", "valid": "2025-09-05/.."},
        "participants": [
            {"value": {"text": "Andrea Bartz"}, "role": "plaintiff"},
            {"value": "company/anthropic", "role": "defendant"},
            {"value": {"text": "authors of about 500,000 books"}, "role": "beneficiary"},
            {"value": {"text": "US District Court, Northern District of California"}, "role": "authority"},
        ],
        "part_of": "event/authors-sue-anthropic",
        "identifiers": [{"value": "3:24-cv-05417", "scheme": "docket"}],
        "action": "settlement",
        "jurisdiction": "US",
        "grounds": ["copyright"],
        "amount": {"amount": "1.5e9", "unit": "USD", "bound": "at_least"},
        "affected": [{"amount": "500000", "unit": "work", "bound": "about"}],
        "covers": "../2025-08-25",
        "conditions": "The court approves the settlement",
        "finality": "open",
        "admission": False,
        "deadline": {"missing": "unknown"},
        "evidence": {
            "source": "source/anthropic-settlement",
            "speaker": "company/anthropic",
            "basis": "self_reported",
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
        Property("covers", DateType(), "Dates of the acts that it is about.", "../2025-08-25"),
        DEADLINE,
        Property(
            "amount",
            QuantityType(("money", "money/*"), sign="+"),
            "Amount of money, in all or for each work, person or day.",
            {"amount": "3000", "unit": "USD/work", "bound": "about"},
        ),
        AFFECTED,
        CONDITIONS,
        Property("finality", FINALITIES.type, "Whether the decision can still be changed.", "appealed"),
        Property("admission", FlagType(), "Whether the party admits what it is accused of.", example=False),
    ),
    ("target", "authority", "plaintiff", "defendant", "beneficiary", "actor", "counterparty"),
    (ReadAs("participants", "role", "counterparty", "plaintiff", field="action", value="lawsuit"),),
)
