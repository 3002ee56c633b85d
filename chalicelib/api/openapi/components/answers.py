"""The answers of operations: good ones with their bodies, and every refusal."""

from collections.abc import Iterator
from typing import Any

from chalicelib.api.http.request.idempotency import METHODS
from chalicelib.api.http.routing.routes import ROUTES, Answer, Route
from chalicelib.api.http.transport_refusals import ANYWHERE
from chalicelib.api.openapi.components.examples import view_examples
from chalicelib.api.openapi.components.headers import of_answer, of_unchanged
from chalicelib.api.openapi.components.links import links_of
from chalicelib.api.openapi.components.parameters import is_conditional
from chalicelib.api.openapi.components.problems import answers_of, component_of, problem_answer
from chalicelib.api.openapi.names import fill, schema_ref
from chalicelib.kinds.declaration import Kind


def responses() -> dict[str, Any]:
    """Give the answers that many operations share: 304, and every refusal."""
    refusals = {
        component_of(status, codes, method=route.method): problem_answer(status, codes, method=route.method)
        for route in ROUTES
        for status, codes in _problems(route).items()
    }
    return {**dict(_unchanged()), **dict(_alike()), **refusals}


def codes_in_use() -> set[str]:
    """List the problems that some operation can answer."""
    return {code for route in ROUTES for codes in _problems(route).values() for code in codes}


def answers(route: Route, kind: Kind | None) -> dict[str, Any]:
    """Give every answer of an operation by its status."""
    good = {str(answer.status): _good(route, answer, kind) for answer in route.answers}
    unchanged = {"304": _ref(_unchanged_of(route))} if is_conditional(route) else {}
    refused = _problems(route).items()
    return {
        **good,
        **unchanged,
        **{status: _ref(component_of(status, codes, method=route.method)) for status, codes in refused},
    }


def _unchanged() -> Iterator[tuple[str, Any]]:
    for route in filter(is_conditional, ROUTES):
        headers = of_unchanged(_own_headers(route))
        yield _unchanged_of(route), {"description": "Unchanged; there is no body.", "headers": headers}


def _unchanged_of(route: Route) -> str:
    return "_".join(("304_unchanged", *(name.lower() for name in _own_headers(route))))


def _own_headers(route: Route) -> list[str]:
    return sorted({name for answer in route.answers for name in answer.headers} - {"ETag", "Vary"})


def _alike() -> Iterator[tuple[str, Any]]:
    """Give the good answers that are the same for every kind."""
    for route in ROUTES:
        for answer in route.answers:
            if name := _of_all(route, answer):
                yield name, _answer(route, answer, None)


def _of_all(route: Route, answer: Answer) -> str | None:
    """Name the component of an answer, where the path names a kind and the answer is the same for all."""
    own = any("{" in component for component in (answer.component or "", *answer.also.values()))
    return f"{answer.status}_{route.name.replace('_{kind}', '')}" if route.is_of_kind and not own else None


def _ref(component: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{component}"}


def _good(route: Route, answer: Answer, kind: Kind | None) -> dict[str, Any]:
    shared = _of_all(route, answer)
    return _answer(route, answer, kind) if shared is None else _ref(shared)


def _answer(route: Route, answer: Answer, kind: Kind | None) -> dict[str, Any]:
    described: dict[str, Any] = {"description": answer.meaning, "headers": of_answer(route, answer)}
    if answer.component is None:
        return described
    media: dict[str, Any] = {"schema": schema_ref(fill(answer.component, kind))}
    if answer.component == "{Kind}" and kind is not None:
        media["examples"] = {name: {"$ref": f"#/components/examples/{name}"} for name in view_examples(kind)}
    also = {name: {"schema": schema_ref(fill(component, kind))} for name, component in answer.also.items()}
    links = links_of(answer, kind)
    return {**described, "content": {answer.media: media, **also}, **({"links": links} if links else {})}


def _problems(route: Route) -> dict[str, tuple[str, ...]]:
    return answers_of(_codes(route), has_survivor="{slug}" in route.path)


def _codes(route: Route) -> Iterator[str]:
    """List every code the route can refuse with: those it declares, and those that its shape brings."""
    yield from (refusal.code for refusal in route.refusals)
    yield from (refusal.code for refusal in ANYWHERE)
    yield from ("bad_parameter", "uri_too_long", "not_acceptable", "internal")
    if route.scope is not None:
        yield from ("unauthenticated", "forbidden", "rate_limited", "busy", "unavailable")
    if route.method in METHODS and route.scope in ("write", "admin"):
        yield from ("idempotency_key_reused", "in_progress", "storage_full")
    if route.if_match == "required":
        yield "precondition_required"
    if route.body is not None:
        yield from ("bad_json", "too_large", "unsupported_media_type", "invalid")
    if "{" in route.path:
        yield "not_found"
