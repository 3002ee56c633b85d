"""The responses of operations: successful ones with their bodies, and every error."""

from collections.abc import Iterator
from typing import Any

from chalicelib.api.http.request.idempotency import METHODS
from chalicelib.api.http.routing.paths import FEEDS
from chalicelib.api.http.routing.routes import ROUTES, Answer, Route
from chalicelib.api.http.transport_refusals import ANYWHERE
from chalicelib.api.openapi.components.examples import answer_examples, view_examples
from chalicelib.api.openapi.components.headers import of_answer, of_unchanged
from chalicelib.api.openapi.components.links import links_of
from chalicelib.api.openapi.components.parameters import is_conditional
from chalicelib.api.openapi.components.problems import answers_of, component_of, problem_answer
from chalicelib.api.openapi.names import camel, fill, schema_ref
from chalicelib.domain.erasure_errors import ErasedEntity
from chalicelib.domain.errors import Gone, NotFound
from chalicelib.kinds.declaration import Kind


def responses() -> dict[str, Any]:
    """Return the responses that many operations share: 304, and every error."""
    refusals = {
        _problem_component(route, status, codes): problem_answer(
            status, codes, method=route.method, is_page=route.refused is not None
        )
        for route in ROUTES
        for status, codes in _problem_codes(route).items()
    }
    return {**dict(_unchanged_answers()), **dict(_kind_independent_answers()), **refusals}


def codes_in_use() -> set[str]:
    """Return the problem codes that some operation can respond with."""
    return {code for route in ROUTES for codes in _problem_codes(route).values() for code in codes}


def answers(route: Route, kind: Kind | None) -> dict[str, Any]:
    """Return every response of an operation by its status."""
    good = {str(answer.status): _successful_answer(route, answer, kind) for answer in route.answers}
    unchanged = {"304": _response_ref(_unchanged_name(route))} if is_conditional(route) else {}
    refused = _problem_codes(route).items()
    return {
        **good,
        **unchanged,
        **{status: _response_ref(_problem_component(route, status, codes)) for status, codes in refused},
    }


def _problem_component(route: Route, status: str, codes: tuple[str, ...]) -> str:
    return component_of(status, codes, method=route.method, is_page=route.refused is not None)


def _unchanged_answers() -> Iterator[tuple[str, Any]]:
    for route in filter(is_conditional, ROUTES):
        headers = of_unchanged(_own_headers(route))
        yield _unchanged_name(route), {"description": "Not modified. The response has no body.", "headers": headers}


def _unchanged_name(route: Route) -> str:
    return "_".join(("304_unchanged", *(name.lower() for name in _own_headers(route))))


def _own_headers(route: Route) -> list[str]:
    return sorted({name for answer in route.answers for name in answer.headers} - {"ETag", "Vary"})


def _kind_independent_answers() -> Iterator[tuple[str, Any]]:
    """Yield the successful responses that are the same for every kind."""
    for route in ROUTES:
        for answer in route.answers:
            if name := _shared_name(route, answer):
                yield name, _response(route, answer, None)


def _shared_name(route: Route, answer: Answer) -> str | None:
    """Return the name of the component of an answer if the path has a kind and the answer is the same for all kinds."""
    own = any("{" in component for component in (answer.component or "", *answer.also.values()))
    name = route.name.replace("_{kind}", "").replace("_{plural}", "_any")
    return f"{answer.status}_{name}" if route.is_of_kind and not own else None


def _response_ref(component: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{component}"}


def _successful_answer(route: Route, answer: Answer, kind: Kind | None) -> dict[str, Any]:
    shared = _shared_name(route, answer)
    return _response(route, answer, kind) if shared is None else _response_ref(shared)


def _response(route: Route, answer: Answer, kind: Kind | None) -> dict[str, Any]:
    described: dict[str, Any] = {"description": answer.meaning, "headers": of_answer(route, answer)}
    if answer.component is None:
        return described
    forms = {answer.media: answer.component, **answer.also}
    content = {media: _content(fill(component, kind), kind) for media, component in forms.items()}
    if codes := _all_problem_codes(route).get(str(answer.status)):  # an error of another form than problems
        content |= problem_answer(str(answer.status), codes, method=route.method, is_page=False)["content"]
    links = links_of(answer, kind)
    return {**described, "content": content, **({"links": links} if links else {})}


def _content(component: str, kind: Kind | None) -> dict[str, Any]:
    is_view = kind is not None and component == camel(kind.name)
    names = view_examples(kind) if kind is not None and is_view else answer_examples(component)
    examples = {name: {"$ref": f"#/components/examples/{name}"} for name in names}
    return {"schema": schema_ref(component), **({"examples": examples} if examples else {})}


def _problem_codes(route: Route) -> dict[str, tuple[str, ...]]:
    """Return the problem codes of a route by status, without those of the errors that it declares as answers."""
    own = {str(answer.status) for answer in route.answers}
    return {status: codes for status, codes in _all_problem_codes(route).items() if status not in own}


def _all_problem_codes(route: Route) -> dict[str, tuple[str, ...]]:
    has_survivor = "{slug}" in route.path or _is_feed(route)
    return answers_of(_declared_codes(route), has_survivor=has_survivor)


def _is_feed(route: Route) -> bool:
    """Return whether it is the feed of an entity, if the query names one."""
    return route.path.startswith(f"/{FEEDS}/")


def _declared_codes(route: Route) -> Iterator[str]:
    """Yield every problem code of a route: those that it declares, and those that follow from its declaration."""
    yield from (refusal.code for refusal in route.refusals)
    is_named = route.path.startswith(("/v1/{plural}/{slug}", "/v1/facts/{id}")) or _is_feed(route)
    if Gone in route.refusals or (is_named and NotFound in route.refusals):  # it can also have been erased
        yield ErasedEntity.code
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
