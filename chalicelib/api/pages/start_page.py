"""GET /: the start page."""

from typing import TYPE_CHECKING, NamedTuple

from chalicelib.api.http.routing.routes import JSON, Answer, Call, Reply, route
from chalicelib.api.pages.html import HTML, SAFELY, code, link, page, plain, table
from chalicelib.kinds import KINDS

if TYPE_CHECKING:
    from chalicelib.api.pages.answer_types import StartJson, StartLinkJson

WHAT = "Structured facts about the AI industry: companies, models and market events. Every value has a source."


class StartLink(NamedTuple):
    """A link of the start page: its path, media type, relation to the service (IANA) and meaning."""

    path: str
    media: str
    relation: str
    meaning: str


PLACES = (
    StartLink("/docs", HTML, "service-doc", "the contract as a page; try it with your API key"),
    StartLink("/docs/choosing", HTML, "service-doc", "how the value shown is chosen, and which values compete"),
    StartLink(
        "/openapi.json", JSON, "service-desc", "the contract: every path, parameter, body and response (OpenAPI 3.1)"
    ),
    StartLink("/v1/vocabulary", JSON, "service-meta", "every kind, property, code and unit that you may use in writes"),
    StartLink("/problems", HTML, "service-doc", "every error, its cause and its fix"),
    StartLink("/llms.txt", "text/plain", "service-doc", "the service in brief, for agents"),
    StartLink("/healthz", JSON, "status", "whether the service is alive"),
)
CATALOG = "/.well-known/api-catalog"

# A question, and the path that answers it.
QUESTIONS = (
    ("Who is DeepSeek?", "/v1/search?q=DeepSeek"),
    ("What is known about a company?", "/v1/companies/deepseek"),
    ("And who says so?", "/v1/companies/deepseek?include=facts"),
    ("Which events involve it, newest first?", "/v1/companies/deepseek/timeline"),
    ("Which values are in dispute?", "/v1/conflicts"),
    ("How do two models compare?", "/v1/compare?refs=model/deepseek-v3,model/gpt-4"),
    ("What has changed?", "/v1/changes?after=0"),
    ("How many entities and facts are there?", "/v1/stats"),
)


@route(
    "GET",
    "/",
    name="start",
    summary="Read the start page",
    tag="service",
    scope=None,
    answers=(
        Answer(
            200,
            "The start page.",
            "Html",
            headers=("ETag", "Vary", "Link", *SAFELY),
            media=HTML,
            also={JSON: "Start"},
        ),
    ),
)
def start(call: Call) -> Reply:
    """Return what the service is, with links to its documents and lists, as a page or JSON."""
    headers = {**SAFELY, "Link": _link_header(call.base)}
    if call.media == JSON:
        return Reply(_start_json(call.base), headers=headers)
    return Reply({}, text=_start_page(call.base), media=HTML, headers=headers)


def links(base: str) -> "list[StartLinkJson]":
    """Return the links to the documents of the service, as JSON."""
    return [{"href": base + p.path, "rel": p.relation, "type": p.media, "title": p.meaning} for p in PLACES]


def _link_header(base: str) -> str:
    described = f'<{base}/openapi.json>; rel="service-desc"; type="{JSON}"'
    return f'{described}, <{base}{CATALOG}>; rel="api-catalog"'


def _start_json(base: str) -> "StartJson":
    return {
        "name": "aifacts",
        "description": WHAT,
        "links": links(base),
        "kinds": [
            {"name": kind.name, "href": f"{base}/v1/{kind.plural}", "meaning": kind.meaning} for kind in KINDS.values()
        ],
    }


def _start_page(base: str) -> str:
    kinds = ((link(f"{base}/v1/{kind.plural}", kind.plural), plain(kind.meaning)) for kind in KINDS.values())
    asked = ((plain(question), link(base + path, path)) for question, path in QUESTIONS)
    places = ((link(base + place.path, place.path), plain(place.meaning)) for place in PLACES)
    return page(
        "aifacts",
        f"<h1>aifacts</h1>\n<p>{plain(WHAT)} Contradicting values are kept side by side, and nothing is deleted: "
        f"{code('valid_at')} selects what was true at a time, {code('known_at')} what was on record by then.</p>\n"
        f"<h2>Ask</h2>\n{table(('question', 'path'), asked)}\n"
        f"<h2>Browse</h2>\n{table(('kind', 'meaning'), kinds)}\n"
        f"<h2>Documentation</h2>\n{table(('path', 'content'), places)}\n"
        f"<p>To write, send an API key: {code('Authorization: Bearer <key>')}.</p>",
    )
