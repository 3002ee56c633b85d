"""/reconcile/suggest and /reconcile/properties: what a client offers while a user types, and properties to fetch."""

from chalicelib.api.http.routing.parameters import Parameter, choice
from chalicelib.api.http.routing.routes import Answer, Call, Reply, route
from chalicelib.kinds import KINDS

MAX_PREFIX_CHARS = 200
MAX_CURSOR = 100_000  # beyond the 100 suggestions that are read, there are none
MAX_PROPOSED = 1_000
MAX_DIGITS = 6
MAX_TYPES = 20
TAG = "reconciliation"


def _whole_number(name: str, meaning: str, *, least: int, most: int, default: int) -> Parameter:
    def read(text: str) -> int | None:
        number = int(text) if text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS else -1
        return number if least <= number <= most else None

    return Parameter(
        name,
        meaning,
        {"type": "integer", "format": "int32", "minimum": least, "maximum": most, "default": default},
        f"must be a whole number from {least} to {most}",
        read,
        example=default,
        default=default,
    )


def _ignored(name: str) -> Parameter:
    """Declare a parameter that OpenRefine sends to every service, and that has no meaning here."""
    return Parameter(name, "Ignored.", {"type": "string"}, "is ignored", lambda text: text, is_synonym=True)


PREFIX = Parameter(
    "prefix",
    "The beginning of a name, as the user types it.",
    {"type": "string", "maxLength": MAX_PREFIX_CHARS, "pattern": r"^[^\x00]*$"},
    f"must have at most {MAX_PREFIX_CHARS} characters",
    lambda text: text if len(text) <= MAX_PREFIX_CHARS and "\x00" not in text else None,
    example="deep",
    required=True,
)
CURSOR = _whole_number("cursor", "How many suggestions to skip.", least=0, most=MAX_CURSOR, default=0)
TYPE = Parameter(
    "type",
    "Only of these kinds. A type of another service is ignored.",
    {
        "type": "array",
        "items": {"type": "string", "maxLength": MAX_PREFIX_CHARS, "pattern": r"^[^\x00,]*$"},
        "minItems": 1,
        "maxItems": MAX_TYPES,
    },
    "must be types",
    lambda text: text.split(","),
    example=["company"],
    many=True,
    most=MAX_TYPES,
)
IGNORED = tuple(map(_ignored, ("spell", "exact", "scoring", "prefixed", "type_strict", "all_types", "lang")))
SUGGESTED = Answer(200, "The suggestions.", "Suggestions", headers=("ETag",))
LIMIT = _whole_number("limit", "The maximum number of properties.", least=1, most=MAX_PROPOSED, default=MAX_PROPOSED)


@route(
    "GET",
    "/reconcile/suggest/entity",
    name="suggest_entities",
    summary="Suggest entities",
    tag=TAG,
    scope="read",
    parameters=(PREFIX, CURSOR, TYPE, *IGNORED),
    answers=(SUGGESTED,),
)
def suggest_entities(call: Call) -> Reply:
    """Return entities with a name, or a word of a name, that begins with `prefix`, and the entity with this ref."""
    from chalicelib.api.reconciliation.suggestions import entities  # few requests reconcile

    return Reply({"result": entities(call, _kinds(call))})


@route(
    "GET",
    "/reconcile/suggest/type",
    name="suggest_types",
    summary="Suggest types",
    tag=TAG,
    scope="read",
    parameters=(PREFIX, CURSOR, TYPE, *IGNORED),
    answers=(SUGGESTED,),
)
def suggest_types(call: Call) -> Reply:
    """Return the kinds of entities whose name begins with `prefix`."""
    from chalicelib.api.reconciliation.suggestions import types  # few requests reconcile

    return Reply({"result": types(call)})


@route(
    "GET",
    "/reconcile/suggest/property",
    name="suggest_properties",
    summary="Suggest properties",
    tag=TAG,
    scope="read",
    parameters=(PREFIX, CURSOR, TYPE, *IGNORED),
    answers=(SUGGESTED,),
)
def suggest_properties(call: Call) -> Reply:
    """Return the properties whose name, or a word of it, begins with `prefix`; those that narrow a query come first."""
    from chalicelib.api.reconciliation.suggestions import properties  # few requests reconcile

    return Reply({"result": properties(call, _kinds(call))})


@route(
    "GET",
    "/reconcile/properties",
    name="propose_properties",
    summary="Propose properties to fetch",
    tag=TAG,
    scope="read",
    parameters=(choice("type", "The kind of the entities; of all kinds without it.", of=tuple(KINDS)), LIMIT),
    answers=(Answer(200, "The properties.", "PropertyProposals", headers=("ETag", "Link")),),
)
def propose_properties(call: Call) -> Reply:
    """Return the properties of a kind that a data extension can fetch, in the order of the flat view."""
    from chalicelib.api.reconciliation.suggestions import proposals  # few requests reconcile

    return Reply(proposals(call.query["type"], call.query["limit"]))


def _kinds(call: Call) -> list[str]:
    return [each for each in call.query["type"] or () if each in KINDS]
