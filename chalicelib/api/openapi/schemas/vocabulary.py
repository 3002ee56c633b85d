"""The schemas of links and of the vocabulary, whose members depend on the types of values."""

from chalicelib.api.openapi.names import schema_ref
from chalicelib.api.openapi.schemas.builders import array, closed, or_null
from chalicelib.api.openapi.schemas.scalars import TEXT, Schema
from chalicelib.api.pages.answer_types import MAX_LISTED
from chalicelib.kinds import KINDS
from chalicelib.kinds.vocabularies.long_words import ELSEWHERE

HREF: Schema = {"type": "string", "format": "uri-reference", "maxLength": 300}
WORD: Schema = {"type": "string", "minLength": 1, "maxLength": 60, "pattern": r"^\S+$"}
YES_NO: Schema = {"type": "boolean"}
SIGN: Schema = {
    "type": "string",
    "enum": ["+", "±"],
    "description": "`+`: never below 0. `±`: signed.",
    "x-enum-varnames": ["NotNegative", "Signed"],  # openapi-generator makes no name of ±
}
EXAMPLE: Schema = {"description": "An example, of the type that the values have."}
CLOSED: Schema = {**or_null(TEXT), "description": "Why new values are refused, and what to send instead."}
_FLAGS = {
    "lasting": "Whether its values hold for a time, given by `valid`. Other properties are fixed.",
    "required": "Whether a body that creates an entity must have it.",
    "immutable": "Whether a second, different value is refused.",
    "filterable": "Whether lists of the kind accept it as a filter, `?{name}=`. "
    "A property of an event type filters lists of events.",
    "series": "Whether `/v1/{plural}/{slug}/series/{name}` returns its values over time; if not, it returns 404.",
}


def vocabulary_schemas() -> dict[str, Schema]:
    """Return these schemas by name."""
    context: Schema = {
        "type": "object",
        "properties": {"anchor": HREF},
        "required": ["anchor"],
        "additionalProperties": array(schema_ref("LinkTarget"), most=MAX_LISTED),
        "description": "The links of one resource, by relation.",
    }
    return {"LinkContext": context, **_vocabulary()}


def _vocabulary() -> dict[str, Schema]:
    coded = ("bases", "certainties", "ranks", "bounds", "missing", "shapes")
    lists = {name: array(entry, most=MAX_LISTED) for name, entry in _entries().items()}
    qualifier = {"required": YES_NO, "default": or_null(WORD), "comparable": YES_NO}
    flags = {name: {**YES_NO, "description": meaning} for name, meaning in _FLAGS.items()}
    qualifiers = array(schema_ref("VocabularyQualifier"), most=MAX_LISTED)
    return {
        "VocabularyCode": closed({"code": WORD, "meaning": TEXT}),
        "VocabularyQualifier": _of_values(qualifier),
        "VocabularyProperty": _of_values({"shape": WORD, **flags, "closed": CLOSED, "qualifiers": qualifiers}),
        "Vocabulary": closed({**lists, **dict.fromkeys(coded, _codes())}, description="Every word that you may write."),
        "VocabularyOfKind": _of_kind([*lists, *coded]),
        "VocabularyOfAnyKind": {"oneOf": [schema_ref("Vocabulary"), schema_ref("VocabularyOfKind")]},
    }


def _of_kind(names: list[str]) -> Schema:
    """Describe the vocabulary of a kind: entries as in the whole, without members that are false or empty."""
    entries = array({"type": "object", "additionalProperties": True}, most=MAX_LISTED)
    shown = {name: entries for name in names if name not in ELSEWHERE}
    return closed(
        {**shown, "elsewhere": array(WORD, most=len(ELSEWHERE))},
        required=["kinds", "elsewhere"],
        description="The words that facts about one kind use, and the names of the lists that only the whole has.",
    )


def _entries() -> dict[str, Schema]:
    body: Schema = {"type": "object", "additionalProperties": True, "description": "A complete body of a POST."}
    of_any = {"properties": array(schema_ref("VocabularyProperty"), most=MAX_LISTED), "example": body}
    kind = {"name": WORD, "plural": WORD, "meaning": TEXT, "label": WORD, "order": WORD}
    coded = closed({"code": WORD, "meaning": TEXT, "example": WORD})
    factor = {"type": "string", "maxLength": 40, "pattern": r"^[0-9]+(\.[0-9]+)?$"}
    words = array(WORD, most=MAX_LISTED)
    return {
        "kinds": closed({**kind, **of_any}),
        "event_types": closed({"name": WORD, "meaning": TEXT, "roles": array(WORD, most=MAX_LISTED), **of_any}),
        "vocabularies": closed({"name": WORD, "meaning": TEXT, "codes": _codes()}),
        "measures": closed(
            {
                "name": WORD,
                "meaning": TEXT,
                "example": EXAMPLE,
                "dimensions": words,
                "sign": SIGN,
                "whole": YES_NO,
                "time": {"type": "string", "enum": ["flow", "stock"]},
                "figures_of": words,
                "usage_of": words,
                "standard": or_null(TEXT),
            }
        ),
        "identifier_schemes": closed({"code": WORD, "meaning": TEXT, "example": TEXT}),
        "value_types": closed({"name": WORD, "meaning": TEXT, "examples": array(EXAMPLE, most=MAX_LISTED)}),
        "beside_a_value": closed({"name": WORD, "meaning": TEXT, "example": EXAMPLE}),
        "evidence": closed({"name": WORD, "meaning": TEXT, "required": YES_NO}),
        "units": closed(
            {"code": WORD, "dimension": WORD, "meaning": TEXT, "base": WORD, "factor": factor, "example": EXAMPLE}
        ),
        "composed_units": closed({"form": WORD, "dimension": WORD, "meaning": TEXT, "example": WORD}),
        "dimensions": closed({"name": WORD, "meaning": TEXT, "example": WORD}),
        "things": coded,
        "times": coded,
        "prefixes": coded,
        "currencies": closed({"code": WORD, "meaning": TEXT, "withdrawn": WORD}, required=["code", "meaning"]),
    }


def _of_values(members: dict[str, Schema]) -> Schema:
    """Describe a property or qualifier: which limits it has depends on the type of its values."""
    limits = {
        "codes": array(WORD, most=MAX_LISTED),
        "vocabulary": or_null(WORD),
        "kinds": array(WORD, most=len(KINDS)),
        "dimensions": array(WORD, most=MAX_LISTED),
        "sign": SIGN,
        "whole": YES_NO,
        "max_length": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100_000},
    }
    limits["prose"] = {**YES_NO, "description": "Whether a text keeps its line breaks; other texts are one line."}
    needed = {"name": WORD, "meaning": TEXT, "example": EXAMPLE, "type": WORD, **members}
    return closed({**needed, **limits}, required=list(needed))


def _codes() -> Schema:
    return array(schema_ref("VocabularyCode"), most=MAX_LISTED)
