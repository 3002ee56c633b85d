"""Event types for public statements and trends."""

from chalicelib.domain.values import PhraseType
from chalicelib.kinds.declaration import EventType, Property, Shape
from chalicelib.kinds.event_types.fields import VENUE
from chalicelib.kinds.vocabularies.event_codes import TOPICS, TREND_DIRECTIONS

PUBLIC_STATEMENT = EventType(
    "public_statement",
    "A named person or organisation makes a newsworthy statement.",
    {
        "slug": "altman-calls-r1-impressive",
        "type": "public_statement",
        "title": "Sam Altman calls DeepSeek's R1 impressive",
        "date": "2025-01-27",
        "status": "completed",
        "participants": [
            {"value": "person/sam-altman", "role": "speaker"},
            {"value": "model/deepseek-r1", "role": "about"},
        ],
        "statement": {"text": "deepseek's r1 is an impressive model", "language": "en"},
        "venue": {"text": "X"},
        "evidence": {
            "source": "source/altman-post",
            "speaker": "person/sam-altman",
            "via": "X",
            "basis": "opinion",
            "quote": "deepseek's r1 is an impressive model",
        },
    },
    (
        Property(
            "statement",
            PhraseType(max_length=2000),
            "The statement, in brief.",
            {"text": "deepseek's r1 is an impressive model", "language": "en"},
        ),
        VENUE,
    ),
    ("speaker", "about"),
)

TREND = EventType(
    "trend",
    "A lasting development that involves many parties.",
    {
        "slug": "price-war-of-chinese-models",
        "type": "trend",
        "title": "Price war among Chinese model providers",
        "date": "2024-05~/..",
        "status": "in_force",
        "participants": [
            {"value": "company/deepseek", "role": "actor"},
            {"value": "company/alibaba-group", "role": "target"},
            {"value": {"text": "prices of AI services"}, "role": "subject"},
        ],
        "cause": ["model/deepseek-v2"],
        "topics": ["price_war", "competition"],
        "direction": "down",
        "evidence": {"source": "source/price-war-report", "basis": "third_party_report"},
    },
    (
        Property("topics", TOPICS.type, "Topics of the trend.", ["competition", "price_war"], shape=Shape.MANY),
        Property("direction", TREND_DIRECTIONS.type, "Direction of the trend.", "down"),
    ),
    ("actor", "target", "subject"),
)
