"""Judging: the faults of an answer to a mutated request."""

import json
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from random import Random
from typing import Any, NamedTuple

from chalicelib.api.http.response.problems import PROBLEM
from chalicelib.api.openapi import document
from chalicelib.kinds import KINDS
from tests.api.conftest import Answer, answer_to, event
from tests.api.contract import broken_promises
from tests.fuzz.good import Good, good_requests
from tests.fuzz.mutations import Case, mutated
from tests.fuzz.place import ADMIN, Place

FAILED, REFUSED, ACCEPTED = 500, 400, 300
SUBPATHS = ("", "?explain=true", "?include=facts", "/facts", "/history", "/conflicts")
MAX_CAUSE_CHARS = 600  # characters
CHECKED = 8  # one in so many good answers is validated against its schema, which takes longer than the answer


class Judged(NamedTuple):
    """The status of a case, its faults, and the last frames of an exception, if there was one."""

    status: int
    wrong: tuple[str, ...]
    event: Mapping[str, Any]
    cause: str = ""


class Judge:
    """Sends cases, each to the same filled place, and judges the answers."""

    def __init__(self, place: Place, *, seed: int, turns: int = 1) -> None:
        """Judge in a place. After a write each case reads one in `turns` of the URLs that show it, by its number."""
        self.goods = good_requests(place)
        self._place, self._seed, self._turns = place, seed, turns
        self._by_group = _grouped(self.goods)
        self._bodies = [good for good in self.goods if good.body is not None]

    def case(self, number: int) -> Case:
        """Make a case, which depends on the seed and its number alone."""
        rng = Random(f"{self._seed} {number}")
        groups = sorted(self._by_group)
        (group,) = rng.choices(groups, [10 if self._by_group[name][0].body is not None else 1 for name in groups])
        return mutated(rng.choice(self._by_group[group]), rng, others=self._bodies)

    def judge(self, case: Case, *, number: int) -> Judged:
        """Send a case and return the faults of its answer."""
        self._place.begin(number)
        sent, log = case.event(), StringIO()
        with redirect_stdout(log):
            answer = answer_to(sent)
        wrong = list(self._wrong(sent, answer, number=number))
        has_body = "json" in answer.headers.get("content-type", "")  # a notification of an agent is answered without
        if not wrong and sent["httpMethod"] in ("POST", "PATCH") and answer.status < ACCEPTED and has_body:
            wrong += self._unreadable(sent, answer, log, number=number)
        return Judged(answer.status, tuple(wrong), sent, _cause(log.getvalue()) if wrong else "")

    def smallest(self, case: Case, *, number: int) -> Case:
        """Take parts out of a case while its answer stays of the same sort."""
        wanted = self._kind_of(case, number)
        found = True
        while found:
            found = False
            for smaller in smaller_than(case):
                if self._kind_of(smaller, number) == wanted:
                    case, found = smaller, True
                    break
        return case

    def _kind_of(self, case: Case, number: int) -> tuple[int, int]:
        judged = self.judge(case, number=number)
        return judged.status, len(judged.wrong)

    def _wrong(self, sent: Mapping[str, Any], answer: Answer, *, number: int) -> Iterator[str]:
        if answer.status >= FAILED:
            yield f"{answer.status}"
        if answer.status >= REFUSED or number % CHECKED == 0:
            yield from broken_promises(dict(sent), status=answer.status, headers=dict(answer.headers), text=answer.text)
        is_problem = answer.status >= REFUSED and answer.headers["content-type"] == PROBLEM
        if is_problem and sent["httpMethod"] != "HEAD":
            yield from _undeclared(sent, answer)
        if sent["path"] == "/readyz":  # it tries a write and rolls it back
            return
        is_dry = (sent["multiValueQueryStringParameters"] or {}).get("dry_run") == ["true"]
        is_read = is_dry or sent["httpMethod"] in ("GET", "HEAD")
        if (answer.status >= ACCEPTED or is_read) and self._place.table.written:
            yield f"{self._place.table.written} rows were written by a request that was answered {answer.status}"

    def _unreadable(self, sent: Mapping[str, Any], answer: Answer, log: StringIO, *, number: int) -> Iterator[str]:
        """Read what a write has changed: everything on record can be read."""
        for url in [*_changed(sent, answer)][number % self._turns :: self._turns]:
            with redirect_stdout(log):
                read = answer_to(event("GET", url, headers={"Authorization": f"Bearer {ADMIN}"}))
            if read.status >= FAILED:
                yield f"{read.status} at {url} after it was written"


def smaller_than(case: Case) -> Iterator[Case]:
    """Yield the case with one part less, the largest first."""
    for place in range(len(case.query)):
        yield replace(case, query=[*case.query[:place], *case.query[place + 1 :]])
    for name in case.headers:
        yield replace(case, headers={other: text for other, text in case.headers.items() if other != name})
    if case.raw is None:
        yield from (replace(case, document=smaller) for smaller in _smaller(case.document))


def _smaller(document: Any) -> Iterator[Any]:
    """Yield a document with one part less, or one part smaller."""
    if isinstance(document, dict):
        for name, part in document.items():
            rest = {other: each for other, each in document.items() if other != name}
            yield rest
            yield from ({**rest, name: smaller} for smaller in _smaller(part))
    elif isinstance(document, list):
        for place, part in enumerate(document):
            yield [*document[:place], *document[place + 1 :]]
            yield from ([*document[:place], smaller, *document[place + 1 :]] for smaller in _smaller(part))


def _cause(log: str) -> str:
    """Find in the log where an exception came from."""
    lines = (json.loads(line) for line in log.splitlines() if line.startswith("{"))
    return next((str(line["error"])[-MAX_CAUSE_CHARS:] for line in lines if "error" in line), "")


def _grouped(goods: list[Good]) -> dict[str, list[Good]]:
    groups: dict[str, list[Good]] = {}
    for good in goods:
        groups.setdefault(good.group, []).append(good)
    return groups


def _undeclared(sent: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    """Report a code that the contract does not have for this route and status."""
    path = sent["resource"].replace("{plural}", (sent["pathParameters"] or {}).get("plural", ""))
    operation = document()["paths"].get(path, {}).get(sent["httpMethod"].lower())
    problem = json.loads(answer.text)
    if operation is None or str(answer.status) not in operation["responses"]:
        return
    declared = operation["responses"][str(answer.status)]
    if "$ref" in declared:
        declared = document()["components"]["responses"][declared["$ref"].rpartition("/")[2]]
    codes = declared["content"][PROBLEM]["examples"]
    if problem["code"] not in codes:
        yield f"the code {problem['code']!r} is not among {sorted(codes)}"


def _changed(sent: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    body = answer.json
    facts = body.get("facts") if isinstance(body.get("facts"), list) else [body]
    refs = {
        each.get("ref") or each.get("entity") for each in (*facts, *body.get("outcomes", ()), *body.get("parts", ()))
    }
    named = sent["pathParameters"] or {}
    if {"plural", "slug"} <= named.keys():  # of a merged or an erased entity too
        yield from (f"/v1/{named['plural']}/{named['slug']}{rest}" for rest in SUBPATHS)
    for ref in sorted(filter(None, refs))[:2]:
        kind, _, slug = ref.partition("/")
        plural = KINDS[kind].plural
        yield from (f"/v1/{plural}/{slug}{rest}" for rest in SUBPATHS)
        yield f"/v1/{plural}?limit=100"
    if refs - {None}:
        yield "/v1/changes?limit=100"
