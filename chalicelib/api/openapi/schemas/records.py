"""The schemas of what the service writes down about facts: revisions, changes, conflicts, readings of slots."""

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.shapes import (
    COUNT,
    FACT_ID,
    INSTANT,
    KEY_ID,
    MAX_PAGE_ITEMS,
    PROPERTY,
    REF,
    REVISION,
    TEXT,
    Schema,
    array,
    closed,
    or_null,
    page_of,
)
from chalicelib.domain.facts import DecisionType, Rank
from chalicelib.operations.bounds import MAX_ENTITY_FACTS

AS_SHOWN: Schema = {"description": "A value or a list of values, as the flat view shows them; null: none."}
TOLD_APART: Schema = {
    "type": "object",
    "additionalProperties": schema_ref("Value"),
    "maxProperties": 20,
    "description": "What tells the slot apart: qualifiers, scope, period, of amounts the condition, of many the value.",
}
CAUSE: Schema = {"type": "string", "maxLength": 40, "pattern": "^[a-z_]+$"}
WHY: Schema = array({"type": "string", "maxLength": 1000, "pattern": r"^[\s\S]*$"}, most=MAX_ENTITY_FACTS)


def record_schemas() -> dict[str, Schema]:
    """Give these schemas by name."""
    return {
        "Revision": _revision(),
        "RevisionPage": page_of(schema_ref("Revision")),
        "Change": _change(),
        "ChangePage": page_of(
            schema_ref("Change"),
            meta=closed({"head": COUNT, "last": COUNT}),
            next_page={"type": "string", "maxLength": 12, "pattern": "^[0-9]+$"},
        ),
        "Conflict": closed(
            conflict_members(),
            description="A slot whose standing facts exclude each other, and how it is resolved.",
        ),
        "ConflictPage": page_of(schema_ref("Conflict")),
        "Outcomes": _outcomes(),
        "Reading": _reading(),
        "Explanation": {"type": "object", "additionalProperties": array(schema_ref("Reading"), most=MAX_ENTITY_FACTS)},
    }


def _revision() -> Schema:
    decision = {
        "fact": FACT_ID,
        "verdict": {"type": "string", "enum": [verdict.value for verdict in DecisionType]},
        "rank": or_null({"type": "string", "enum": [rank.value for rank in Rank]}),
        "reason": or_null(TEXT),
    }
    changed = closed({"property": PROPERTY, "before": AS_SHOWN, "after": AS_SHOWN}, required=["property"])
    members = {
        "revision": REVISION,
        "at": INSTANT,
        "by": KEY_ID,
        "cause": CAUSE,
        "recorded": array(FACT_ID, most=MAX_ENTITY_FACTS),
        "decided": array(closed(decision), most=MAX_ENTITY_FACTS),
        "changes": array(changed, most=MAX_ENTITY_FACTS),
    }
    return closed(members, description="One accepted write: what it recorded and decided, what is shown otherwise.")


def _outcomes() -> Schema:
    fact_pointer: Schema = {"type": "string", "maxLength": 9, "pattern": "^/facts/[0-9]{1,2}$"}
    members = {
        "status": {"type": "integer", "format": "int32", "minimum": 200, "maximum": 599},
        "pointers": {
            **array(fact_pointer, most=MAX_PAGE_ITEMS, least=1),
            "description": "The facts of the request that this is about.",
        },
        "ref": {**REF, "description": "The entity; absent where the fact names none."},
        "revision": REVISION,
        "created": {"type": "boolean"},
        "facts": array(schema_ref("Fact"), most=MAX_PAGE_ITEMS),
        "problem": {"type": "object", "additionalProperties": True, "description": "As in a problem document."},
    }
    outcome = closed(members, required=["status", "pointers"])
    described = "One for each entity, with what was recorded, and one for each fact refused."
    return closed({"outcomes": {**array(outcome, most=MAX_PAGE_ITEMS), "description": described}})


def _change() -> Schema:
    members = {
        "number": COUNT,
        "at": INSTANT,
        "ref": REF,
        "revision": REVISION,
        "by": KEY_ID,
        "cause": CAUSE,
        "properties": array(PROPERTY, most=MAX_ENTITY_FACTS),
    }
    return closed(members, description="One revision of one entity in the order of all.")


def conflict_members() -> dict[str, Schema]:
    """Describe the members of a conflict."""
    side = {
        "value": schema_ref("Value"),
        "denied": {"type": "boolean"},
        "facts": array(FACT_ID, most=MAX_ENTITY_FACTS),
        "sources": array(REF, most=MAX_ENTITY_FACTS),
        "preferred": {"type": "boolean"},
    }
    return {
        "property": PROPERTY,
        "slot": TOLD_APART,
        "state": {"type": "string", "enum": ["open", "settled"]},
        "opened_at": INSTANT,
        "sides": array(closed(side), most=MAX_ENTITY_FACTS),
        "shown": or_null(schema_ref("Value")),
        "why": WHY,
    }


def _reading() -> Schema:
    reason: Schema = {"type": "string", "maxLength": 1000, "pattern": r"^[\s\S]*$"}
    rejected = closed({"fact": FACT_ID, "reason": reason, "by": FACT_ID}, required=["fact", "reason"])
    members = {
        "slot": TOLD_APART,
        "chosen": or_null(FACT_ID),
        "why": WHY,
        "rejected": array(rejected, most=MAX_ENTITY_FACTS),
        "conflict": or_null({"type": "string", "enum": ["open", "settled"]}),
    }
    needed = list(members)
    unit: Schema = {"type": "string", "maxLength": 40, "pattern": r"^\S+$", "description": "The group of its units."}
    shown: Schema = {**WHY, "description": "Of a property with one value: why this slot is the one shown."}
    return closed(
        {**members, "unit": unit, "shown": shown},
        required=needed,
        description="How one slot was read: the fact chosen, why, and what was rejected.",
    )
