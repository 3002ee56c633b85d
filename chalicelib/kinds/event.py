"""Events: things that happened or may happen, each of a declared type."""

from chalicelib.domain.values import CodeType, DateType, RefType, TextType
from chalicelib.kinds.declaration import Kind, Property, Qualifier, Shape
from chalicelib.kinds.event_types import EVENT_TYPES
from chalicelib.kinds.event_types.markets import STOCK_MOVE
from chalicelib.kinds.properties.common import COMMON, TITLE
from chalicelib.kinds.vocabularies.event_codes import EVENT_STATUSES, ROLES

PARTICIPANTS = Property(
    "participants",
    RefType(("company", "person", "model", "offering", "product")),
    "Companies, people, models, offerings and products that take part, each with a role.",
    [{"value": "company/alibaba-group", "role": "issuer"}],
    shape=Shape.MANY,
    qualifiers=(Qualifier("role", ROLES.type, "Role in the event.", required=True),),
    filterable=True,
)

EVENT = Kind(
    "event",
    "events",
    "Something that happened, is happening or may happen.",
    (
        Property(
            "type",
            CodeType(tuple(t.name for t in EVENT_TYPES)),
            "Type of event; determines its other fields and its roles.",
            "stock_move",
            required=True,
            immutable=True,
            filterable=True,
        ),
        TITLE,
        Property(
            "date",
            DateType(),
            "When it happened or is due to happen; if unknown, send `missing`.",
            "2025-01-29~",
            required=True,
        ),
        Property(
            "status",
            EVENT_STATUSES.type,
            "Current status.",
            "completed",
            lasting=True,
            filterable=True,
            usual="completed",
        ),
        PARTICIPANTS,
        Property("cause", RefType(None), "What caused it.", ["model/deepseek-v3"], shape=Shape.MANY),
        Property("part_of", RefType(("event",)), "The event that it is part of.", "event/openai-2025-round"),
        Property("place", TextType(max_length=200), "Where it happened.", "Rome"),
        *COMMON,
    ),
    STOCK_MOVE.example,
    label="title",
    order="date",
    types=EVENT_TYPES,
    distinguished_by=("type", "date"),
)
