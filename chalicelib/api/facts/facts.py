"""GET /v1/facts: facts by entity, source, speaker or value."""

import re

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import named, within
from chalicelib.api.http.routing.date_columns import dated, of_any_value, of_fact
from chalicelib.api.http.routing.list_parameters import list_of, property_names, some_of
from chalicelib.api.http.routing.parameters import CURSOR, MOMENT, Parameter, choice, flag, instant, limit
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.domain.errors import BadCursor, Gone, Merged, NotFound
from chalicelib.domain.facts.evidence import MEMBERS, SLUG, Basis, Certainty
from chalicelib.domain.values import Ref, parse_ref
from chalicelib.domain.values.words.clean_text import clean_line
from chalicelib.kinds import KINDS
from chalicelib.kinds.refs import ALL
from chalicelib.operations.facts import facts as operation
from chalicelib.operations.facts.facts_query import MAX_SPEAKERS, FactOrder, FactsQuery

FACT = (
    *named("id", "entity", "property"),
    *of_any_value(property_of=of_fact("id")),
    *named("qualifiers", "scope"),
    *dated("period"),
    *named("condition"),
    *dated("valid"),
    *within("evidence", *MEMBERS),
    *named("quote_found"),
    *dated("published"),
    *named(
        "publisher",
        "rank",
        "rank_reason",
        "recorded_at",
        "recorded_by",
        "retracted_at",
        "retraction",
        "replaced_by",
        "merged_from",
        "erased",
    ),
)
ANY_KIND = f"({'|'.join(KINDS)})"
MAX_SPEAKER_CHARS = 300  # characters of the name of a speaker who is not an entity
MAX_FILTER_PROPERTIES = 10


def _read_ref(text: str) -> Ref | None:
    read = parse_ref(text)
    return read if read is not None and read.kind in KINDS else None


def _read_source_ref(text: str) -> Ref | None:
    read = _read_ref(text)
    return read if read is not None and read.kind == "source" else None


def _read_speakers(text: str) -> tuple[str, ...] | None:
    """Parse refs separated by commas, or else a name. A text with a slash and no space is a mistyped ref.

    A name is looked up in its clean form, and as it was sent: older facts can have it so.
    """
    parts = text.split(",")
    if all(map(_read_ref, parts)):
        return tuple(parts)
    meant_as_ref = "/" in text and not re.search(r"\s", text)
    is_name = text.strip() and len(text) <= MAX_SPEAKER_CHARS and "\0" not in text
    return tuple(dict.fromkeys((clean_line(text), text))) if is_name and not meant_as_ref else None


def _ref_schema(kinds: str) -> dict[str, object]:
    return {"type": "string", "maxLength": 121, "pattern": f"^{kinds}/{SLUG}$"}


ENTITY = Parameter(
    "entity",
    "Facts about this entity.",
    _ref_schema(ANY_KIND),
    "must be a ref, such as company/deepseek",
    _read_ref,
    example="model/deepseek-v3",
    refs_of=ALL,
)
SOURCE = Parameter(
    "source",
    "Facts from this source.",
    _ref_schema("source"),
    "must be the ref of a source, such as source/report",
    _read_source_ref,
    example="source/report",
    refs_of=("source",),
)
SPEAKER = Parameter(
    "speaker",
    f"Facts from one of these speakers, at most {MAX_SPEAKERS}. Repeat the parameter for each: a ref, or the exact "
    "name of a speaker who is not an entity. You can also separate refs with commas.",
    list_of(
        {"type": "string", "minLength": 1, "maxLength": MAX_SPEAKER_CHARS, "pattern": r"^[^\x00]*[^\s\x00][^\x00]*$"},
        most=MAX_SPEAKERS,
    ),
    "must be refs, such as company/openai,company/microsoft, or a name of at most 300 characters",
    _read_speakers,
    example=["company/deepseek"],
    refs_of=ALL,
    default=(),
    many=True,
    most=MAX_SPEAKERS,
    explode=True,  # names hold commas
)
VALUE = Parameter(
    "value",
    "Facts that point at this entity: by their value or else by a qualifier, such as the benchmark of a score.",
    _ref_schema(ANY_KIND),
    ENTITY.expects,
    _read_ref,
    example="benchmark/mmlu",
    refs_of=ALL,
)
STANDING = flag("standing", "Leave out facts that were retracted, replaced or merged away at that moment.")
PROPERTY = property_names(
    "property", "Facts of one of these properties.", most=MAX_FILTER_PROPERTIES, example=("parameters",)
)
BASIS = some_of(
    "basis", "Facts with one of these bases: how the speaker relates to the subject.", of=[each.value for each in Basis]
)
CERTAINTY = some_of("certainty", "Facts with one of these certainties.", of=[each.value for each in Certainty])
RECORDED_FROM = instant("recorded[gte]", "Facts recorded at or after this instant.")
RECORDED_BEFORE = instant("recorded[lt]", "Facts recorded before this instant.")
SORT = choice(
    "sort",
    "`-recorded`: newest first. `value` and `-value`: the standing facts with an amount among the newest 500 rows, by "
    "amount within each group of units that convert; `meta.complete` says whether there are no more.",
    of=[each.value for each in FactOrder],
    default=FactOrder.NEWEST.value,
)


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
        STANDING,
        SORT,
        *MOMENT,
        limit(50),
        CURSOR,
    ),
    answers=(page_answer("FactPage", columns=FACT, is_linked=True),),
    refusals=(NotFound, Gone, Merged, BadCursor),
)
def facts(call: Call) -> Reply:
    """Return facts with their evidence, newest first. A leaderboard: `sort=-value`.

    Retracted and replaced facts are among them, with `retraction` and `replaced_by`, unless `standing=true`.

    Give at least one of `entity`, `source`, `value` and `speaker`. If you give several, the service looks up the first
    of these and filters by the others, as it does by all other parameters. It reads at most 500 rows per page
    (`meta.read`), so a filtered page can have fewer facts than `limit` and still have a `next`. Facts of a series are
    found only by their source.

    With `entity` you see each write whole. The others read indexes, which each fact of a write reaches on its own,
    mostly within a second.

    After a merge each fact is listed once, at the survivor, with the merged entities that had it in `merged_from`. A
    source, value or speaker includes those that were merged into it, at most 100, and a merged one is answered as its
    survivor; the fact keeps the refs it was recorded with. With `known_at`, the list is as of that moment. Copies whose
    merge was reversed are in no list.
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
        order=FactOrder(query["sort"]),
        standing=query["standing"],
    )
    return page(operation.facts(call.world, question=question, limit=query["limit"], cursor=query["cursor"]))
