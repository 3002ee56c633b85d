"""The schemas of answers about more than one kind: open conflicts, counts, several entities at once."""

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.entities import any_entity
from chalicelib.api.openapi.schemas.records import conflict_members
from chalicelib.api.openapi.schemas.shapes import COUNT, INSTANT, PROPERTY, REF, TEXT, Schema, array, closed, page_of
from chalicelib.kinds import KINDS
from chalicelib.operations.bounds import MAX_BATCH_REFS

STATUSES: Schema = {"type": "integer", "format": "int32", "minimum": 200, "maximum": 410, "enum": [200, 308, 404, 410]}


def whole_service_schemas() -> dict[str, Schema]:
    """Give these schemas by name."""
    open_conflict = closed({"ref": REF, **conflict_members()}, description="An open conflict and its entity.")
    return {
        "OpenConflict": open_conflict,
        "OpenConflictPage": page_of(schema_ref("OpenConflict")),
        "Stats": _stats(),
        "EntityGot": _got(),
        "EntitiesGot": page_of(schema_ref("EntityGot")),
    }


def _stats() -> Schema:
    return closed(
        {
            "change": {**COUNT, "description": "The number of the last change that is counted."},
            "settled": {"type": "boolean", "description": "Whether that is all there is; false: changes still wait."},
            "entities": closed(dict.fromkeys(KINDS, COUNT)),
            "facts": COUNT,
            "sources": COUNT,
            "conflicts": COUNT,
        },
        description="How much there is, as of a change.",
    )


def _got() -> Schema:
    members: dict[str, Schema] = {
        "ref": REF,
        "status": STATUSES,
        "view": any_entity(),
        "omitted": array(PROPERTY, most=MAX_BATCH_REFS),
        "reason": TEXT,
        "into": REF,
        "retired_at": INSTANT,
    }
    return closed(members, required=["ref", "status"], description="What became of one ref of a batch.")
