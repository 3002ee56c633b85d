"""Event types for models, products and people: releases, service changes, personnel changes and incidents."""

from dataclasses import replace

from chalicelib.domain.values import DateType, QuantityType, RefType, TextType
from chalicelib.kinds.declaration import EventType, Property
from chalicelib.kinds.event_types.fields import AFFECTED, ENDS, REGION, VENUE, VENUES
from chalicelib.kinds.properties.offered import REGIONS
from chalicelib.kinds.vocabularies.event_codes import INCIDENT_TYPES, PERSONNEL_ACTIONS, SERVICE_ACTIONS, SEVERITIES

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
    "A service is launched, limited, blocked, withdrawn, restored or ended, or its name points at another model.",
    {
        "slug": "deepseek-chat-points-at-v3",
        "type": "service_change",
        "title": "deepseek-chat points at DeepSeek-V3",
        "date": "2024-12-26",
        "status": {"value": "in_force", "valid": "2024-12-26/.."},
        "participants": [
            {"value": "offering/deepseek-api-chat", "role": "subject"},
            {"value": "company/deepseek", "role": "owner"},
        ],
        "cause": [{"value": "model/deepseek-v3", "evidence": {"basis": "derived"}}],
        "action": "retargeted",
        "target_before": {"text": "DeepSeek-V2.5"},
        "target_after": "model/deepseek-v3",
        "venue": [{"text": "DeepSeek API"}],
        "regions": ["global"],
        "notice": {"missing": "none"},
        "ends": {"missing": "none"},
        "evidence": {
            "source": "source/deepseek-v3-report",
            "speaker": "company/deepseek",
            "basis": "self_reported",
        },
    },
    (
        Property("action", SERVICE_ACTIONS.type, "Type of change to the service.", "withdrawn"),
        REGION,
        replace(REGIONS, meaning="Regions where it applies, if there are several.", lasting=False),
        VENUES,
        ENDS,
        Property(
            "notice",
            QuantityType(("time", "calendar"), sign="+"),
            "Time between the announcement and the end.",
            {"amount": "30", "unit": "day"},
        ),
        Property("target_before", RefType(("model",)), "The model that the name pointed at.", "model/deepseek-v2"),
        Property("target_after", RefType(("model",)), "The model that the name points at now.", "model/deepseek-v3"),
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
        "incident_type": "breach",
        "started": {"missing": "unknown"},
        "ended": "2025-01-29T20:00Z",
        "duration": {"missing": "unknown"},
        "affected": [{"amount": "1e6", "unit": "record", "bound": "over"}],
        "harm": "Anybody could read users' chats, keys and logs",
        "severity": {"value": "high", "evidence": {"basis": "opinion"}},
        "evidence": {
            "source": "source/wiz-post",
            "speaker": {"text": "Wiz Research"},
            "basis": "independent_measurement",
        },
    },
    (
        Property("incident_type", INCIDENT_TYPES.type, "Type of incident.", "outage"),
        Property("started", DateType(), "When it started.", "2025-06-10T06:45Z"),
        Property("ended", DateType(), "When it ended.", "2025-06-10T22:30Z"),
        Property(
            "duration",
            QuantityType(("time",), sign="+"),
            "How long it took.",
            {"amount": "10", "unit": "hour", "bound": "over"},
        ),
        AFFECTED,
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
