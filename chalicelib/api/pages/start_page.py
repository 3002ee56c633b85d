"""GET /: the start page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.api.http.response.caching import CURRENT
from chalicelib.api.http.routing.routes import HTML, JSON, Call, Reply, route
from chalicelib.api.pages.frame import CSP, PAGED, security_policy, show
from chalicelib.domain.errors import Busy, Unavailable
from chalicelib.kinds import KINDS
from chalicelib.settings import reads

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
    StartLink("/reconcile", JSON, "service", "names matched with entities, for OpenRefine (W3C reconciliation 0.2)"),
    StartLink("/feeds/changes.atom", "application/atom+xml", "alternate", "what changes, for feed readers (Atom)"),
    StartLink("/feeds/calendar.ics", "text/calendar", "alternate", "the dates to come, for calendars"),
    StartLink("/problems", HTML, "service-doc", "every error, its cause and its fix"),
    StartLink("/llms.txt", "text/plain", "service-doc", "the service in brief, for agents"),
    StartLink("/healthz", JSON, "status", "whether the service is alive"),
)
CATALOG = "/.well-known/api-catalog"
_FOR_NOW = {"Cache-Control": CURRENT}  # for pages that are out of date soon


class Question(NamedTuple):
    """A question, the path that answers it, and the entities of the seeds that the path names."""

    text: str
    path: str
    refs: tuple[str, ...] = ()


QUESTIONS = (
    Question("Who is DeepSeek?", "/v1/search?q=DeepSeek", ("company/deepseek",)),
    Question("What is known about a company?", "/v1/companies/deepseek", ("company/deepseek",)),
    Question("And who says so?", "/v1/companies/deepseek?include=facts", ("company/deepseek",)),
    Question("Which events involve it, newest first?", "/v1/companies/deepseek/timeline", ("company/deepseek",)),
    Question("Which values are in dispute?", "/v1/conflicts"),
    Question(
        "How do two models compare?",
        "/v1/compare?refs=model/deepseek-v3,model/gpt-4",
        ("model/deepseek-v3", "model/gpt-4"),
    ),
    Question("What has changed?", "/v1/changes?after=0"),
    Question("How many entities and facts are there?", "/v1/stats"),
)
# Of every table, also one that is closed to readers without a key or that does not answer.
GENERAL_QUESTIONS = tuple(each for each in QUESTIONS if not each.refs)
FIRST_STEPS = (
    "Nothing is on record yet. To write, you need a key. An operator creates the first one with `make key`.",
    "An operator can load the examples of the repository with `make load FILE=seeds`.",
    (
        "With a key, create the source that you have read with `POST /v1/sources`, then a company, for instance, with "
        "`POST /v1/companies`. Name the source in `evidence`. `/docs` has an example of each body."
    ),
)


@route(
    "GET",
    "/",
    name="start",
    summary="Read the start page",
    tag="service",
    scope=None,
    answers=(replace(PAGED, meaning="The start page.", also={JSON: "Start"}),),
)
def start(call: Call) -> Reply:
    """Return what the service is, with links to its documents and lists, as a page or JSON.

    The questions name only entities that are on record. While nothing is on record, the page says what to do first.
    """
    headers = {"Link": _link_header(call.base)}
    if call.media != JSON:
        return _start_page(call, headers)
    headers |= {CSP: security_policy()}
    try:
        questions = _answerable_questions(call)
    except (Busy, Unavailable):  # the rest needs no table
        questions, headers = GENERAL_QUESTIONS, {**headers, **_FOR_NOW}
    if not questions:
        headers |= _FOR_NOW
    return Reply(_start_json(call.base, questions), headers=headers)


def _answerable_questions(call: Call) -> Sequence[Question]:
    """Return the questions that the table can answer; none if it is empty. One call then, otherwise two or three.

    Raises Busy and Unavailable.
    """
    if reads() == "closed":  # the page needs no key, so it must not show what is on record
        return GENERAL_QUESTIONS
    # Imported here: a cold start is rarely for this page.
    from chalicelib.domain.values import Ref
    from chalicelib.operations.entities.batch_get import batch_get
    from chalicelib.operations.feed.stats import is_empty

    if is_empty(call.world):
        return ()
    refs = dict.fromkeys(ref for each in QUESTIONS for ref in each.refs)
    shown = {each.ref for each in batch_get(call.world, refs=[Ref.of(ref) for ref in refs]) if each.view}
    return [each for each in QUESTIONS if shown.issuperset(each.refs)]


def links(base: str) -> "list[StartLinkJson]":
    """Return the links to the documents of the service, as JSON."""
    return [{"href": base + p.path, "rel": p.relation, "type": p.media, "title": p.meaning} for p in PLACES]


def _link_header(base: str) -> str:
    described = f'<{base}/openapi.json>; rel="service-desc"; type="{JSON}"'
    return f'{described}, <{base}{CATALOG}>; rel="api-catalog"'


def _start_json(base: str, questions: Sequence[Question]) -> "StartJson":
    shown: StartJson = {
        "name": "aifacts",
        "description": WHAT,
        "links": links(base),
        "kinds": [
            {"name": kind.name, "href": f"{base}/v1/{kind.plural}", "meaning": kind.meaning} for kind in KINDS.values()
        ],
        "questions": [{"question": each.text, "href": base + each.path} for each in questions],
    }
    return shown if questions else {**shown, "first_steps": list(FIRST_STEPS)}


def _start_page(call: Call, headers: Mapping[str, str]) -> Reply:
    from chalicelib.api.pages.browse.overview import Overview, read_overview  # few requests are for pages

    overview, questions = Overview(), GENERAL_QUESTIONS
    try:
        if reads() == "open":  # the page needs no key, so it must not show what is on record
            overview = read_overview(call, [ref for each in QUESTIONS for ref in each.refs])
            questions = tuple(each for each in QUESTIONS if overview.names.keys() >= {*each.refs})
            headers = {**headers, **_FOR_NOW}
    except (Busy, Unavailable):  # the rest of the page needs no table
        headers = {**headers, **_FOR_NOW}
    return show(
        call,
        "start.html",
        title="aifacts",
        path="/",
        answers=overview.answers,
        headers=headers,
        overview=overview,
        what=WHAT,
        questions=() if overview.is_empty else questions,
        places=PLACES,
        first_steps=FIRST_STEPS,
    )
