"""The schemas of what is asked across time and across entities: steps of a series, comparisons."""

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.records import TOLD_APART, conflict_members
from chalicelib.api.openapi.schemas.shapes import (
    COUNT,
    FACT_ID,
    PROPERTY,
    REF,
    TEXT,
    Schema,
    array,
    closed,
    or_null,
    page_of,
)
from chalicelib.domain.evidence import Basis, Certainty
from chalicelib.operations.bounds import MAX_ENTITY_FACTS
from chalicelib.operations.entities.view import HEDGES
from chalicelib.operations.series.compare import MAX_COMPARED_REFS

DAY: Schema = {"type": "string", "format": "date", "maxLength": 10, "pattern": r"^\d{4}-\d{2}-\d{2}$"}

GUARDED = "A text that a spreadsheet would run as a formula has an apostrophe before it."
LINES: Schema = {"type": "string", "maxLength": 6_000_000, "pattern": r"^[\s\S]*$"}


def question_schemas() -> dict[str, Schema]:
    """Give these schemas by name."""
    return {
        "Step": _step(),
        "StepPage": page_of(schema_ref("Step")),
        "Comparison": _comparison(),
        "Lines": {**LINES, "description": "A line of JSON for each of `items`; the next page is in `Link`."},
        "Csv": {
            **LINES,
            "description": "RFC 4180 in UTF-8: the names of the columns, then a line an item. A quantity has columns "
            "for its amount, `.unit` and `.bound` (a range: `low..high`); lists of texts are joined with `; `; a cell "
            f"that begins with a brace, a bracket or a quote is JSON. {GUARDED} It is one page of at most `limit` "
            "lines, and does not say itself whether there are more: then the header `Link` has the next page.",
        },
        "ComparisonLines": {**LINES, "description": "A line of JSON with `entities`, then one for each of `rows`."},
        "ComparisonCsv": {
            **LINES,
            "description": "RFC 4180 in UTF-8: a line a row; for each entity its value, when that is valid, whether it "
            f"is disputed, how hedged, its sources and facts. {GUARDED}",
        },
    }


def _step() -> Schema:
    members = {
        "from": or_null(DAY),
        "to": or_null(DAY),
        "value": schema_ref("Value"),
        "qualifiers": {**TOLD_APART, "description": "The qualifiers of the value."},
        "scope": or_null(schema_ref("Scope")),
        "period": or_null(schema_ref("Period")),
        "condition": or_null(schema_ref("Condition")),
        "valid": or_null(schema_ref("Date")),
        "fact": FACT_ID,
        "source": REF,
        "basis": {"type": "string", "enum": [basis.value for basis in Basis]},
        "certainty": {"type": "string", "enum": [certainty.value for certainty in Certainty]},
        "disputed": {"type": "boolean"},
        "sides": conflict_members()["sides"],
    }
    return closed(
        members,
        description="From which day to which, both included, a value is the one shown (null: no bound), with the fact "
        "that says so, the validity that this states, and the sides where others say otherwise.",
    )


def _comparison() -> Schema:
    entity = {
        "ref": REF,
        "status": {"type": "integer", "format": "int32", "minimum": 200, "maximum": 410, "enum": [200, 308, 404, 410]},
        "label": or_null(TEXT),
        "reason": TEXT,
        "into": REF,
    }
    cell = {
        "value": {"description": "As the flat view shows it; of a list property the whole list."},
        "valid": or_null(schema_ref("Date")),
        "disputed": {"type": "boolean"},
        "hedged": or_null({"type": "string", "enum": list(HEDGES)}),
        "facts": array(FACT_ID, most=MAX_ENTITY_FACTS),
        "sources": array(REF, most=MAX_ENTITY_FACTS),
    }
    row = {
        "property": PROPERTY,
        "qualifiers": {**TOLD_APART, "description": "The qualifiers of all values of the row."},
        "period": or_null(schema_ref("Period")),
        "unit": or_null({"type": "string", "maxLength": 40, "pattern": r"^\S+$"}),
        "cells": array(or_null(closed(cell)), most=MAX_COMPARED_REFS),
    }
    return closed(
        {
            "entities": array(closed(entity, required=["ref", "status"]), most=MAX_COMPARED_REFS),
            "rows": array(closed(row), most=MAX_ENTITY_FACTS),
            "meta": closed({"read": COUNT, "returned": COUNT}),
            "omitted": array(PROPERTY, most=MAX_ENTITY_FACTS),
        },
        required=["entities", "rows", "meta"],
        description="Entities in the order asked for, and rows with a cell for each of them; null: nothing on record. "
        "`omitted` names the properties that would make the answer too long.",
    )
