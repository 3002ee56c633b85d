"""Event types for models, products and people: releases, service changes, personnel changes and incidents."""

from chalicelib.domain.values import TextType
from chalicelib.kinds.declaration import EventType, Property
from chalicelib.kinds.event_types.fields import REGION, VENUE, VENUES
from chalicelib.kinds.vocabularies.event_codes import PERSONNEL_ACTIONS, SERVICE_ACTIONS, SEVERITIES

RELEASE = EventType(
    "release",
    "A model or product is announced or released.",
    {
        "slug": "deepseek-v3-release",
        "type": "release",
        "title": "DeepSeek releases V3",
        "date": "2024-12-26",
        "status": "completed",
        "participants": [
            {"value": "model/deepseek-v3", "role": "subject"},
            {"value": "company/deepseek", "role": "developer"},
        ],
        "venue": {"text": "Hugging Face"},
        "evidence": {"source": "source/deepseek-v3-report", "basis": "self_reported"},
    },
    (VENUE,),
    ("subject", "developer"),
)

SERVICE_CHANGE = EventType(
    "service_change",
    "A service is launched, limited, blocked, withdrawn or restored.",
    {
        "slug": "deepseek-app-withdrawn-in-italy",
        "type": "service_change",
        "title": "DeepSeek app disappears from Italian app stores",
        "date": "2025-01-29",
        "status": {"value": "in_force", "valid": "2025-01-29/.."},
        "participants": [
            {"value": "product/deepseek-app", "role": "subject"},
            {"value": "company/deepseek", "role": "owner"},
        ],
        "cause": [{"value": "event/garante-asks-deepseek", "evidence": {"basis": "derived"}}],
        "action": "withdrawn",
        "region": "IT",
        "venue": ["product/apple-app-store", {"text": "Google Play"}],
        "evidence": {"source": "source/italy-app-report", "basis": "third_party_report"},
    },
    (
        Property("action", SERVICE_ACTIONS.type, "Type of change to the service.", "withdrawn"),
        REGION,
        VENUES,
    ),
    ("subject", "owner"),
)

PERSONNEL = EventType(
    "personnel",
    "A person joins, leaves, moves between companies or is appointed.",
    {
        "slug": "mira-murati-leaves-openai",
        "type": "personnel",
        "title": "Mira Murati leaves OpenAI",
        "date": "2024-09-25",
        "status": "completed",
        "participants": [
            {"value": "person/mira-murati", "role": "person"},
            {"value": "company/openai", "role": "from"},
        ],
        "action": "leaves",
        "position": "Chief Technology Officer",
        "evidence": {
            "source": "source/murati-post",
            "speaker": "person/mira-murati",
            "via": "X",
            "basis": "self_reported",
        },
    },
    (
        Property("action", PERSONNEL_ACTIONS.type, "Type of personnel change.", "leaves"),
        Property(
            "position",
            TextType(max_length=200),
            "Position taken up or given up.",
            "Chief Technology Officer",
        ),
    ),
    ("person", "from", "to"),
)

INCIDENT = EventType(
    "incident",
    "Something went wrong and caused harm, or could have.",
    {
        "slug": "deepseek-database-exposed",
        "type": "incident",
        "title": "A DeepSeek database is exposed on the internet",
        "date": "2025-01-29",
        "status": "ended",
        "participants": [
            {"value": "product/deepseek-app", "role": "subject"},
            {"value": "company/deepseek", "role": "owner"},
        ],
        "harm": "Anybody could read users' chats, keys and logs",
        "severity": {"value": "high", "evidence": {"basis": "opinion"}},
        "evidence": {
            "source": "source/wiz-post",
            "speaker": {"text": "Wiz Research"},
            "basis": "independent_measurement",
        },
    },
    (
        Property(
            "harm",
            TextType(max_length=1000),
            "Harm that was done or could have been done.",
            "Others saw users' personal data",
        ),
        Property("severity", SEVERITIES.type, "Severity of the incident.", "medium"),
    ),
    ("subject", "owner"),
)
