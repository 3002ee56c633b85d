"""/problems: the pages that explain each problem, to which its `type` points."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chalicelib.api.http.response.problem_catalog import EXPLANATIONS
from chalicelib.api.http.response.problems import problem, status_of
from chalicelib.api.http.routing.routes import JSON, Call, Reply, route
from chalicelib.api.pages.frame import CSP, PAGE, security_policy, show
from chalicelib.domain.errors import NotFound
from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import nearest
from chalicelib.domain.values.checks import quoted

if TYPE_CHECKING:
    from chalicelib.api.pages.answer_types import ProblemExplainedJson, ProblemListedJson

AN_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"


@route(
    "GET",
    "/problems",
    name="list_problems",
    summary="List the problems",
    tag="service",
    scope=None,
    answers=(replace(PAGE, meaning="All codes.", also={JSON: "ProblemsExplained"}),),
)
def list_problems(call: Call) -> Reply:
    """Return every problem code with its title, statuses and URL, as a page or JSON."""
    items = [_problem_head(each, base=call.base) for each in sorted(EXPLANATIONS, key=_status_then_code)]
    if call.media == JSON:
        return Reply({"items": items}, headers={CSP: security_policy()})
    return show(call, "problems.html", title="Problems", path="/problems", items=items)


@route(
    "GET",
    "/problems/{code}",
    name="read_problem",
    summary="Explain a problem",
    tag="service",
    scope=None,
    answers=(replace(PAGE, meaning="The explanation.", also={JSON: "ProblemExplained"}),),
    refusals=(NotFound,),
)
def read_problem(call: Call) -> Reply:
    """Return what causes a problem, how to fix it and an example of its document, as a page or JSON."""
    asked = call.path["code"]
    if asked not in EXPLANATIONS:
        guess = nearest(asked, EXPLANATIONS, guesses=Guesses())
        hint = f"; did you mean {quoted(guess)}?" if guess else "."
        raise NotFound(f"No problem has the code {quoted(asked)}{hint} See {call.base}/problems for all codes.")
    explained = _explanation_json(asked, base=call.base)
    if call.media == JSON:
        return Reply(explained, headers={CSP: security_policy()})
    example = json.dumps(explained["example"], ensure_ascii=False, indent=2)
    path = f"/problems/{asked}"
    return show(call, "problem.html", title=explained["title"], path=path, explained=explained, example=example)


def example_of(name: str, *, base: str = "") -> dict[str, Any]:
    """Return an example of a problem document with this code."""
    explanation = EXPLANATIONS[name]
    return problem(explanation.example, instance=explanation.path, request_id=AN_ID, base=base)


def _problem_head(name: str, *, base: str) -> "ProblemListedJson":
    return {
        "type": f"{base}/problems/{name}",
        "code": name,
        "title": EXPLANATIONS[name].example.title,
        "statuses": sorted({status_of(name, has_survivor=has_survivor) for has_survivor in (True, False)}),
    }


def _explanation_json(name: str, *, base: str) -> "ProblemExplainedJson":
    explanation = EXPLANATIONS[name]
    return {
        **_problem_head(name, base=base),
        "cause": explanation.cause,
        "cure": explanation.cure,
        "example": example_of(name, base=base),
    }


def _status_then_code(name: str) -> tuple[int, str]:
    return _problem_head(name, base="")["statuses"][-1], name
