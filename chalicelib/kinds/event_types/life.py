"""Events in the life of models, products and people: releases, changes of a service, incidents, careers."""

from chalicelib.domain.values import TextType
from chalicelib.kinds.declaration import EventType, Property
from chalicelib.kinds.event_codes import PERSONNEL_ACTIONS, SERVICE_ACTIONS, SEVERITIES
from chalicelib.kinds.event_types.fields import REGION, VENUE, VENUES

RELEASE = EventType(
    "release",
    "A model or product is made known or given out.",
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
    "A service starts, stops, is blocked, withdrawn or restored.",
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
        "region": "Italy",
        "venue": ["product/apple-app-store", {"text": "Google Play"}],
        "evidence": {"source": "source/italy-app-report", "basis": "third_party_report"},
    },
    (
        Property("action", SERVICE_ACTIONS.type, "What happens to the service.", "withdrawn"),
        REGION,
        VENUES,
    ),
    ("subject", "owner"),
)

PERSONNEL = EventType(
    "personnel",
    "Somebody joins, leaves, moves or is appointed.",
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
        Property("action", PERSONNEL_ACTIONS.type, "What the person does.", "leaves"),
        Property(
            "position",
            TextType(max_length=200),
            "The position that is taken up or given up.",
            "Chief Technology Officer",
        ),
    ),
    ("person", "from", "to"),
)

INCIDENT = EventType(
    "incident",
    "Something went wrong and did harm, or might have.",
    {
        "slug": "deepseek-database-exposed",
        "type": "incident",
        "title": "A database of DeepSeek stands open on the internet",
        "date": "2025-01-29",
        "status": "ended",
        "participants": [
            {"value": "product/deepseek-app", "role": "subject"},
            {"value": "company/deepseek", "role": "owner"},
        ],
        "harm": "Chats of users, keys and logs could be read by anybody",
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
            "What harm was done, or could have been.",
            "Personal data of users was seen by others",
        ),
        Property("severity", SEVERITIES.type, "How bad it was.", "medium"),
    ),
    ("subject", "owner"),
)
