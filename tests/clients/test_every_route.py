"""Both clients have a method for each route of the contract, except those that programs in Python do not call."""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import anyio
import httpx2
import pytest

from aifacts_client import AifactsError, AsyncClient, Client
from aifacts_client.generated.kinds import PLURALS
from tests.house.repository import ROOT

Operation = tuple[str, str]
METHODS = ("get", "post", "put", "patch", "delete")
NAMESPACES = ("keys", "webhooks", "watches")
PATHS: Mapping[str, Any] = json.loads((ROOT / "tests" / "openapi.json").read_text("utf-8"))["paths"]
CONTRACT = frozenset((method.upper(), path) for path, item in PATHS.items() for method in item if method in METHODS)
TEMPLATES = [
    (path, re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))) for path in sorted(PATHS, key=lambda p: "{" in p)
]
# The routes without a method, by how their paths begin, and why.
WITHOUT = {
    r"/($|(changes|compare|conflicts|search|docs|session|favicon|problems)\b)": "pages for people",
    rf"/({'|'.join(PLURALS.values())})(/|$)": "pages for people",
    r"/(robots\.txt|sitemap|llms\.txt|\.well-known/)": "for crawlers",
    r"/(openapi\.json|ns)": "documents about the contract and its terms, for other tools",
    r"/feeds/": "for readers of feeds and calendars; `changes` and `watch` have the same",
    r"/reconcile": "for OpenRefine; `resolve` matches names",
    r"/mcp": "for agents, with their own protocol",
    r"/(healthz|readyz)": "for operators",
}
ARGUMENTS: Mapping[str, Any] = {
    "slug": "x",
    "into": "company/y",
    "refs": ["company/x", "company/y"],
    "body": {"name": "X"},
    "fact": "company~x~country~0",
    "fact_id": "company~x~country~0",
    "facts": [{}],
    "name": "prices",
    "names": ["X"],
    "words": "x",
    "letters": "x",
    "scheme": "lei",
    "value": "x",
    "reason": "A slip.",
    "rank": "normal",
    "evidence": {},
    "scopes": ["read"],
    "key": "key_1",
    "url": "https://hooks.example.org/",
    "webhook": "webhook_1",
    "delivery": 1,
    "watch": "watch_1",
    "used": ["company~x~country~0"],
    "page": "",
}


class Noting(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Notes the operations that are asked for, and refuses each."""

    def __init__(self) -> None:
        self.seen: set[Operation] = set()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        path = next((path for path, pattern in TEMPLATES if pattern.fullmatch(request.url.path)), request.url.path)
        self.seen.add((request.method, path))
        return httpx2.Response(404, json={"code": "not_found"})

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.handle_request(request)


def calls(client: Client | AsyncClient) -> Iterator[Callable[[], Any]]:
    """Yield a call of each public method of a client and of its parts, those of a kind for each kind."""
    for name, method in inspect.getmembers(client, inspect.ismethod):
        if name[0] != "_" and name not in ("at", "close", "send", "write", "watch"):
            yield from called(method)
    for part in (*NAMESPACES, *PLURALS.values()):
        chosen = getattr(client, part)
        yield chosen
        for name, method in inspect.getmembers(chosen, inspect.ismethod):
            if name[0] != "_":
                yield from called(method)


def called(method: Callable[..., Any]) -> Iterator[Callable[[], Any]]:
    """Yield a call of a method, for each kind if it takes a ref or a kind; without a ref too if it needs none."""
    taken = inspect.signature(method).parameters.values()
    needed = [each.name for each in taken if each.default is each.empty and each.kind is not each.VAR_KEYWORD]
    of_kinds = [each.name for each in taken if each.name in ("ref", "kind", "entity")]
    for kind in PLURALS if of_kinds else ["company"]:
        given = {name: ARGUMENTS[name] for name in needed if name not in of_kinds}
        given |= {name: kind if name == "kind" else f"{kind}/x" for name in of_kinds}
        yield partial(method, **given)
    if "entity" in of_kinds:
        yield method


def exhausted(answer: Any) -> None:
    """Ask for what a call gives: the first item of a list."""
    if hasattr(answer, "pages"):
        next(iter(answer.pages()))


def test_both_clients_reach_every_route_of_the_contract() -> None:
    noted = Noting()
    with Client("http://facts.test", "key", transport=noted) as client:
        for call in calls(client):
            with pytest.raises(AifactsError):
                exhausted(call())
    noted_by_async = Noting()

    async def ask() -> None:
        async with AsyncClient("http://facts.test", "key", transport=noted_by_async) as client:
            for call in calls(client):
                with pytest.raises(AifactsError):
                    await exhausted_async(call())

    anyio.run(ask)
    left = CONTRACT - noted.seen
    assert noted.seen - CONTRACT == set()
    assert {each for each in left if reason(each[1]) is None} == set()
    assert {each for each in noted.seen if reason(each[1]) is not None} == set(), "no exception any more"
    assert noted_by_async.seen == noted.seen


async def exhausted_async(answer: Any) -> None:
    """Ask for what a call gives, as `exhausted` does."""
    if inspect.isawaitable(answer):
        await answer
    async for _ in answer.pages():
        return


def reason(path: str) -> str | None:
    """Return why a path has no method; None if it should have one."""
    return next((why for begins, why in WITHOUT.items() if re.match(begins, path)), None)


def test_every_exception_is_still_a_route() -> None:
    idle = [begins for begins in WITHOUT if not any(re.match(begins, path) for _, path in CONTRACT)]

    assert idle == []
