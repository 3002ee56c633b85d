"""The schemas of members that a flat view has only in the answer to a write."""

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.builders import array
from chalicelib.api.openapi.schemas.scalars import Schema
from chalicelib.domain.faults import MAX_ADJUSTMENTS
from chalicelib.domain.hints import MAX_HINTS
from chalicelib.operations.bounds import MAX_ENTITY_FACTS

ADJUSTED: Schema = {
    **array(schema_ref("Adjustment"), most=MAX_ADJUSTMENTS),
    "description": "After a write only: the texts that are kept otherwise than they were sent.",
}
HINTS: Schema = {
    **array(schema_ref("WriteHint"), most=MAX_HINTS),
    "minItems": 1,
    "description": "After a write only: what you should look at, although it was accepted. Absent if there is nothing.",
}
RECORDED: Schema = {
    **array(schema_ref("FactId"), most=MAX_ENTITY_FACTS),
    "description": "After a create or a patch only: the ids of the new facts.",
}
REVISED: Schema = {
    **array(schema_ref("FactId"), most=MAX_ENTITY_FACTS),
    "description": "After a patch with `evidence=replace` only: the ids of the facts whose evidence was revised.",
}
EVIDENCE_DIFFERS: Schema = {
    **array(schema_ref("EvidenceDifference"), most=MAX_ENTITY_FACTS),
    "description": "After a create or a patch only: the facts on record that were sent with other evidence.",
}
DRY_RUN: Schema = {**schema_ref("DryRun"), "description": "After a dry run only: what would be written."}
WRITE_MEMBERS = {
    "adjusted": ADJUSTED,
    "hints": HINTS,
    "recorded": RECORDED,
    "revised": REVISED,
    "evidence_differs": EVIDENCE_DIFFERS,
    "dry_run": DRY_RUN,
}
