"""The schemas of answers about names: what was found, by whom an identifier is borne, what a name was taken for."""

from typing import get_args

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.shapes import COUNT, REF, Schema, array, closed, or_null, page_of
from chalicelib.domain.matching.candidate_score import CONTEXT
from chalicelib.domain.matching.match_decision import MAX_CANDIDATES, Reason, Status
from chalicelib.domain.matching.name_similarity import Grade
from chalicelib.kinds import KINDS
from chalicelib.kinds.properties.identifiers import SCHEMES

NAME: Schema = {"type": "string", "maxLength": 300, "pattern": r"^[^\x00]*$"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
KIND: Schema = {"type": "string", "enum": list(KINDS)}


def naming_schemas() -> dict[str, Schema]:
    """Give these schemas by name."""
    entity = {"ref": REF, "kind": KIND, "label": {**NAME, "description": "What it is called first."}}
    hinted = {**entity, "hint": schema_ref("Hint")}
    match: Schema = {"type": "string", "enum": [grade.name.lower() for grade in Grade]}
    read: dict[str, Schema] = {"read": COUNT, "returned": COUNT}
    complete: Schema = {"type": "boolean", "description": "Whether all rows were read that could matter."}
    asked: dict[str, Schema] = {"scheme": {"type": "string", "enum": list(SCHEMES.codes)}, "value": NAME}
    return {
        "Hint": _hint(),
        "NameFound": closed({**hinted, "name": {**NAME, "description": "The name that fits."}, "match": match}),
        "NamePage": page_of(schema_ref("NameFound"), meta=closed({**read, "complete": complete})),
        "Identified": closed(hinted),
        "IdentifiedPage": page_of(schema_ref("Identified"), meta=closed({**asked, **read})),
        "Candidate": _candidate({**hinted, "name": NAME}),
        "Resolution": _resolution(complete),
        "Resolutions": page_of(schema_ref("Resolution"), meta=closed(read)),
    }


def _candidate(found: dict[str, Schema]) -> Schema:
    yes: Schema = {"type": "boolean"}
    features: dict[str, Schema] = {
        "exact": {**yes, "description": "The very same text."},
        "folded": {**yes, "description": "The same but for case, accents, punctuation, width and spacing."},
        "words": {**SHARE, "description": "The share of words in common; those that say little count little."},
        "typos": {**COUNT, "description": "How many words were taken for others, one letter away."},
        "version": {**yes, "description": "The same but for a date, or a word such as latest, at the end of either."},
        "alias": {**yes, "description": "The name is not what the entity is called first."},
        "kind": {**or_null(yes), "description": "Whether the kind is the one asked for; null: none was."},
        "context": {
            **closed(dict.fromkeys(CONTEXT, or_null(yes)), required=[]),
            "description": "Whether what was sent is confirmed; null: nothing is known of it.",
        },
    }
    return closed({**found, "score": SHARE, "features": closed(features)}, description="Whom a name may mean.")


def _resolution(complete: Schema) -> Schema:
    members: dict[str, Schema] = {
        "name": NAME,
        "status": {"type": "string", "enum": list(get_args(Status))},
        "ref": or_null(REF),
        "reason": or_null({"type": "string", "enum": list(get_args(Reason))}),
        "candidates": array(schema_ref("Candidate"), most=MAX_CANDIDATES),
        "complete": complete,
    }
    return closed(members, description="What one name was taken for.")


def _hint() -> Schema:
    text: Schema = {"type": "string", "maxLength": 121, "pattern": r"^[^\x00]*$"}
    told: dict[str, Schema] = {}
    for kind in KINDS.values():
        for name in kind.distinguished_by:
            declared = kind.property(name)
            told[name] = array(text, most=3) if declared is not None and declared.is_list else text
    return closed(told, required=[], description="What tells an entity from others of the same name.")
