"""/problems: what the `type` of every problem points at."""

import json
from typing import TYPE_CHECKING, Any

from chalicelib.api.http.response.problem_catalog import EXPLANATIONS
from chalicelib.api.http.response.problems import problem, status_of
from chalicelib.api.http.routing.routes import JSON, Answer, Call, Reply, route
from chalicelib.api.pages.html import HTML, SAFELY, code, link, page, plain, prose, table
from chalicelib.domain.errors import NotFound
from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import nearest
from chalicelib.domain.values.checks import quoted

if TYPE_CHECKING:
    from chalicelib.api.pages.answer_types import ProblemExplainedJson, ProblemListedJson

AN_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
PAGE_HEADERS = ("ETag", "Vary", *SAFELY)


@route(
    "GET",
    "/problems",
    name="list_problems",
    summary="List what can go wrong",
    tag="service",
    scope=None,
    answers=(Answer(200, "Every code.", "Html", headers=PAGE_HEADERS, media=HTML, also={JSON: "ProblemsExplained"}),),
)
def list_problems(call: Call) -> Reply:
    """Answer every code that a problem can have, with its title, its statuses and its address: a page, or JSON."""
    items = [_head(each, base=call.base) for each in sorted(EXPLANATIONS, key=_order)]
    if call.media == JSON:
        return Reply({"items": items}, headers=SAFELY)
    rows = ((link(i["type"], i["code"]), _statuses(i["code"]), i["title"]) for i in items)
    text = page(
        "Problems",
        "<h1>Problems</h1>\n<p>Whatever this service refuses, it answers with a problem document (RFC 9457). Its "
        f"{code('code')} is one of these and never changes its meaning.</p>\n"
        f"{table(('code', 'status', 'title'), rows)}\n<p>{link(f'{call.base}/', 'aifacts')}</p>",
    )
    return Reply({}, text=text, media=HTML, headers=SAFELY)


@route(
    "GET",
    "/problems/{code}",
    name="read_problem",
    summary="Explain a problem",
    tag="service",
    scope=None,
    answers=(
        Answer(200, "The code, explained.", "Html", headers=PAGE_HEADERS, media=HTML, also={JSON: "ProblemExplained"}),
    ),
    refusals=(NotFound,),
)
def read_problem(call: Call) -> Reply:
    """Answer what causes a problem, how to cure it, and an example of its document: a page, or JSON."""
    asked = call.path["code"]
    if asked not in EXPLANATIONS:
        guess = nearest(asked, EXPLANATIONS, guesses=Guesses())
        hint = f"; did you mean {quoted(guess)}?" if guess else "."
        raise NotFound(f"No problem has the code {quoted(asked)}{hint} {call.base}/problems lists all.")
    explained = _explained(asked, base=call.base)
    if call.media == JSON:
        return Reply(explained, headers=SAFELY)
    return Reply({}, text=_page(explained, base=call.base), media=HTML, headers=SAFELY)


def example_of(name: str, *, base: str = "") -> dict[str, Any]:
    """Write a problem document with this code, as it could be."""
    explanation = EXPLANATIONS[name]
    return problem(explanation.example, instance=explanation.path, request_id=AN_ID, base=base)


def _head(name: str, *, base: str) -> "ProblemListedJson":
    return {
        "type": f"{base}/problems/{name}",
        "code": name,
        "title": EXPLANATIONS[name].example.title,
        "statuses": sorted({status_of(name, has_survivor=has_survivor) for has_survivor in (True, False)}),
    }


def _explained(name: str, *, base: str) -> "ProblemExplainedJson":
    explanation = EXPLANATIONS[name]
    return {
        **_head(name, base=base),
        "cause": explanation.cause,
        "cure": explanation.cure,
        "example": example_of(name, base=base),
    }


def _page(explained: "ProblemExplainedJson", *, base: str) -> str:
    example = json.dumps(explained["example"], ensure_ascii=False, indent=2)
    return page(
        explained["title"],
        f"<h1>{plain(explained['title'])}</h1>\n"
        f"<p>{code(explained['code'])}, status {_statuses(explained['code'])}</p>\n"
        f"<h2>What causes it</h2>\n<p>{prose(explained['cause'])}</p>\n"
        f"<h2>How to cure it</h2>\n<p>{prose(explained['cure'])}</p>\n"
        f"<h2>For example</h2>\n<pre><code>{plain(example)}</code></pre>\n"
        f"<p>{link(f'{base}/problems', 'All problems')}</p>",
    )


def _statuses(name: str) -> str:
    return " or ".join(str(status) for status in _head(name, base="")["statuses"])


def _order(name: str) -> tuple[int, str]:
    return _head(name, base="")["statuses"][-1], name
