"""Events: what happened, typed, from rumour to last step."""

from chalicelib.domain.values import CodeType, DateType, RefType, TextType
from chalicelib.kinds.common import COMMON, TITLE
from chalicelib.kinds.declaration import Kind, Property, Qualifier, Shape
from chalicelib.kinds.event_codes import EVENT_STATUSES, ROLES
from chalicelib.kinds.event_types import EVENT_TYPES
from chalicelib.kinds.event_types.markets import STOCK_MOVE

PARTICIPANTS = Property(
    "participants",
    RefType(("company", "person", "model", "product")),
    "Who and what takes part, each with a role.",
    [{"value": "company/alibaba-group", "role": "issuer"}],
    shape=Shape.MANY,
    qualifiers=(Qualifier("role", ROLES.type, "What it is to the event.", required=True),),
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
            "What sort of event it is; it decides the other fields and the roles.",
            "stock_move",
            required=True,
            immutable=True,
            filterable=True,
        ),
        TITLE,
        Property(
            "date",
            DateType(),
            "When it happened, or will; what is unknown is said to be.",
            "2025-01-29~",
            required=True,
        ),
        Property(
            "status",
            EVENT_STATUSES.type,
            "How far it has come.",
            "completed",
            lasting=True,
            filterable=True,
        ),
        PARTICIPANTS,
        Property("cause", RefType(None), "What brought it about.", ["model/deepseek-v3"], shape=Shape.MANY),
        Property("part_of", RefType(("event",)), "The event that it is a part of.", "event/openai-2025-round"),
        Property("place", TextType(max_length=200), "Where it happened.", "Rome"),
        *COMMON,
    ),
    STOCK_MOVE.example,
    label="title",
    order="date",
    types=EVENT_TYPES,
    tells_apart=("type", "date"),
)
