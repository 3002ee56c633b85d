"""GET /v1/facts: facts by entity, source, speaker or value."""

import re

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import named, of_value, within
from chalicelib.api.http.routing.list_parameters import list_of, property_names, some_of
from chalicelib.api.http.routing.parameters import CURSOR, MOMENT, Parameter, instant, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import BadCursor, Gone, Merged, NotFound
from chalicelib.domain.evidence import SLUG, Basis, Certainty, Evidence
from chalicelib.domain.values import Ref, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.operations.facts import facts as operation
from chalicelib.operations.facts.facts import MAX_SPEAKERS, FactsQuery

FACT = (
    *named("id", "entity", "property"),
    *of_value(),
    *named("qualifiers", "scope", "period", "condition", "valid"),
    *within("evidence", *Evidence.model_fields),
    *named(
        "quote_found",
        "published",
        "publisher",
        "rank",
        "rank_reason",
        "recorded_at",
        "recorded_by",
        "retracted_at",
        "retraction",
    ),
)
ANY_KIND = f"({'|'.join(KINDS)})"
MAX_SPEAKER_CHARS = 300  # characters of somebody who is no entity
MAX_FILTER_PROPERTIES = 10


def _ref(text: str) -> Ref | None:
    read = parse_ref(text)
    return read if read is not None and read.kind in KINDS else None


def _source(text: str) -> Ref | None:
    read = _ref(text)
    return read if read is not None and read.kind == "source" else None


def _speakers(text: str) -> tuple[str, ...] | None:
    """Read refs separated by commas, or else a name; what has a slash and no space was meant as a ref."""
    parts = text.split(",")
    if all(map(_ref, parts)):
        return tuple(parts)
    meant_as_ref = "/" in text and not re.search(r"\s", text)
    is_name = text.strip() and len(text) <= MAX_SPEAKER_CHARS and "\0" not in text
    return (text,) if is_name and not meant_as_ref else None


def _ref_schema(kinds: str) -> dict[str, object]:
    return {"type": "string", "maxLength": 121, "pattern": f"^{kinds}/{SLUG}$"}


ENTITY = Parameter(
    "entity",
    "Facts about this entity.",
    _ref_schema(ANY_KIND),
    "must be a ref, such as company/deepseek",
    _ref,
    example="model/deepseek-v3",
)
SOURCE = Parameter(
    "source",
    "Facts that this source gives.",
    _ref_schema("source"),
    "must be the ref of a source, such as source/report",
    _source,
)
SPEAKER = Parameter(
    "speaker",
    f"Facts that one of these says, {MAX_SPEAKERS} at most, each in a `speaker` of its own: a ref, or the name of "
    "somebody who is no entity, exactly as it is on record. Refs may have commas between them as well.",
    list_of(
        {"type": "string", "minLength": 1, "maxLength": MAX_SPEAKER_CHARS, "pattern": r"^[^\x00]*[^\s\x00][^\x00]*$"},
        most=MAX_SPEAKERS,
    ),
    "must be refs, such as company/openai,company/microsoft, or a name of at most 300 characters",
    _speakers,
    example=["company/deepseek"],
    default=(),
    many=True,
    most=MAX_SPEAKERS,
    explode=True,  # names hold commas
)
VALUE = Parameter("value", "Facts whose value is this entity.", _ref_schema(ANY_KIND), ENTITY.expects, _ref)
PROPERTY = property_names(
    "property", "Facts of this property, or of one of several.", most=MAX_FILTER_PROPERTIES, example=("parameters",)
)
BASIS = some_of(
    "basis", "Facts on this basis: the speaker's standing towards the subject.", of=[each.value for each in Basis]
)
CERTAINTY = some_of("certainty", "Facts of this certainty.", of=[each.value for each in Certainty])
RECORDED_FROM = instant("recorded[gte]", "Facts recorded at this moment or later.")
RECORDED_BEFORE = instant("recorded[lt]", "Facts recorded before this moment.")


@route(
    "GET",
    "/v1/facts",
    name="list_facts",
    summary="Find facts by entity, source, speaker or value",
    tag="facts",
    scope="read",
    parameters=(
        ENTITY,
        SOURCE,
        SPEAKER,
        VALUE,
        PROPERTY,
        BASIS,
        CERTAINTY,
        RECORDED_FROM,
        RECORDED_BEFORE,
        *MOMENT,
        limit(50),
        CURSOR,
    ),
    answers=(page_answer("FactPage", columns=FACT),),
    refusals=(NotFound, Gone, Merged, BadCursor),
)
def facts(call: Call) -> Reply:
    """Answer facts with their evidence, the last recorded first, retracted ones with their retraction.

    `entity`, `source`, `value` or `speaker` finds them: give one at least. With several, the first of these is looked
    up and the others narrow, as do the other parameters; what narrows is read within 500 rows a page (`meta.read`), so
    a page can hold fewer facts than there are, and a cursor. Facts of a series are found by their source alone. A fact
    keeps the refs it was recorded with, also where the entity was merged since.
    """
    query = call.query
    question = FactsQuery(
        entity=query["entity"],
        source=query["source"],
        value=query["value"],
        speakers=query["speaker"],
        properties=query["property"],
        bases=tuple(map(Basis, query["basis"])),
        certainties=tuple(map(Certainty, query["certainty"])),
        recorded_from=query["recorded[gte]"],
        recorded_before=query["recorded[lt]"],
        moment=call.moment,
    )
    return page(operation.facts(call.world, question=question, limit=query["limit"], cursor=query["cursor"]))
