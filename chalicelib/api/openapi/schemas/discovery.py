"""The schemas of the pages, the discovery documents and the vocabulary."""

from chalicelib.api.http.response.problem_catalog import EXPLANATIONS
from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.shapes import TEXT, Schema, array, closed, or_null
from chalicelib.kinds import KINDS

HREF: Schema = {"type": "string", "format": "uri-reference", "maxLength": 300}
WORD: Schema = {"type": "string", "minLength": 1, "maxLength": 60, "pattern": r"^\S+$"}
MEDIA: Schema = {"type": "string", "maxLength": 100, "pattern": "^[a-z]+/[a-z0-9.+-]+$"}
YES_NO: Schema = {"type": "boolean"}
ANYTHING: Schema = {"description": "An example, of whatever type the values are."}
MAX_LISTED = 1_000  # of anything that is listed
_HOLDS = {
    "lasting": "Whether its values hold for a time, which `valid` tells; others are fixed.",
    "required": "Whether a body that creates an entity must have it.",
    "immutable": "Whether a second, different value is refused.",
    "filterable": "Whether lists of the kind (of a type's property: of events) take it as a filter, `?{name}=`.",
    "series": "Whether `/v1/{plural}/{slug}/series/{name}` answers its values over time; others get 404 there.",
}


def discovery_schemas() -> dict[str, Schema]:
    """Give these schemas by name."""
    return {**_texts(), **_links(), **_problems(), **_vocabulary(), **_words()}


def _texts() -> dict[str, Schema]:
    text = {"type": "string", "maxLength": 100_000, "pattern": r"^[\s\S]*$"}
    return {
        "Html": {**text, "description": "A page of HTML that needs nothing from elsewhere."},
        "PageAsset": {**text, "maxLength": 4_000_000, "description": "A script or a style in UTF-8."},
        "PlainText": {**text, "description": "Plain text in UTF-8."},
    }


def _links() -> dict[str, Schema]:
    target = closed({"href": HREF, "type": MEDIA, "title": TEXT}, required=["href"])
    contexts: Schema = {
        "type": "object",
        "properties": {"anchor": HREF},
        "required": ["anchor"],
        "additionalProperties": array(schema_ref("LinkTarget"), most=MAX_LISTED),
        "description": "What something links to, by relation.",
    }
    kind = closed({"name": WORD, "href": HREF, "meaning": TEXT})
    relation = closed({"href": HREF, "rel": WORD, "type": MEDIA, "title": TEXT})
    return {
        "LinkTarget": target,
        "LinkContext": contexts,
        "Linkset": closed(
            {"linkset": array(schema_ref("LinkContext"), most=MAX_LISTED)}, description="A link set, RFC 9264."
        ),
        "Start": closed(
            {
                "name": WORD,
                "description": TEXT,
                "links": array(relation, most=MAX_LISTED),
                "kinds": array(kind, most=len(KINDS)),
            },
            description="What there is to read here.",
        ),
    }


def _problems() -> dict[str, Schema]:
    status: Schema = {"type": "integer", "format": "int32", "minimum": 300, "maximum": 599}
    head = {
        "type": HREF,
        "code": {"type": "string", "enum": sorted(EXPLANATIONS)},
        "title": TEXT,
        "statuses": array(status, most=2, least=1),
    }
    told = {"cause": TEXT, "cure": TEXT, "example": schema_ref("Problem")}
    listed = closed(head)
    return {
        "ProblemsExplained": closed({"items": array(listed, most=MAX_LISTED)}),
        "ProblemExplained": closed({**head, **told}, description="A code: what causes it and how to cure it."),
    }


def _taking(members: dict[str, Schema]) -> Schema:
    """Describe something that takes values: what they are depends on their type."""
    bounded = {
        "codes": array(WORD, most=MAX_LISTED),
        "vocabulary": or_null(WORD),
        "kinds": array(WORD, most=len(KINDS)),
        "dimensions": array(WORD, most=MAX_LISTED),
        "max_length": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100_000},
    }
    needed = {"name": WORD, "meaning": TEXT, "example": ANYTHING, "type": WORD, **members}
    return closed({**needed, **bounded}, required=list(needed))


def _vocabulary() -> dict[str, Schema]:
    qualifier = {"required": YES_NO, "default": or_null(WORD), "comparable": YES_NO}
    declared = {name: {**YES_NO, "description": meaning} for name, meaning in _HOLDS.items()}
    properties = array(schema_ref("VocabularyProperty"), most=MAX_LISTED)
    body: Schema = {"type": "object", "additionalProperties": True, "description": "A whole body of a POST."}
    kind = {"name": WORD, "plural": WORD, "meaning": TEXT, "label": WORD, "order": WORD}
    event_type = {"name": WORD, "meaning": TEXT, "roles": array(WORD, most=MAX_LISTED)}
    many = {
        "kinds": closed({**kind, "properties": properties, "example": body}),
        "event_types": closed({**event_type, "properties": properties, "example": body}),
        "vocabularies": closed({"name": WORD, "meaning": TEXT, "codes": _codes()}),
        "identifier_schemes": closed({"code": WORD, "meaning": TEXT, "example": TEXT}),
        "value_types": closed({"name": WORD, "meaning": TEXT, "examples": array(ANYTHING, most=MAX_LISTED)}),
        "beside_a_value": closed({"name": WORD, "meaning": TEXT, "example": ANYTHING}),
        "evidence": closed({"name": WORD, "meaning": TEXT, "required": YES_NO}),
        "units": closed({"code": WORD, "dimension": WORD, "meaning": TEXT, "base": WORD, "factor": _factor()}),
        "composed_units": closed({"dimension": WORD, "form": WORD, "example": WORD}),
    }
    coded = ("bases", "certainties", "ranks", "bounds", "missing", "shapes", "currencies", "things")
    return {
        "VocabularyQualifier": _taking(qualifier),
        "VocabularyProperty": _taking(
            {"shape": WORD, **declared, "qualifiers": array(schema_ref("VocabularyQualifier"), most=MAX_LISTED)}
        ),
        "Vocabulary": closed(
            {**{name: array(entry, most=MAX_LISTED) for name, entry in many.items()}, **dict.fromkeys(coded, _codes())},
            description="Every word that a writer may use.",
        ),
    }


def _words() -> dict[str, Schema]:
    return {"VocabularyCode": closed({"code": WORD, "meaning": TEXT})}


def _codes() -> Schema:
    return array(schema_ref("VocabularyCode"), most=MAX_LISTED)


def _factor() -> Schema:
    return {"type": "string", "maxLength": 40, "pattern": r"^[0-9]+(\.[0-9]+)?$"}
