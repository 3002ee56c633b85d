"""GET /: where to begin."""

from typing import TYPE_CHECKING, NamedTuple

from chalicelib.api.http.routing.routes import JSON, Answer, Call, Reply, route
from chalicelib.api.pages.html import HTML, SAFELY, code, link, page, plain, table
from chalicelib.kinds import KINDS

if TYPE_CHECKING:
    from chalicelib.api.pages.answer_types import StartJson, StartLinkJson

WHAT = "Structured facts about the AI industry: companies, models and market events. Every value has a source."


class StartLink(NamedTuple):
    """Something to read here: its path, its media type, its relation to the service (IANA), what it is."""

    path: str
    media: str
    relation: str
    meaning: str


PLACES = (
    StartLink("/docs", HTML, "service-doc", "the contract as a page: read it, try it with a key of yours"),
    StartLink(
        "/openapi.json", JSON, "service-desc", "the contract: every path, parameter, body and answer (OpenAPI 3.1)"
    ),
    StartLink("/v1/vocabulary", JSON, "service-meta", "every kind, property, code and unit that a writer may use"),
    StartLink("/problems", HTML, "service-doc", "what can go wrong, why, and what to do then"),
    StartLink("/llms.txt", "text/plain", "service-doc", "the service in brief, for agents"),
    StartLink("/healthz", JSON, "status", "whether the service runs"),
)
CATALOG = "/.well-known/api-catalog"

# A question, and the path that answers it.
QUESTIONS = (
    ("Who is DeepSeek?", "/v1/search?q=DeepSeek"),
    ("What is known of a company?", "/v1/companies/deepseek"),
    ("And who says so?", "/v1/companies/deepseek?include=facts"),
    ("What involves it, the newest first?", "/v1/companies/deepseek/timeline"),
    ("Which values are in dispute?", "/v1/conflicts"),
    ("How do two models compare?", "/v1/compare?refs=model/deepseek-v3,model/gpt-4"),
    ("What has changed?", "/v1/changes?after=0"),
    ("How much is there?", "/v1/stats"),
)


@route(
    "GET",
    "/",
    name="start",
    summary="Begin here",
    tag="service",
    scope=None,
    answers=(
        Answer(
            200,
            "What there is.",
            "Html",
            headers=("ETag", "Vary", "Link", *SAFELY),
            media=HTML,
            also={JSON: "Start"},
        ),
    ),
)
def start(call: Call) -> Reply:
    """Answer what the service is, with links to all there is to read: a page, or JSON."""
    headers = {**SAFELY, "Link": _links(call.base)}
    if call.media == JSON:
        return Reply(_json(call.base), headers=headers)
    return Reply({}, text=_page(call.base), media=HTML, headers=headers)


def links(base: str) -> "list[StartLinkJson]":
    """Link to what there is to read, as JSON."""
    return [{"href": base + p.path, "rel": p.relation, "type": p.media, "title": p.meaning} for p in PLACES]


def _links(base: str) -> str:
    described = f'<{base}/openapi.json>; rel="service-desc"; type="{JSON}"'
    return f'{described}, <{base}{CATALOG}>; rel="api-catalog"'


def _json(base: str) -> "StartJson":
    return {
        "name": "aifacts",
        "description": WHAT,
        "links": links(base),
        "kinds": [
            {"name": kind.name, "href": f"{base}/v1/{kind.plural}", "meaning": kind.meaning} for kind in KINDS.values()
        ],
    }


def _page(base: str) -> str:
    kinds = ((link(f"{base}/v1/{kind.plural}", kind.plural), plain(kind.meaning)) for kind in KINDS.values())
    asked = ((plain(question), link(base + path, path)) for question, path in QUESTIONS)
    places = ((link(base + place.path, place.path), plain(place.meaning)) for place in PLACES)
    return page(
        "aifacts",
        f"<h1>aifacts</h1>\n<p>{plain(WHAT)} Contradictory values stand side by side, and nothing is lost: "
        f"{code('valid_at')} asks when something was true, {code('known_at')} what was recorded here by then.</p>\n"
        f"<h2>Ask</h2>\n{table(('question', 'path'), asked)}\n"
        f"<h2>Browse</h2>\n{table(('kind', 'what it is'), kinds)}\n"
        f"<h2>Read on</h2>\n{table(('where', 'what'), places)}\n"
        f"<p>Writing needs a key: {code('Authorization: Bearer <key>')}.</p>",
    )
