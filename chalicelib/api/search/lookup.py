"""GET /v1/lookup: find an entity by its identifier in another register."""

from dataclasses import replace

from chalicelib.api.http.routing.answers import page, page_answer
from chalicelib.api.http.routing.columns import named
from chalicelib.api.http.routing.date_columns import dated
from chalicelib.api.http.routing.parameters import KNOWN_AT, PUBLISHED_BEFORE, Parameter, choice
from chalicelib.api.http.routing.routes import Call, Reply, route
from chalicelib.api.search.name_parameters import VALID_AT
from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.values import parse_ref
from chalicelib.kinds.properties.identifiers import SCHEMES
from chalicelib.operations.search import lookup as operation

MAX_IDENTIFIER_CHARS = 300

IDENTIFIED = (*named("ref", "kind", "label", "hint", "former", "later"), *dated("valid"))


def _read_provider(text: str) -> str | None:
    read = parse_ref(text)
    return text if read is not None and read.kind in ("company", "product") else None


SCHEME = replace(choice("scheme", "The register that issues the identifier.", of=tuple(SCHEMES.codes)), required=True)
VALUE = Parameter(
    "value",
    "The identifier, as people write it: with or without its prefix or URL. Check digits are verified.",
    {"type": "string", "minLength": 1, "maxLength": MAX_IDENTIFIER_CHARS, "pattern": r"^[^\x00]*[^\x00\s][^\x00]*$"},
    f"must be an identifier of at most {MAX_IDENTIFIER_CHARS} characters",
    lambda text: text if text.strip() and len(text) <= MAX_IDENTIFIER_CHARS and "\x00" not in text else None,
    example="Q21708200",
    required=True,
)
PROVIDER = Parameter(
    "provider",
    "Only offerings of this company or product: sellers give the same id to a model (scheme `api`).",
    {"type": "string", "maxLength": 121, "pattern": f"^(company|product)/{SLUG}$"},
    "must be the ref of a company or a product, such as company/deepseek",
    _read_provider,
    example="company/deepseek",
    refs_of=("company", "product"),
)


@route(
    "GET",
    "/v1/lookup",
    name="lookup",
    summary="Find an entity by an external identifier",
    tag="names",
    scope="read",
    parameters=(SCHEME, VALUE, PROVIDER, VALID_AT, KNOWN_AT, PUBLISHED_BEFORE),
    answers=(
        page_answer("IdentifiedPage", "The entities with this identifier, usually one or none.", columns=IDENTIFIED),
    ),
)
def lookup(call: Call) -> Reply:
    """Return the entities with an identifier, such as an ISIN, a Wikidata item or a repository on Hugging Face.

    Every spelling finds the same: `xnas:nvda`, `https://doi.org/10.48550/...`. `valid` says when the identifier holds,
    if a source says so. Entities that have it at `valid_at` come first, then those that had it before (`former`), then
    those that have it only later (`later`). With `known_at` or `published_before`, as of that moment, at most 25.
    """
    asked = {name: call.query[name] for name in ("scheme", "value", "provider")}
    return page(operation.lookup(call.world, **asked, moment=call.moment))
